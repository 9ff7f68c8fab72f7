import { createHash } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Aborted } from './failures.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * `link`: the same file under a second name, for files that their owner never changes. `copy`: one of its own, on
 * file systems that can (Btrfs, XFS, APFS) without taking space until one of the two changes.
 */
export type CopyMode = 'link' | 'copy';

/**
 * Puts a file at a new place, to the disk, and returns the SHA-256 of what is there now. Reads everything once,
 * about 1 GB/s from a warm cache. Throws `Aborted`, and leaves what it had written.
 */
export async function placeFile(
  from: string,
  to: string,
  mode: CopyMode,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  if ((mode === 'link' && (await wasLinked(from, to))) || (await wasCloned(from, to))) {
    return await hashFile(to, onBytes, signal);
  }
  const target = await open(to, 'wx', 0o600);
  try {
    const sha256 = await readPieces(from, signal, async (piece) => {
      await target.writeFile(piece);
      onBytes(piece.length);
    });
    await target.sync();
    return sha256;
  } finally {
    await target.close();
  }
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of a file in hexadecimal. Throws `Aborted`. */
export async function hashFile(
  path: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return await readPieces(path, signal, async (piece) => onBytes(piece.length));
}

async function readPieces(
  path: string,
  signal: AbortSignal,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  const buffer = Buffer.alloc(PIECE_BYTES);
  try {
    for (;;) {
      if (signal.aborted) throw new Aborted();
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      const piece = buffer.subarray(0, bytesRead);
      // The system writes while we count.
      const taken = take(piece);
      hash.update(piece);
      await taken;
    }
  } finally {
    await file.close();
  }
}

async function wasLinked(from: string, to: string): Promise<boolean> {
  try {
    // Of a link Linux would make a second link, not a second name of the file.
    await link(await realpath(from), to);
    return true;
  } catch (error) {
    // Another drive, a file system without links, somebody else's file: copied instead.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    return false;
  }
}

async function wasCloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    return false;
  }
}
