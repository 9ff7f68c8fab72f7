import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressMeter, STAGES } from './progress.ts';

describe('progress of a file', () => {
  it('tells speed and time left from the recognition itself', () => {
    let now = 0;
    const meter = progressMeter(() => now);
    meter.setExtent(100, []);
    meter.advance('decode', 1);
    now = 5000;
    meter.advance('recognise', 0);
    now = 7000;
    const progress = meter.advance('recognise', 0.5);
    expect(progress.rtf).toBeCloseTo(0.04);
    expect(progress.etaSeconds).toBeCloseTo(2);
  });

  it('tells the time left of what follows the recogniser from its own pace', () => {
    let now = 0;
    const meter = progressMeter(() => now);
    meter.setExtent(100, ['diarize']);
    meter.advance('recognise', 1);
    // It began beside the recogniser: what it did until now says nothing of its pace.
    expect(meter.advance('diarize', 0.5).etaSeconds).toBeNull();
    now = 3000;
    expect(meter.advance('diarize', 0.6).etaSeconds).toBeCloseTo(12);
    expect(meter.advance('write', 0).etaSeconds).toBe(0);
  });

  it('claims no speed before there is anything to go by', () => {
    const meter = progressMeter(() => 0);
    expect(meter.advance('decode', 0.5)).toMatchObject({ rtf: null, etaSeconds: null });
    expect(meter.advance('recognise', 0)).toMatchObject({ rtf: null, etaSeconds: null });
  });

  it('never goes back and stays within 0 and 1, whatever is reported', () => {
    const step = fc.tuple(fc.constantFrom(...STAGES), fc.double({ min: -1, max: 2, noNaN: true }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const meter = progressMeter(() => 0);
        let last = 0;
        for (const [stage, fraction] of steps) {
          const progress = meter.advance(stage, fraction);
          expect(progress.fraction).toBeGreaterThanOrEqual(last);
          expect(progress.fraction).toBeLessThanOrEqual(1 + 1e-9);
          last = progress.fraction;
        }
      }),
    );
  });
});
