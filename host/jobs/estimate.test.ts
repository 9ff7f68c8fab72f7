import { describe, expect, it } from 'vitest';
import { type ExpectedStage, jobSpeed, speedAt, type Weigh } from './estimate.ts';
import type { StagePlace, StageRun } from './measured.ts';

const weights: Readonly<Record<string, { parameters: number | null; bytes: number | null }>> = {
  'whisper-ct2/tiny': { parameters: 39e6, bytes: 78e6 },
  'whisper-ct2/base': { parameters: 74e6, bytes: 148e6 },
  'whisper-ct2/small': { parameters: 244e6, bytes: 486e6 },
  'whisper-ct2/large': { parameters: 1550e6, bytes: 3090e6 },
  'whisper-ct2/own': { parameters: null, bytes: 972e6 },
};
const weigh: Weigh = (kind, model) => weights[`${kind}/${model}`] ?? null;

function at(model: string | null, device: string, part: Partial<StagePlace> = {}): StagePlace {
  const usual = { engine: 'w', slot: 'transcribe', slotId: 'w', kind: 'whisper-ct2' } as const;
  return { ...usual, model, device, ...part };
}

function ran(place: StagePlace, rtf: number, soundMs = 60_000): StageRun {
  return { place, soundMs, workMs: soundMs * rtf };
}

describe('how fast a stage is', () => {
  it('is what was measured with this model on this device', () => {
    const runs = [
      ran(at('base', 'cpu'), 0.2),
      ran(at('small', 'cpu'), 0.5),
      ran(at('small', 'cuda:0'), 0.02),
    ];
    expect(speedAt(at('small', 'cpu'), runs, weigh)).toEqual({ rtf: 0.5, measured: true });
    expect(speedAt(at('small', 'cuda:0'), runs, weigh)).toEqual({ rtf: 0.02, measured: true });
  });

  it('is estimated by the model that is nearest in size, on a processor in proportion to it', () => {
    const runs = [ran(at('tiny', 'cpu'), 0.1), ran(at('small', 'cpu'), 0.5)];
    const speed = speedAt(at('base', 'cpu'), runs, weigh);
    expect(speed).toEqual({ rtf: expect.closeTo((0.1 * 74) / 39), measured: false });
  });

  it('grows less than the model does on a card, which small models do not fill', () => {
    const speed = speedAt(at('large', 'cuda:0'), [ran(at('small', 'cuda:0'), 0.02)], weigh);
    expect(speed?.measured).toBe(false);
    expect(speed?.rtf).toBeGreaterThan(0.02 * 2);
    expect(speed?.rtf).toBeLessThan(0.02 * 6);
  });

  it('goes by bytes where parameters are not known', () => {
    const speed = speedAt(at('own', 'cpu'), [ran(at('small', 'cpu'), 0.5)], weigh);
    expect(speed?.rtf).toBeCloseTo(1);
  });

  it('is not guessed from the processor for a card, nor from a card for the processor', () => {
    expect(speedAt(at('small', 'cuda:0'), [ran(at('small', 'cpu'), 0.5)], weigh)).toBeNull();
    expect(speedAt(at('small', 'cpu'), [ran(at('small', 'cuda:0'), 0.02)], weigh)).toBeNull();
    expect(speedAt(at('base', 'cpu'), [ran(at('small', 'cuda:0'), 0.02)], weigh)).toBeNull();
  });

  it('is estimated for a card by the same model on another card', () => {
    const runs = [ran(at('small', 'cpu'), 0.5), ran(at('small', 'cuda:0'), 0.02)];
    expect(speedAt(at('small', 'cuda:1'), runs, weigh)).toEqual({ rtf: 0.02, measured: false });
  });

  it('is not guessed between models that are too far apart, or of which nothing is known', () => {
    const runs = [ran(at('tiny', 'cpu'), 0.1)];
    expect(speedAt(at('large', 'cpu'), runs, weigh)).toBeNull();
    expect(speedAt(at('unknown', 'cpu'), runs, weigh)).toBeNull();
  });

  it('is never taken from another engine, another stage or another way to align', () => {
    const runs = [
      ran(at('small', 'cpu', { engine: 'x', slotId: 'x' }), 0.5),
      ran(at('small', 'cpu', { slot: 'align' }), 0.5),
      ran(at('small', 'cpu', { slot: 'align', slotId: 'w-refine' }), 0.5),
    ];
    expect(speedAt(at('small', 'cpu'), runs, weigh)).toBeNull();
    expect(speedAt(at('base', 'cpu', { slot: 'align', slotId: 'w-other' }), runs, weigh)).toBeNull();
  });

  it('is that of the model that was used most where it is not known yet which it will be', () => {
    const runs = [ran(at('base', 'cpu'), 0.2, 1000), ran(at('small', 'cpu'), 0.5, 9000)];
    expect(speedAt(at(null, 'cpu'), runs, weigh)).toEqual({ rtf: 0.5, measured: false });
    expect(speedAt(at(null, 'cuda:0'), runs, weigh)).toBeNull();
  });
});

describe('how fast a whole job is', () => {
  const stage = (slot: ExpectedStage['slot'], device: string, rtf: number | null, measured = true) => ({
    slot,
    device,
    speed: rtf === null ? null : { rtf, measured },
  });

  it('adds up what shares a device and takes the longer of two that do not', () => {
    const onOne = [stage('transcribe', 'cpu', 0.3), stage('align', 'cpu', 0.1), stage('diarize', 'cpu', 0.2)];
    expect(jobSpeed(onOne)).toEqual({
      ...{ rtf: expect.closeTo(0.6), laterRtf: expect.closeTo(0.2), measured: true, complete: true },
    });
    const onTwo = [
      stage('transcribe', 'cuda:0', 0.02),
      stage('align', 'cuda:0', 0.01),
      stage('diarize', 'cpu', 0.2),
    ];
    // The processor is still at it for 0.17 when the card is done.
    expect(jobSpeed(onTwo)).toMatchObject({ rtf: 0.2, laterRtf: expect.closeTo(0.17) });
  });

  it('is an estimate as soon as one of its stages is', () => {
    const stages = [stage('transcribe', 'cpu', 0.3), stage('align', 'cpu', 0.1, false)];
    expect(jobSpeed(stages)).toMatchObject({ measured: false, complete: true });
  });

  it('says that more is to come where a stage never ran here', () => {
    const stages = [stage('transcribe', 'cpu', 0.3), stage('diarize', 'cpu', null)];
    expect(jobSpeed(stages)).toEqual({ rtf: 0.3, laterRtf: 0, measured: false, complete: false });
  });

  it('is not known without the recogniser', () => {
    expect(jobSpeed([stage('transcribe', 'cpu', null), stage('align', 'cpu', 0.1)])).toBeNull();
  });
});
