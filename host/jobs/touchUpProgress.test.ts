import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES } from './progress.ts';
import { touchUpMeter } from './touchUpProgress.ts';

describe('the progress of work on a part', () => {
  test('begins near nothing, though a whole file would be nearly done when its speakers are told apart', () => {
    const advance = touchUpMeter('speakers', () => 0);
    expect(advance('decode', 1).fraction).toBeCloseTo(0.05);
    expect(advance('diarize', 0.1).fraction).toBeCloseTo(0.145);
    expect(advance('diarize', 1).fraction).toBeCloseTo(1);
  });

  test('tells what is left by the speed since the engine began, not since its model began to load', () => {
    let nowMs = 0;
    const advance = touchUpMeter('align', () => nowMs);
    expect(advance('decode', 1).etaSeconds).toBeNull();
    nowMs = 20_000;
    expect(advance('align', 0.1).etaSeconds).toBeNull();
    nowMs = 21_000;
    expect(advance('align', 0.2).etaSeconds).toBeCloseTo(8);
  });

  test('counts what is aligned while the rest is still recognised', () => {
    const advance = touchUpMeter('redo', () => 0);
    advance('recognise', 0.5);
    expect(advance('align', 0.25).fraction).toBeCloseTo(0.08 + 0.4 + 0.03);
  });

  test('never falls and never leaves 0 to 1', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...STAGES), fc.double({ min: -1, max: 2, noNaN: true })));
    fc.assert(
      fc.property(
        fc.constantFrom('align' as const, 'speakers' as const, 'redo' as const),
        steps,
        (kind, all) => {
          const advance = touchUpMeter(kind, () => 0);
          let last = 0;
          for (const [stage, within] of all) {
            const { fraction } = advance(stage, within);
            expect(fraction).toBeGreaterThanOrEqual(last);
            expect(fraction).toBeLessThanOrEqual(1);
            last = fraction;
          }
        },
      ),
    );
  });
});
