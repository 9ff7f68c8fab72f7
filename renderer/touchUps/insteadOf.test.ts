import { describe, expect, test } from 'vitest';
import { type FailureCode, failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { StartTouchUp } from '../../common/contract/touchUps.ts';
import { engineOf, processorWish } from './insteadOf.ts';

const { model, language, task, prompt, hotwords, align } = USUAL_CHOICE;
const redo = (device: string): StartTouchUp => ({
  ...{ kind: 'redo', touchUpId: 'touch-up-1', sessionId: 'session', startMs: 1000, endMs: 2000 },
  choice: {
    ...{ engine: 'whisperx', model, language, task, prompt, hotwords, align },
    ...{ device, precision: 'float16' },
  },
});
const speakers: StartTouchUp = {
  ...{ kind: 'speakers', touchUpId: 'touch-up-2', sessionId: 'session' },
  diarize: { engine: 'sherpa', model: null, speakers: null },
};
const failed = (code: FailureCode, usedDevice: string | null) =>
  ({ state: 'failed', failure: failure(code, { detail: 'x' }), usedDevice }) as const;

describe('a stretch that a graphics card could not hear', () => {
  test('can be heard on the processor, all else the same', () => {
    expect(processorWish(failed('engine.killed', 'cuda:0'), redo('auto'))).toEqual({
      ...{ kind: 'redo', startMs: 1000, endMs: 2000 },
      choice: {
        ...{ engine: 'whisperx', model, language, task, prompt, hotwords, align },
        ...{ device: 'cpu', precision: null },
      },
    });
  });

  test('is not offered where the processor failed, or something else was wrong', () => {
    expect(processorWish(failed('engine.killed', 'cpu'), redo('auto'))).toBeNull();
    expect(processorWish(failed('engine.device', 'cpu'), redo('cpu'))).toBeNull();
    expect(processorWish(failed('model.broken', 'cuda:0'), redo('auto'))).toBeNull();
    expect(processorWish(failed('engine.killed', 'cuda:0'), speakers)).toBeNull();
  });
});

test('the engine that was asked for is known, to lead to it', () => {
  expect(engineOf(redo('auto'))).toBe('whisperx');
  expect(engineOf(speakers)).toBe('sherpa');
});
