import { open } from 'node:fs/promises';

const SEARCHED_BYTES = 64 * 1024;

/**
 * True when the sizes in a WAV header were never filled in (0 or 0xFFFFFFFF), as recorders leave them when
 * they are cut off and programs when they write to a pipe. The file's length is then only an estimate.
 */
export async function hasOpenSizes(path: string): Promise<boolean> {
  const data = await findData(path);
  return data !== null && isOpen(data.declaredBytes);
}

/** Bytes of sound that the header promises beyond the end of the file; 0 for a whole or an open one. */
export async function missingDataBytes(path: string): Promise<number> {
  const data = await findData(path);
  if (data === null || isOpen(data.declaredBytes)) return 0;
  return Math.max(0, data.declaredBytes - data.presentBytes);
}

function isOpen(declaredBytes: number): boolean {
  return declaredBytes === 0 || declaredBytes === 0xffffffff;
}

/** The `data` chunk; null when it is not near the start, or in RF64, whose true sizes stand elsewhere. */
async function findData(
  path: string,
): Promise<{ readonly declaredBytes: number; readonly presentBytes: number } | null> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(SEARCHED_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (head.toString('latin1', 0, 4) !== 'RIFF') return null;
    for (let at = 12; at + 8 <= bytesRead; ) {
      const declaredBytes = head.readUInt32LE(at + 4);
      if (head.toString('latin1', at, at + 4) === 'data') {
        return { declaredBytes, presentBytes: (await file.stat()).size - at - 8 };
      }
      at += 8 + declaredBytes + (declaredBytes % 2);
    }
    return null;
  } finally {
    await file.close();
  }
}
