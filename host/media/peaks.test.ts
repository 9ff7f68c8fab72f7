import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COARSEST_BUCKETS,
  createPeaksWriter,
  layoutLevels,
  levelFor,
  openPeaks,
  type PeaksFile,
  quantiseMax,
  quantiseMin,
} from './peaks.ts';

let folder = '';
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-peaks-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function writePeaks(pieces: readonly Int16Array[], startMs: number): Promise<string> {
  made += 1;
  const path = join(folder, `${made}.peaks`);
  const writer = await createPeaksWriter(path, { rateHz: 16_000, startMs });
  for (const piece of pieces) await writer.push(piece);
  await writer.finish();
  await writer.close();
  return path;
}

async function open(path: string): Promise<PeaksFile> {
  const opened = await openPeaks(path);
  if (!opened.ok) throw new Error(opened.failure.detail ?? opened.failure.code);
  return opened.value;
}

function cut(samples: Int16Array, places: readonly number[]): Int16Array[] {
  const edges = [0, ...places.map((place) => place % (samples.length + 1)), samples.length].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).map((end, index) => samples.subarray(edges[index], end));
}

const anySamples = fc
  .array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 3_000 })
  .map((samples) => Int16Array.from(samples));

describe('the quantiser', () => {
  it('never hides a peak, for every sample value', () => {
    for (let sample = -32_768; sample <= 32_767; sample += 1) {
      const low = quantiseMin(sample);
      const high = quantiseMax(sample);
      if ((low * 32_768) / 127 > sample || (high * 32_768) / 127 < sample) throw new Error(`${sample}`);
      if (low < -127 || high > 127 || high - low > 1) throw new Error(`${sample}`);
    }
  });

  it('keeps silence at zero and shows the faintest sample', () => {
    expect([quantiseMin(0), quantiseMax(0)]).toEqual([0, 0]);
    expect([quantiseMin(-1), quantiseMax(1)]).toEqual([-1, 1]);
  });
});

describe('a peaks file', () => {
  it('holds at every level what brute force over the samples gives, however they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(anySamples, fc.array(fc.nat(), { maxLength: 8 }), async (samples, places) => {
        const peaks = await open(await writePeaks(cut(samples, places), 0));
        expect(peaks.header.samples).toBe(samples.length);
        for (const [index, level] of peaks.header.levels.entries()) {
          const pairs = await peaks.read(index, 0, level.buckets);
          expect([...pairs]).toEqual(bruteForce(samples, level.samplesPerBucket));
        }
        await peaks.close();
      }),
      { numRuns: 60 },
    );
  });

  it('equals brute force at all levels of a long recording', async () => {
    const samples = Int16Array.from(
      { length: 1_500_123 },
      (_, i) => Math.sin(i / 900) * ((i * 7919) % 32_768),
    );
    const peaks = await open(await writePeaks(cut(samples, [1, 70_001, 600_000, 1_400_063]), 90_000));
    expect(peaks.header).toMatchObject({ rateHz: 16_000, samples: 1_500_123, startMs: 90_000 });
    expect(peaks.header.levels.map((level) => level.samplesPerBucket)).toEqual([64, 512, 4096, 32_768]);
    for (const [index, level] of peaks.header.levels.entries()) {
      expect(level.offset % 8).toBe(0);
      const pairs = await peaks.read(index, 0, level.buckets);
      expect(Buffer.from(pairs.buffer).equals(Buffer.from(bruteForce(samples, level.samplesPerBucket)))).toBe(
        true,
      );
    }
    await peaks.close();
  });

  it('gives any range of a level, clipped to its ends', async () => {
    const samples = Int16Array.from({ length: 64 * 20 }, (_, i) => (i - 640) * 50);
    const peaks = await open(await writePeaks([samples], 0));
    const all = bruteForce(samples, 64);
    expect([...(await peaks.read(0, 5, 3))]).toEqual(all.slice(10, 16));
    expect([...(await peaks.read(0, -4, 6))]).toEqual(all.slice(0, 4));
    expect([...(await peaks.read(0, 18, 100))]).toEqual(all.slice(36));
    expect(await peaks.read(0, 50, 10)).toHaveLength(0);
    await peaks.close();
  });

  it('can be read with nothing but the written specification', async () => {
    const bytes = await readFile(await writePeaks([Int16Array.from({ length: 130 }, () => -32_768)], 2_345));
    expect(bytes.toString('latin1', 0, 8)).toBe('WLPEAKS\0');
    expect([8, 12, 16, 20].map((at) => bytes.readUInt32LE(at))).toEqual([1, 256, 16_000, 1]);
    expect([bytes.readBigUInt64LE(24), bytes.readBigInt64LE(32)]).toEqual([130n, 2_345n]);
    expect([bytes.readBigUInt64LE(64), bytes.readBigUInt64LE(72)]).toEqual([256n, 3n]);
    expect([...new Int8Array(bytes.buffer, bytes.byteOffset + 256, 6)]).toEqual([
      -127, -127, -127, -127, -127, -127,
    ]);
  });

  it('is refused when it was cut off, has no header yet, or is something else', async () => {
    const whole = await writePeaks([new Int16Array(64 * 1000)], 0);
    await truncate(whole, 1_000);
    const unfinished = join(folder, 'unfinished.peaks');
    const writer = await createPeaksWriter(unfinished, { rateHz: 16_000, startMs: 0 });
    await writer.push(new Int16Array(64 * 100_000));
    await writer.close();
    const other = join(folder, 'other.peaks');
    await writeFile(other, 'x'.repeat(5_000));
    for (const path of [whole, unfinished, other, join(folder, 'missing.peaks')]) {
      expect(await openPeaks(path)).toMatchObject({
        ok: false,
        failure: { code: 'input.unreadable', file: path },
      });
    }
  });
});

describe('levels', () => {
  it('end with one that fits a screen', () => {
    const hour = layoutLevels(57_600_000);
    expect(hour.map((level) => level.buckets)).toEqual([900_000, 112_500, 14_063, 1_758, 220]);
    expect(hour.at(-1)?.buckets).toBeLessThanOrEqual(COARSEST_BUCKETS);
    expect(layoutLevels(0)).toEqual([{ samplesPerBucket: 64, buckets: 0, offset: 256 }]);
  });

  it('are chosen so that no pixel is left without a bucket', () => {
    const header = { rateHz: 16_000, samples: 57_600_000, startMs: 0, levels: layoutLevels(57_600_000) };
    expect(levelFor(header, 57_600_000, 1_400)).toBe(3);
    expect(levelFor(header, 57_600_000, 100)).toBe(4);
    expect(levelFor(header, 16_000, 1_400)).toBe(0);
  });
});

function bruteForce(samples: Int16Array, samplesPerBucket: number): number[] {
  const pairs: number[] = [];
  for (let start = 0; start < samples.length; start += samplesPerBucket) {
    const bucket = samples.subarray(start, start + samplesPerBucket);
    let min = 32_767;
    let max = -32_768;
    for (const sample of bucket) {
      min = Math.min(min, sample);
      max = Math.max(max, sample);
    }
    pairs.push(Math.floor((min * 127) / 32_768) + 0, Math.ceil((max * 127) / 32_768) + 0);
  }
  return pairs;
}
