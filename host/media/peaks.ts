import { type FileHandle, open } from 'node:fs/promises';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';

/** The layout is specified in docs/peaks-file.md; every number in the file is little endian. */
export const PEAKS_MAGIC = 'WLPEAKS\0';
export const PEAKS_VERSION = 1;
/** Samples under one bucket of level 0: 4 ms at 16 kHz, finer than a pixel at any zoom below single samples. */
export const BASE_SAMPLES = 64;
/** Buckets of one level under one bucket of the next. */
export const LEVEL_FACTOR = 8;
/** No coarser level is made below this many buckets: one read of half a kilobyte shows the whole file. */
export const COARSEST_BUCKETS = 256;

const HEADER_BYTES = 256;
const TABLE_START = 64;
const TABLE_ENTRY_BYTES = 16;
const MAX_LEVELS = (HEADER_BYTES - TABLE_START) / TABLE_ENTRY_BYTES;
const BUCKET_BYTES = 2;
const FLUSH_BYTES = 128 * 1024;

export interface PeaksLevel {
  readonly samplesPerBucket: number;
  readonly buckets: number;
  /** Byte offset in the file, a multiple of 8. */
  readonly offset: number;
}

export interface PeaksHeader {
  readonly rateHz: number;
  readonly samples: number;
  /** Media time of the first sample. */
  readonly startMs: number;
  readonly levels: readonly PeaksLevel[];
}

/**
 * The largest step q of 1/127 of full scale that is not above the sample: a stored minimum never hides
 * a peak. 0 stays 0, -32768 becomes -127.
 */
export function quantiseMin(sample: number): number {
  return (sample * 127) >> 15;
}

/** The smallest step not below the sample. 32767 becomes 127. */
export function quantiseMax(sample: number): number {
  return (sample * 127 + 32767) >> 15;
}

/** Sizes and places of all levels for a number of samples. */
export function layoutLevels(samples: number): readonly PeaksLevel[] {
  const levels: PeaksLevel[] = [];
  let samplesPerBucket = BASE_SAMPLES;
  let offset = HEADER_BYTES;
  while (levels.length < MAX_LEVELS) {
    const buckets = Math.ceil(samples / samplesPerBucket);
    levels.push({ samplesPerBucket, buckets, offset });
    if (buckets <= COARSEST_BUCKETS) break;
    offset = alignTo8(offset + buckets * BUCKET_BYTES);
    samplesPerBucket *= LEVEL_FACTOR;
  }
  return levels;
}

/** Level 0 of whole buckets; a last bucket may be short. Writes (min, max) pairs and returns their bytes. */
export function reduceSamples(samples: Int16Array, into: Int8Array, at: number): number {
  const count = samples.length;
  let write = at;
  for (let start = 0; start < count; start += BASE_SAMPLES) {
    const end = Math.min(start + BASE_SAMPLES, count);
    let min = samples[start] ?? 0;
    let max = min;
    for (let i = start + 1; i < end; i += 1) {
      const sample = samples[i] ?? 0;
      if (sample < min) min = sample;
      else if (sample > max) max = sample;
    }
    into[write] = quantiseMin(min);
    into[write + 1] = quantiseMax(max);
    write += BUCKET_BYTES;
  }
  return write - at;
}

/** The next coarser level. Exact: the quantiser is monotone, so this equals reducing the samples. */
export function reduceLevel(finer: Int8Array): Int8Array {
  const buckets = finer.length / BUCKET_BYTES;
  const coarser = new Int8Array(Math.ceil(buckets / LEVEL_FACTOR) * BUCKET_BYTES);
  for (let bucket = 0; bucket * BUCKET_BYTES < coarser.length; bucket += 1) {
    let min = 127;
    let max = -127;
    const end = Math.min((bucket + 1) * LEVEL_FACTOR, buckets) * BUCKET_BYTES;
    for (let i = bucket * LEVEL_FACTOR * BUCKET_BYTES; i < end; i += BUCKET_BYTES) {
      min = Math.min(min, finer[i] ?? min);
      max = Math.max(max, finer[i + 1] ?? max);
    }
    coarser[bucket * BUCKET_BYTES] = min;
    coarser[bucket * BUCKET_BYTES + 1] = max;
  }
  return coarser;
}

