import { describe, expect, it } from 'vitest';
import {
  classifyInstallerFailure,
  NO_PROGRESS,
  packageFraction,
  packageMessage,
  readUvLine,
} from './uvOutput.ts';

/** As uv 0.13.9 prints it where nobody watches. */
const INSTALLATION = `Using Python 3.11.7 environment at: v1
Resolved 9 packages in 210ms
Downloading pocketsphinx (27.8MiB)
Downloading numpy (16.1MiB)
Downloading onnxruntime (22.7MiB)
 Downloaded pocketsphinx
 Downloaded numpy
 Downloaded onnxruntime
Prepared 9 packages in 673ms
Installed 9 packages in 19ms
Bytecode compiled 915 files in 1.42s
 + cffi==2.1.1`.split('\n');

describe('the progress of uv', () => {
  it('never goes back and ends at 1', () => {
    let progress = NO_PROGRESS;
    let before = 0;
    for (const line of INSTALLATION) {
      progress = readUvLine(progress, line);
      // Between the first and the last announcement the total still grows.
      if (!line.startsWith('Downloading')) expect(packageFraction(progress)).toBeGreaterThanOrEqual(before);
      before = packageFraction(progress);
    }
    expect(before).toBe(1);
  });

  it('tells packages and bytes while they load', () => {
    const progress = INSTALLATION.slice(0, 7).reduce(readUvLine, NO_PROGRESS);
    expect(packageMessage(progress)).toBe('Loading 9 packages: 46 of 70 MB');
  });

  it('is not moved by what it does not know', () => {
    expect(['', 'warning: x', 'Downloaded', '\u0000'].reduce(readUvLine, NO_PROGRESS)).toEqual(NO_PROGRESS);
  });
});

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
        'error: Failed to fetch: https://x/simple/cffi/',
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
        '  cause: invalid peer certificate: UnknownIssuer',
        '',
        'hint: Consider enabling use of system TLS certificates',
      ],
      'runtime.network',
      'invalid peer certificate: UnknownIssuer',
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
