import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Up to this size every byte counts: 32 MiB take about 30 ms. */
export const WHOLE_FILE_BYTES = 32 * 1024 * 1024;
const EDGE_BYTES = 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;
const BLOCKS = 64;

/**
 * Content fingerprint `fp1-<32 hex>`: SHA-256 over the size and the bytes, cut to 128 bits.
 *
 * Larger files are sampled: the first and last MiB (headers, indexes, tags) and 64 blocks of 64 KiB at even
 * distances, 6 MiB in all, so that 10 GB take 64 seeks and not minutes. Two different recordings of equal
 * size differ in every block, so they never meet. What sampling cannot see is a change in place of equal
 * size between two blocks (part of a WAV silenced by an editor); `isSampled` tells when that is possible,
 * and the decode cache then looks at the time of change as well. Rejects with the system's error.
 */
export async function fingerprintFile(path: string, signal: AbortSignal): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256').update(`fp1:${size}:`);
    const buffer = Buffer.allocUnsafe(EDGE_BYTES);
    for (const range of readRanges(size)) {
      await hashRange(file, hash, buffer, range.start, range.end, signal);
    }
    return `fp1-${hash.digest('hex').slice(0, 32)}`;
  } finally {
    await file.close();
  }
}

export function isSampled(sizeBytes: number): boolean {
  return sizeBytes > WHOLE_FILE_BYTES;
}

function readRanges(size: number): readonly { readonly start: number; readonly end: number }[] {
  if (!isSampled(size)) return [{ start: 0, end: size }];
  const between = size - 2 * EDGE_BYTES - BLOCK_BYTES;
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const start = EDGE_BYTES + Math.floor((between * index) / (BLOCKS - 1));
    return { start, end: start + BLOCK_BYTES };
  });
  return [{ start: 0, end: EDGE_BYTES }, ...blocks, { start: size - EDGE_BYTES, end: size }];
}

async function hashRange(
  file: FileHandle,
  hash: Hash,
  buffer: Buffer,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<void> {
  for (let position = start; position < end; ) {
    signal.throwIfAborted();
    const wanted = Math.min(buffer.length, end - position);
    const { bytesRead } = await file.read(buffer, 0, wanted, position);
    // The file became shorter while it was read; its new size gives another fingerprint next time.
    if (bytesRead === 0) return;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
