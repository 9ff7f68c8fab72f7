import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterCompiled,
  afterLine,
  afterLook,
  afterRun,
  isCompiling,
  type Meter,
  newMeter,
  progressOf,
} from './meter.ts';

const UNKNOWN = { downloadBytes: 0, diskBytes: 0 };
const WHISPERX = { downloadBytes: 4_000_000_000, diskBytes: 8_000_000_000 };
const MEBIBYTE = 1024 ** 2;

/** As uv 0.13.9 prints it where nobody watches. */
const INSTALLATION = `Resolved 9 packages in 210ms
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

/** A line a second. */
function reading(meter: Meter, lines: readonly string[], fromMs = 0): Meter {
  return lines.reduce((before, line, at) => afterLine(before, line, fromMs + at * 1000), meter);
}

describe('the progress of packages', () => {
  it('never goes back and ends at 1', () => {
    let meter = newMeter(UNKNOWN, 1, 0);
    let before = 0;
    for (const line of INSTALLATION) {
      meter = afterLine(meter, line, 0);
      const { fraction } = progressOf(meter, 0);
      // Between the first and the last announcement the total still grows.
      if (!line.startsWith('Downloading')) expect(fraction).toBeGreaterThanOrEqual(before);
      before = fraction;
    }
    expect(before).toBe(1);
  });

  it('tells packages and bytes while they load', () => {
    const meter = reading(newMeter(UNKNOWN, 1, 0), INSTALLATION.slice(0, 6));
    expect(progressOf(meter, 6000).message).toBe('Loading 9 packages: 46 of 70 MB');
  });

  it('tells what has come of a package that is still coming, by what was unpacked', () => {
    let meter = reading(newMeter(WHISPERX, 1, 0), [
      'Resolved 1 package in 1ms',
      'Downloading torch (3814.7MiB)',
    ]);
    meter = afterLook(meter, 4_000_000_000, 5000);
    const progress = progressOf(meter, 5000);
    expect(progress.message).toBe('Loading 1 package: 2.0 of 4.0 GB');
    expect(progress.bytes?.done).toBe(2_000_000_000);
  });

  it('counts on what the manifest says until uv has told what is missing', () => {
    let meter = reading(newMeter(WHISPERX, 1, 0), [
      'Resolved 9 packages in 1ms',
      'Downloading numpy (10MiB)',
    ]);
    expect(progressOf(meter, 0).bytes?.total).toBe(4_000_000_000);
    meter = afterLine(afterLine(meter, 'Downloading torch (90MiB)', 0), ' Downloaded numpy', 0);
    // All the rest lies in the cache.
    expect(progressOf(meter, 0).bytes).toEqual({ done: 10 * MEBIBYTE, total: 100 * MEBIBYTE });
  });

  it('goes on where a part from another index has ended', () => {
    let meter = reading(newMeter({ ...WHISPERX, downloadBytes: 200 * MEBIBYTE }, 2, 0), [
      'Resolved 1 package in 1ms',
      'Downloading torch (100MiB)',
      ' Downloaded torch',
      'Prepared 1 package in 1ms',
      'Installed 1 package in 1ms',
    ]);
    const first = progressOf(meter, 0);
    expect(first).toMatchObject({ step: 'packages', bytes: { done: 100 * MEBIBYTE, total: 200 * MEBIBYTE } });
    meter = afterRun(meter);
    expect(progressOf(meter, 0).fraction).toBe(first.fraction);
    meter = reading(meter, ['Resolved 9 packages in 1ms', 'Downloading numpy (50MiB)', ' Downloaded numpy']);
    expect(progressOf(meter, 0).bytes).toEqual({ done: 150 * MEBIBYTE, total: 150 * MEBIBYTE });
  });

  it('tells how long the rest takes by the pace of the last 20 s', () => {
    const meter = reading(newMeter(WHISPERX, 1, 0), ['Resolved 9 packages in 1ms']);
    const slow = afterLook(meter, 200_000_000, 60_000);
    // 2 GB unpacked are 1 GB loaded, in 10 s; 2.9 GB are left.
    const fast = afterLook(slow, 2_200_000_000, 70_000);
    expect(progressOf(fast, 70_000).remainingMs).toBe(29_000);
  });

  it('does not tell it from the first moment alone, or when nothing comes', () => {
    const meter = reading(newMeter(WHISPERX, 1, 0), ['Resolved 9 packages in 1ms']);
    expect(progressOf(afterLook(meter, 1e9, 1000), 1000).remainingMs).toBeNull();
    const idle = [5000, 10_000].reduce((before, at) => afterLook(before, 0, at), meter);
    expect(progressOf(idle, 10_000).remainingMs).toBeNull();
  });

  it('says after 30 s that nothing comes, and that it comes again', () => {
    let meter = reading(newMeter(WHISPERX, 1, 0), [
      'Resolved 9 packages in 1ms',
      'Downloading torch (100MiB)',
    ]);
    expect(progressOf(meter, 30_999).stalled).toBe(false);
    expect(progressOf(meter, 31_000)).toMatchObject({
      stalled: true,
      message: expect.stringContaining('nothing has come for 30 s'),
      remainingMs: null,
    });
    meter = afterLook(meter, 1, 31_000);
    expect(progressOf(meter, 31_001).stalled).toBe(false);
  });

  it('does not call compiling a stall', () => {
    const meter = reading(newMeter(WHISPERX, 1, 0), INSTALLATION.slice(0, 9));
    expect(progressOf(meter, 1e6)).toMatchObject({ step: 'compile', stalled: false, bytes: null });
  });

  it('goes on while uv compiles, which it is silent about', () => {
    const meter = reading(newMeter(WHISPERX, 1, 0), INSTALLATION.slice(0, 9));
    expect(isCompiling(meter)).toBe(true);
    const half = afterCompiled(meter, 0.5);
    expect(progressOf(half, 0)).toMatchObject({ step: 'compile', message: 'Compiling packages: 50 %' });
    expect(progressOf(half, 0).fraction).toBeGreaterThan(progressOf(meter, 0).fraction);
    // Files are added meanwhile: what was told stays.
    expect(progressOf(afterCompiled(half, 0.4), 0).fraction).toBe(progressOf(half, 0).fraction);
    expect(isCompiling(afterLine(half, 'Bytecode compiled 9 files in 1s', 0))).toBe(false);
  });

  it('is never more than all of it, whatever comes', () => {
    const event = fc.oneof(fc.constantFrom(...INSTALLATION), fc.nat(20_000_000_000), fc.constant(null));
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom(UNKNOWN, WHISPERX), (events, sizes) => {
        let meter = newMeter(sizes, 2, 0);
        events.forEach((each, at) => {
          if (each === null) meter = afterRun(meter);
          else if (typeof each === 'string') meter = afterLine(meter, each, at);
          else meter = afterLook(meter, each, at);
          const { fraction, bytes } = progressOf(meter, at);
          expect(fraction).toBeGreaterThanOrEqual(0);
          expect(fraction).toBeLessThanOrEqual(1);
          if (bytes !== null) expect(bytes.done).toBeLessThanOrEqual(bytes.total);
        });
      }),
    );
  });
});
