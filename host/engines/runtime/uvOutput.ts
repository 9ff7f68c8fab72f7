/** How far one run of uv is, as far as its lines tell. uv has no output for machines while it installs. */
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

export function announcedBytes({ announced }: PackageProgress): number {
  return Object.values(announced).reduce((sum, bytes) => sum + bytes, 0);
}

/** Of the packages that were announced and have come whole. */
export function loadedBytes({ announced, loaded }: PackageProgress): number {
  return [...new Set(loaded)].reduce((sum, name) => sum + (announced[name] ?? 0), 0);
}
