import path from 'node:path';

/**
 * The files that a start names, as absolute paths. An unpacked program has its own folder as first argument,
 * and Chromium adds switches of its own.
 */
export function openedPaths(argv: readonly string[], folder: string, isPackaged: boolean): string[] {
  return argv
    .slice(isPackaged ? 1 : 2)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => path.resolve(folder, argument));
}
