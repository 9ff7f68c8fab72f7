import { describe, expect, test } from 'vitest';
import { type FailureCode, failure } from '../../common/contract/failure.ts';
import type { JobView } from '../../common/contract/jobs.ts';
import { failureMessages } from '../../common/contract/messages.en.ts';
import { mayRunOnProcessor, mendingOf } from './mending.ts';

const codes = Object.keys(failureMessages) as FailureCode[];
const mended = (code: FailureCode, about: Parameters<typeof failure>[1]) =>
  mendingOf({ engine: 'whisperx', failure: failure(code, about) });

describe('what mends a job', () => {
  test('is the engine that is missing, whichever of the job’s engines it is', () => {
    expect(mended('engine.not-installed', { detail: 'sherpa' })).toEqual({
      kind: 'setup',
      about: { kind: 'engine', name: 'sherpa' },
    });
  });

  test('is the engine that transcribes where its runtime or the card is at fault', () => {
    for (const code of ['engine.unhealthy', 'engine.crashed', 'runtime.failed', 'engine.device'] as const) {
      expect(mended(code, { detail: 'torch: no kernel image' }), code).toEqual({
        kind: 'setup',
        about: { kind: 'engine', name: 'whisperx' },
      });
    }
  });

  test('is the model that is missing or damaged', () => {
    const model = { kind: 'setup', about: { kind: 'model', name: 'wav2vec2/en' } };
    expect(mended('model.not-installed', { detail: 'wav2vec2/en', file: 'talk.wav' })).toEqual(model);
    expect(mended('model.broken', { detail: 'model.bin is cut off', file: 'wav2vec2/en' })).toEqual(model);
  });

  test('is the token where terms are to be accepted or the hub refuses it', () => {
    const page = 'https://huggingface.co/pyannote/speaker-diarization-community-1';
    expect(mended('model.gated', { detail: page })).toEqual({ kind: 'token', page });
    expect(mended('model.token', { detail: 'expired' })).toEqual({ kind: 'token', page: null });
  });

  test('is there for every failure of a runtime or a model, and for none of a file', () => {
    const withNone = codes.filter((code) => mended(code, { detail: 'x' }) === null);
    expect(withNone.filter((code) => /^(?:runtime|model|device)\./u.test(code))).toEqual([]);
    expect(withNone).toContain('media.damaged');
    expect(withNone).toContain('engine.language');
    expect(mendingOf({ engine: 'whisperx', failure: null })).toBeNull();
  });
});

describe('running it on the processor', () => {
  const job = (part: Partial<Pick<JobView, 'state' | 'failure' | 'device' | 'usedDevice'>>) =>
    mayRunOnProcessor({
      ...{ state: 'failed', device: 'auto', usedDevice: 'cuda:0' },
      failure: failure('engine.killed', { detail: 'CUDA out of memory' }),
      ...part,
    });
  const because = (code: FailureCode) => ({ failure: failure(code, { detail: 'x' }) });

  test('is offered for what a card may be to blame for', () => {
    expect(codes.filter((code) => job(because(code)))).toEqual([
      'engine.crashed',
      'engine.killed',
      'engine.stalled',
      'engine.device',
      'engine.precision',
      'device.driver-old',
      'device.driver-silent',
    ]);
  });

  test('is offered where a card was asked for, even before it is known what computes', () => {
    expect(job({ device: 'cuda:1', usedDevice: null })).toBe(true);
    expect(job({ device: 'auto', usedDevice: null })).toBe(false);
    expect(job({ ...because('engine.device'), usedDevice: null })).toBe(true);
  });

  test('is no help where the processor failed', () => {
    expect(job({ device: 'cpu', usedDevice: 'cpu' })).toBe(false);
    expect(job({ device: 'auto', usedDevice: 'cpu' })).toBe(false);
    expect(job({ ...because('engine.device'), device: 'cpu' })).toBe(false);
  });

  test('is offered for failures alone', () => {
    for (const state of ['waiting', 'running', 'done', 'cancelled'] as const) {
      expect(job({ state }), state).toBe(false);
    }
    expect(job({ failure: null })).toBe(false);
  });
});