export interface PeaksWriter {
  /** Any number of samples at a time; the buffer may be reused afterwards. */
  readonly push: (samples: Int16Array) => Promise<void>;
  /**
   * Writes the coarser levels, then the header; a file without header is not a peaks file. Returns the
   * loudest sample in 1/127 of full scale, rounded up.
   */
  readonly finish: () => Promise<{ readonly header: PeaksHeader; readonly loudest: number }>;
  /** Call it always; the file stays as it is. */
  readonly close: () => Promise<void>;
}

/**
 * Writes a peaks file while the samples arrive. Level 0 goes to the file at once; memory holds level 1
 * alone, 225 kB for an hour at 16 kHz. 1.7 ns a sample. Rejects with the system's error (ENOSPC).
 */
export async function createPeaksWriter(
  path: string,
  about: { readonly rateHz: number; readonly startMs: number },
): Promise<PeaksWriter> {
  const file = await open(path, 'w', 0o600);
  const pending = new Int8Array(FLUSH_BYTES);
  const carry = new Int16Array(BASE_SAMPLES);
  const coarser: Int8Array[] = [];
  let pendingBytes = 0;
  let carried = 0;
  let samples = 0;
  let position = HEADER_BYTES;

  // Flushed pieces hold a multiple of 8 buckets, so that level 1 can be made piece by piece.
  const flush = async () => {
    const piece = pending.subarray(0, pendingBytes);
    coarser.push(reduceLevel(piece));
    await writeAll(file, piece, position);
    position += pendingBytes;
    pendingBytes = 0;
  };

  const reduceWhole = async (whole: Int16Array) => {
    const stride = (FLUSH_BYTES / BUCKET_BYTES) * BASE_SAMPLES;
    for (let start = 0; start < whole.length; ) {
      const room = stride - (pendingBytes / BUCKET_BYTES) * BASE_SAMPLES;
      const part = whole.subarray(start, start + room);
      pendingBytes += reduceSamples(part, pending, pendingBytes);
      start += part.length;
      if (pendingBytes >= FLUSH_BYTES) await flush();
    }
  };

  return {
    push: async (arrived) => {
      samples += arrived.length;
      let rest = arrived;
      if (carried > 0) {
        const fill = rest.subarray(0, BASE_SAMPLES - carried);
        carry.set(fill, carried);
        carried += fill.length;
        rest = rest.subarray(fill.length);
        if (carried < BASE_SAMPLES) return;
        await reduceWhole(carry);
        carried = 0;
      }
      const whole = rest.length - (rest.length % BASE_SAMPLES);
      await reduceWhole(rest.subarray(0, whole));
      carry.set(rest.subarray(whole), 0);
      carried = rest.length - whole;
    },
    finish: async () => {
      await reduceWhole(carry.subarray(0, carried));
      await flush();
      const levels = layoutLevels(samples);
      let current = concatenate(coarser);
      for (const level of levels.slice(1)) {
        await writeAll(file, current, level.offset);
        current = reduceLevel(current);
      }
      const header = { ...about, samples, levels };
      await writeAll(file, encodeHeader(header), 0);
      return { header, loudest: current.reduce((most, step) => Math.max(most, Math.abs(step)), 0) };
    },
    close: () => file.close(),
  };
}

export interface PeaksFile {
  readonly header: PeaksHeader;
  /** (min, max) pairs in 1/127 of full scale; clipped to what the level has. One read, no more memory. */
  readonly read: (level: number, firstBucket: number, buckets: number) => Promise<Int8Array>;
  readonly close: () => Promise<void>;
}

