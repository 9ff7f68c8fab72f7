import { type Failure, failure } from '../../../common/contract/failure.ts';

const DISK_FULL =
  /No space left on device|os error 28\b|not enough space on the disk|os error 112\b|ENOSPC|Errno 28\b|Disk quota exceeded|os error 122\b/iu;
const HASH = /Hash mismatch|DO NOT MATCH THE HASHES|Hashes are required|no hashes? (?:were|was) provided/iu;
/** Of Windows: what a virus scanner that looks into a new file answers to whoever wants to move it. */
const LOCKED =
  /os error (?:5|32|33|145)\b|being used by another process|Access is denied|WinError (?:5|32)\b|Text file busy|os error (?:16|26)\b/iu;
const FORBIDDEN = /Permission denied|os error (?:13|30)\b|Read-only file system|Errno (?:13|30)\b/iu;
const CERTIFICATE =
  /invalid peer certificate|UnknownIssuer|CERTIFICATE_VERIFY_FAILED|self-signed certificate/iu;
const UNSUPPORTED =
  /no wheels? with a matching|only has wheels for the following|doesn['’]t have a (?:source distribution or )?wheel for the current platform|not compatible with (?:the|this) (?:current )?(?:platform|Python)|has no usable wheels/iu;
const NETWORK =
  /dns error|error sending request|client error \(Connect\)|tcp connect error|timed? ?out|Temporary failure in name resolution|NewConnectionError|Max retries exceeded|SSLError|Network connectivity is disabled|Connection (?:reset|refused|aborted)|ConnectionError|ProxyError|URLError|HTTP status|error decoding response body|network is unreachable/iu;

/**
 * What went wrong, from the last lines of uv or pip. The order matters: a full disk, a locked file and an unknown
 * certificate show up as failed downloads, too. `place` is where the disk is full.
 */
export function classifyInstallerFailure(lines: readonly string[], place: string): Failure {
  const says = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  const reason = () => failureReason(lines);
  if (says(DISK_FULL)) return failure('disk.full', { file: place, detail: place });
  if (says(HASH)) return failure('runtime.hash', { detail: mismatchedPackage(lines) ?? reason() });
  if (says(LOCKED)) return failure('runtime.locked', { detail: reason() });
  if (says(FORBIDDEN)) return failure('output.not-writable', { file: place, detail: reason() });
  if (says(CERTIFICATE)) return failure('runtime.certificate', { detail: reason() });
  if (says(NETWORK)) return failure('runtime.network', { detail: pipCause(lines) ?? reason() });
  if (says(UNSUPPORTED)) return failure('runtime.unsupported', { detail: missingBuild(lines) ?? reason() });
  return failure('runtime.failed', { detail: reason() });
}

function mismatchedPackage(lines: readonly string[]): string | null {
  for (const line of lines) {
    const named = /Hash mismatch for `([^`]+)`/u.exec(line) ?? /^\s+(\S+==\S+) from /u.exec(line);
    if (named?.[1] !== undefined) return named[1];
  }
  return null;
}

/** uv wraps this sentence wherever its line is full. */
function missingBuild(lines: readonly string[]): string | null {
  const text = lines.join(' ').replace(/[\s│╰─▶]+/gu, ' ');
  const named = /Because (\S+==\S+) has no/u.exec(text)?.[1];
  return named === undefined ? null : `there is no build of ${named} for it`;
}

/** pip ends with `No matching distribution`; the reason stands in its warnings about retries. */
function pipCause(lines: readonly string[]): string | null {
  const line = lines.findLast((each) => /^WARNING: Retrying/u.test(each));
  return line === undefined ? null : (/\[Errno -?\d+\] ([^'")]+)/u.exec(line)?.[1] ?? null);
}

/** uv gives causes from the outside in: the last one is the reason. Without causes, the last line of all. */
function failureReason(lines: readonly string[]): string {
  const meant = lines.filter((line) => !/^\s*(?:hint|warning|note|\[notice\]|$)/iu.test(line));
  const line =
    meant.findLast((each) => /^\s*(?:cause|Caused by)\s*:/iu.test(each)) ??
    meant.findLast((each) => /^\s*error\s*:/iu.test(each)) ??
    meant.at(-1);
  const text = (line ?? 'it ended without a word')
    .replace(/^\s*(?:cause|Caused by|error)\s*:\s*/iu, '')
    .trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
