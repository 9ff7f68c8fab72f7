import { type Failure, failure } from '../../../common/contract/failure.ts';

/** How far uv is, as far as its lines tell. uv has no output for machines while it installs. */
export interface PackageProgress {
  readonly packages: number | null;
  /** Only packages of more than about 1 MB are announced. */
  readonly announced: Readonly<Record<string, number>>;
  readonly loaded: readonly string[];
  readonly stage: 'resolve' | 'load' | 'install' | 'compile' | 'done';
}

export const NO_PROGRESS: PackageProgress = { packages: null, announced: {}, loaded: [], stage: 'resolve' };

const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** The progress after one more line of uv's standard error; other lines change nothing. */
export function readUvLine(progress: PackageProgress, line: string): PackageProgress {
  const resolved = /^Resolved (\d+) packages? in /u.exec(line);
  if (resolved) return { ...progress, packages: Number(resolved[1]), stage: 'load' };
  const loading = /^Downloading (\S+) \(([\d.]+)([KMG]?i?B)\)/u.exec(line);
  if (loading?.[1] !== undefined) {
    const sizeBytes = Number(loading[2]) * (UNIT_BYTES[loading[3] ?? 'B'] ?? 1);
    return { ...progress, announced: { ...progress.announced, [loading[1]]: sizeBytes }, stage: 'load' };
  }
  const loaded = /^ ?Downloaded (\S+)/u.exec(line);
  if (loaded?.[1] !== undefined) return { ...progress, loaded: [...progress.loaded, loaded[1]] };
  if (/^Prepared \d+ packages? in /u.test(line)) return { ...progress, stage: 'install' };
  if (/^Installed \d+ packages? in /u.test(line)) return { ...progress, stage: 'compile' };
  if (/^Bytecode compiled \d+ files? in /u.test(line)) return { ...progress, stage: 'done' };
  return progress;
}

/** 0–1 over all that uv does; loading is four fifths of it. */
export function packageFraction(progress: PackageProgress): number {
  switch (progress.stage) {
    case 'resolve':
      return 0;
    case 'load': {
      const { totalBytes, doneBytes } = loadedBytes(progress);
      return totalBytes === 0 ? 0.02 : 0.02 + (0.78 * doneBytes) / totalBytes;
    }
    case 'install':
      return 0.8;
    case 'compile':
      return 0.85;
    case 'done':
      return 1;
  }
}

export function packageMessage(progress: PackageProgress): string {
  switch (progress.stage) {
    case 'resolve':
      return 'Looking up packages';
    case 'load': {
      const { totalBytes, doneBytes } = loadedBytes(progress);
      const { packages } = progress;
      const what = packages === null ? 'packages' : `${packages} ${packages === 1 ? 'package' : 'packages'}`;
      return totalBytes === 0
        ? `Loading ${what}`
        : `Loading ${what}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
    }
    case 'install':
      return 'Installing packages';
    case 'compile':
      return 'Compiling packages';
    case 'done':
      return 'Packages installed';
  }
}

function loadedBytes({ announced, loaded }: PackageProgress): { totalBytes: number; doneBytes: number } {
  const done = new Set(loaded);
  let totalBytes = 0;
  let doneBytes = 0;
  for (const [name, bytes] of Object.entries(announced)) {
    totalBytes += bytes;
    if (done.has(name)) doneBytes += bytes;
  }
  return { totalBytes, doneBytes };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

const DISK_FULL =
  /No space left on device|os error 28\b|not enough space on the disk|os error 112\b|ENOSPC|Errno 28\b/iu;
const HASH = /Hash mismatch|DO NOT MATCH THE HASHES|Hashes are required|no hashes? (?:were|was) provided/iu;
const NETWORK =
  /dns error|error sending request|client error \(Connect\)|tcp connect error|timed? ?out|Temporary failure in name resolution|NewConnectionError|Max retries exceeded|SSLError|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|Network connectivity is disabled|Connection (?:reset|refused|aborted)|ConnectionError|ProxyError|URLError|HTTP status|error decoding response body|network is unreachable/iu;

/**
 * What went wrong, from the last lines of uv or pip. The order matters: a full disk shows up as a failed download,
 * too. `place` is where the disk is full.
 */
export function classifyInstallerFailure(lines: readonly string[], place: string): Failure {
  if (lines.some((line) => DISK_FULL.test(line))) return failure('disk.full', { file: place, detail: place });
  if (lines.some((line) => HASH.test(line))) {
    return failure('runtime.hash', { detail: mismatchedPackage(lines) ?? lastMeaningful(lines) });
  }
  if (lines.some((line) => NETWORK.test(line))) {
    return failure('runtime.network', { detail: pipCause(lines) ?? lastMeaningful(lines) });
  }
  return failure('runtime.failed', { detail: lastMeaningful(lines) });
}

function mismatchedPackage(lines: readonly string[]): string | null {
  for (const line of lines) {
    const named = /Hash mismatch for `([^`]+)`/u.exec(line) ?? /^\s+(\S+==\S+) from /u.exec(line);
    if (named?.[1] !== undefined) return named[1];
  }
  return null;
}

/** pip ends with `No matching distribution`; the reason stands in its warnings about retries. */
function pipCause(lines: readonly string[]): string | null {
  const line = lines.findLast((each) => /^WARNING: Retrying/u.test(each));
  return line === undefined ? null : (/\[Errno -?\d+\] ([^'")]+)/u.exec(line)?.[1] ?? null);
}

/** uv gives causes from the outside in: the last one is the reason. Without causes, the last line of all. */
function lastMeaningful(lines: readonly string[]): string {
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