/** Opens a peaks file for random access. Fails with `input.unreadable` when it is none or is incomplete. */
export async function openPeaks(path: string): Promise<Result<PeaksFile>> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return fail(failure('input.unreadable', { file: path, detail: String(error) }));
  }
  const start = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
  const header = bytesRead === HEADER_BYTES ? decodeHeader(start, (await file.stat()).size) : null;
  if (header === null) {
    await file.close();
    return fail(failure('input.unreadable', { file: path, detail: 'not a peaks file' }));
  }
  return succeed({
    header,
    read: async (levelIndex, firstBucket, buckets) => {
      const level = header.levels[levelIndex];
      if (level === undefined) throw new RangeError(`No level ${levelIndex} in ${path}`);
      const first = Math.max(0, Math.min(firstBucket, level.buckets));
      const count = Math.max(0, Math.min(firstBucket + buckets, level.buckets) - first);
      const pairs = new Int8Array(count * BUCKET_BYTES);
      await file.read(pairs, 0, pairs.length, level.offset + first * BUCKET_BYTES);
      return pairs;
    },
    close: () => file.close(),
  });
}

/**
 * The coarsest level that still gives at least as many buckets as asked for over a number of samples;
 * level 0 when none does.
 */
export function levelFor(header: PeaksHeader, samples: number, buckets: number): number {
  const fitting = header.levels.findLastIndex((level) => samples / level.samplesPerBucket >= buckets);
  return Math.max(0, fitting);
}

function encodeHeader(header: PeaksHeader): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(PEAKS_MAGIC, 0, 'latin1');
  bytes.writeUInt32LE(PEAKS_VERSION, 8);
  bytes.writeUInt32LE(HEADER_BYTES, 12);
  bytes.writeUInt32LE(header.rateHz, 16);
  bytes.writeUInt32LE(header.levels.length, 20);
  bytes.writeBigUInt64LE(BigInt(header.samples), 24);
  bytes.writeBigInt64LE(BigInt(header.startMs), 32);
  bytes.writeUInt32LE(BASE_SAMPLES, 40);
  bytes.writeUInt32LE(LEVEL_FACTOR, 44);
  header.levels.forEach((level, index) => {
    const at = TABLE_START + index * TABLE_ENTRY_BYTES;
    bytes.writeBigUInt64LE(BigInt(level.offset), at);
    bytes.writeBigUInt64LE(BigInt(level.buckets), at + 8);
  });
  return bytes;
}

function decodeHeader(bytes: Buffer, fileBytes: number): PeaksHeader | null {
  if (bytes.toString('latin1', 0, 8) !== PEAKS_MAGIC || bytes.readUInt32LE(8) !== PEAKS_VERSION) return null;
  const samples = Number(bytes.readBigUInt64LE(24));
  // The table repeats what follows from the sample count; a file in which they differ is damaged.
  const levels = layoutLevels(samples);
  const agrees =
    bytes.readUInt32LE(12) === HEADER_BYTES &&
    bytes.readUInt32LE(20) === levels.length &&
    bytes.readUInt32LE(40) === BASE_SAMPLES &&
    bytes.readUInt32LE(44) === LEVEL_FACTOR &&
    levels.every((level, index) => {
      const at = TABLE_START + index * TABLE_ENTRY_BYTES;
      return (
        Number(bytes.readBigUInt64LE(at)) === level.offset &&
        Number(bytes.readBigUInt64LE(at + 8)) === level.buckets &&
        level.offset + level.buckets * BUCKET_BYTES <= fileBytes
      );
    });
  if (!agrees) return null;
  return { rateHz: bytes.readUInt32LE(16), samples, startMs: Number(bytes.readBigInt64LE(32)), levels };
}

async function writeAll(file: FileHandle, bytes: Uint8Array | Int8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function concatenate(pieces: readonly Int8Array[]): Int8Array {
  const whole = new Int8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function alignTo8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
