import { describe, expect, it } from 'vitest';
import { type SpeedView, speedOfModel, timesRealTime } from './speeds.ts';

function speedOf(part: Partial<SpeedView>): SpeedView {
  const place = { engine: 'w', slot: 'transcribe', slotId: 'w', device: 'cpu' } as const;
  return { ...place, kind: 'whisper-ct2', model: 'small', rtf: 0.1, measured: true, ...part };
}
const small = { kind: 'whisper-ct2', id: 'small' } as const;

describe('the speed beside a model', () => {
  it('is a measured one, however fast an estimate is; then the fastest', () => {
    const measured = speedOf({ rtf: 0.1, engine: 'fast' });
    const speeds = [speedOf({ rtf: 0.01, measured: false }), speedOf({ rtf: 0.4, engine: 'slow' }), measured];
    expect(speedOfModel(small, speeds)).toBe(measured);
    expect(speedOfModel(small, [speedOf({ measured: false })])?.measured).toBe(false);
  });

  it('is that of recognising where the model aligns too', () => {
    const recognising = speedOf({ rtf: 0.5, measured: false });
    expect(speedOfModel(small, [speedOf({ slot: 'align', rtf: 0.01 }), recognising])).toBe(recognising);
  });

  it('is never that of a model of the same name of another kind', () => {
    expect(speedOfModel(small, [speedOf({ kind: 'whisper-pt' }), speedOf({ model: 'large' })])).toBeNull();
  });
});

describe('times real time', () => {
  it.each([
    [1 / 137.4, 140],
    [1 / 12.34, 12],
    [1 / 4.163, 4.2],
    [1.176, 0.85],
    [1 / 0.0333, 0.033],
  ])('shows two digits of what was measured: %f as %f', (rtf, shown) => {
    expect(timesRealTime({ rtf, measured: true })).toBe(shown);
  });

  it.each([
    [1 / 137.4, 150],
    [1 / 12.34, 10],
    [1 / 17.6, 20],
    [1 / 4.163, 4],
    [1.176, 0.9],
    [1 / 0.31, 0.3],
  ])('shows less of an estimate: %f as %f', (rtf, shown) => {
    expect(timesRealTime({ rtf, measured: false })).toBe(shown);
  });
});
