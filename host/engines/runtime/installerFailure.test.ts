import { describe, expect, it } from 'vitest';
import { classifyInstallerFailure } from './installerFailure.ts';

describe('a failure of uv or pip', () => {
  it.each([
    [
      'a changed package',
      [
        'error: Failed to download `cffi==2.1.1`',
        '  cause: Hash mismatch for `cffi==2.1.1`',
        '',
        '         Expected:',
        '           sha256:00',
      ],
      'runtime.hash',
      'cffi==2.1.1',
    ],
    [
      'a changed package, as pip says it',
      [
        'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.',
        '    uv==0.13.9 from https://x/uv.whl:',
        '        Expected sha256 00',
      ],
      'runtime.hash',
      'uv==0.13.9',
    ],
    [
      'no name service',
      [
        'error: Request failed after 3 retries in 9.7s',
        '  cause: Failed to fetch: https://x/simple/cffi/',
        '  cause: client error (Connect)',
        '  cause: dns error',
        '  cause: failed to lookup address information: Name or service not known',
      ],
      'runtime.network',
      'failed to lookup address information: Name or service not known',
    ],
    [
      'no connection, as pip says it',
      [
        "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/uv/",
        'ERROR: No matching distribution found for uv==0.13.9',
      ],
      'runtime.network',
      'Connection refused',
    ],
    [
      'a certificate that nobody knows',
      [
        'error: Failed to fetch: https://x/',
        '  cause: client error (Connect)',
        '  cause: invalid peer certificate: UnknownIssuer',
        '',
        'hint: Consider enabling use of system TLS certificates',
      ],
      'runtime.certificate',
      'invalid peer certificate: UnknownIssuer',
    ],
    [
      'a certificate that nobody knows, as pip says it',
      [
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/uv/",
        'ERROR: No matching distribution found for uv==0.13.9',
      ],
      'runtime.certificate',
      'No matching distribution found for uv==0.13.9',
    ],
    [
      'a full disk in the middle of a download',
      [
        'error: Failed to download `numpy==2.4.6`',
        '  cause: failed to write to file `/data/x`: No space left on device (os error 28)',
      ],
      'disk.full',
      '/data',
    ],
    [
      'a full disk of Windows',
      ['error: x', '  cause: There is not enough space on the disk. (os error 112)'],
      'disk.full',
      '/data',
    ],
    [
      'a virus scanner',
      [
        'error: Failed to install: torch-2.8.0-cp311-cp311-win_amd64.whl (torch==2.8.0)',
        '  cause: failed to rename file from C:\\a to C:\\b: Access is denied. (os error 5)',
      ],
      'runtime.locked',
      'failed to rename file from C:\\a to C:\\b: Access is denied. (os error 5)',
    ],
    [
      'a folder that may not be written',
      ['error: Failed to create', '  cause: Permission denied (os error 13)'],
      'output.not-writable',
      'Permission denied (os error 13)',
    ],
    [
      'a computer that nobody builds for',
      [
        'error: No solution found when resolving dependencies',
        '  cause: Because torch==2.8.0 has no wheels with a matching platform tag (e.g., `macosx_13_0_x86_64`) and you require torch==2.8.0, we can conclude that your requirements are unsatisfiable.',
        '',
        'hint: Wheels are available for `torch` (v2.8.0) on the following platforms: `win_amd64`',
      ],
      'runtime.unsupported',
      'there is no build of torch==2.8.0 for it',
    ],
    [
      'something else',
      ['Resolved 9 packages in 5ms', 'error: Querying Python failed'],
      'runtime.failed',
      'Querying Python failed',
    ],
    ['silence', [], 'runtime.failed', 'it ended without a word'],
  ])('by %s is told apart', (_what, lines, code, detail) => {
    expect(classifyInstallerFailure(lines, '/data')).toMatchObject({ code, detail });
  });
});
