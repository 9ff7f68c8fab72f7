import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import { type EngineManifest, type EngineStatus, type Engines, PLAIN_COMPUTE } from '../engines/engine.ts';
import { realOutputEffects } from '../output/output.ts';
import type { TranscribeSettings } from './job.ts';
import type { Lap } from './laps.ts';
import { createSpeeds, type Speeds } from './speeds.ts';
import { HAND } from './testing/handWorker.ts';

const WHISPER: EngineManifest = {
  ...HAND,
  id: 'whisper',
  slots: ['transcribe', 'align'],
  slotIds: { align: ['ctc'] },
  languages: ['*'],
  wordTimes: null,
  modelKinds: { transcribe: 'whisper-ct2', ctc: 'wav2vec2' },
  embedded: false,
};
const WHO: EngineManifest = { ...HAND, id: 'who', slots: ['diarize'], defaultModel: 'voices' };

function statusOf(manifest: EngineManifest, variant: string | null, device: string): EngineStatus {
  const selfTest = { checks: [], device, rtf: null, at: '2026-01-01T00:00:00Z' };
  return { manifest, installed: variant !== null, variant, sizeBytes: 1, problem: null, selfTest };
}
const CARD = 'NVIDIA GeForce RTX 4070';

function modelOf(kind: ModelView['kind'], id: string, parameters: number): ModelView {
  return {
    ...{ kind, id, title: id, summary: '', languages: ['*'], licence: '', commercial: true, gated: false },
    ...{ sizeBytes: null, parameters, state: 'ready', progress: null, failure: null, path: null, page: null },
    ...{ downloadable: true, addedAt: null, usedBy: [] },
  };
}
const MODELS = [
  modelOf('whisper-ct2', 'small', 244e6),
  modelOf('whisper-ct2', 'medium', 769e6),
  modelOf('wav2vec2', 'align-en', 95e6),
];

let folder: string;
let statuses: readonly EngineStatus[];
let speeds: Speeds;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wordlane-speeds-'));
  statuses = [statusOf(WHISPER, 'cu128', CARD), statusOf(WHO, 'cpu', 'CPU')];
  const engines: Pick<Engines, 'find' | 'list'> = {
    list: async () => statuses,
    find: (id, slot) => {
      const found = statuses.find(
        ({ manifest }) => manifest.id === id || manifest.slotIds[slot]?.includes(id) === true,
      );
      return found === undefined ? fail(failure('engine.unknown', { detail: id })) : succeed(found.manifest);
    },
  };
  speeds = createSpeeds({
    path: join(folder, 'measured.json'),
    engines,
    finder: {
      find: async ({ kind, wanted }) => {
        const id = wanted ?? MODELS.find((model) => model.kind === kind)?.id ?? '';
        return succeed({ id, path: `/models/${id}` });
      },
    },
    models: async () => MODELS,
    effects: realOutputEffects,
  });
});
afterEach(async () => {
  await speeds.written();
  rmSync(folder, { recursive: true });
});

function lapOf(part: Partial<Lap>): Lap {
  const usual = { engineId: 'whisper', slot: 'transcribe', slotId: 'whisper' } as const;
  const compute = { ...PLAIN_COMPUTE, model: 'small' };
  return { ...usual, compute, beganMs: 0, endedMs: 1000, share: 1, soundMs: 10_000, ...part };
}
const alignLap = lapOf({
  ...{ slot: 'align', slotId: 'ctc', beganMs: 1000, endedMs: 1200 },
  compute: { ...PLAIN_COMPUTE, model: 'align-en' },
});
const whoLap = lapOf({
  engineId: 'who',
  slot: 'diarize',
  slotId: 'who',
  compute: PLAIN_COMPUTE,
  endedMs: 3000,
});

const usual: TranscribeSettings = { ...USUAL_CHOICE, engine: 'whisper', fromMs: 0, toMs: null };
const plain: TranscribeSettings = { ...usual, align: null };

describe('how fast a choice will be', () => {
  it('is unknown before the first job', async () => {
    expect(await speeds.expect(plain)).toBeNull();
    expect(await speeds.list()).toEqual([]);
  });

  it('follows the model: measured with one, estimated for another', async () => {
    await speeds.note([lapOf({})]);
    expect(await speeds.expect({ ...plain, model: 'small' })).toEqual({
      rtf: 0.1,
      measured: true,
      complete: true,
      laterRtf: 0,
    });
    const medium = await speeds.expect({ ...plain, model: 'medium' });
    expect(medium).toMatchObject({ measured: false, complete: true, laterRtf: 0 });
    expect(medium?.rtf).toBeGreaterThan(0.1);
  });

  it('follows the device: what `auto` did was done by the card, and says nothing of the processor', async () => {
    await speeds.note([lapOf({})]);
    expect(await speeds.expect({ ...plain, device: 'cuda:0' })).toMatchObject({ measured: true });
    expect(await speeds.expect({ ...plain, device: 'cuda:1' })).toMatchObject({ rtf: 0.1, measured: false });
    expect(await speeds.expect({ ...plain, device: 'cpu' })).toBeNull();
  });

  it('follows the engine as it is installed now', async () => {
    await speeds.note([lapOf({})]);
    statuses = [statusOf(WHISPER, 'cpu', 'CPU')];
    expect(await speeds.expect(plain)).toBeNull();
  });

  it('counts the aligner where words are aligned: on the same device both take their time', async () => {
    await speeds.note([lapOf({})]);
    expect(await speeds.expect({ ...usual, language: 'en' })).toEqual({
      rtf: 0.1,
      measured: false,
      complete: false,
      laterRtf: 0,
    });
    await speeds.note([lapOf({}), alignLap]);
    expect(await speeds.expect({ ...usual, language: 'en' })).toEqual({
      rtf: expect.closeTo(0.12),
      measured: true,
      complete: true,
      laterRtf: 0,
    });
    // Before the language is known, so is the aligner's model.
    expect(await speeds.expect(usual)).toEqual({
      rtf: expect.closeTo(0.12),
      measured: false,
      complete: true,
      laterRtf: 0,
    });
  });

  it('counts the speakers where they are told apart, meanwhile on another device', async () => {
    await speeds.note([lapOf({}), whoLap]);
    const diarize = { engine: 'who', model: null, speakers: null };
    expect(await speeds.expect({ ...plain, diarize })).toMatchObject({ rtf: expect.closeTo(0.3) });
    // Channels that are taken apart are speakers already, and recognised one after the other.
    const split = { ...plain, diarize, channel: 'split' } as const;
    expect(await speeds.expect(split)).toMatchObject({ rtf: expect.closeTo(0.2) });
  });

  it('is unknown for what cannot be done', async () => {
    await speeds.note([lapOf({})]);
    expect(await speeds.expect({ ...plain, task: 'translate' })).toBeNull();
  });
});

describe('the list of speeds', () => {
  it('has every model of an engine that is here, on the device that it would choose and wherever it ran', async () => {
    await speeds.note([lapOf({}), lapOf({ compute: { ...PLAIN_COMPUTE, model: 'medium', device: 'cpu' } })]);
    const short = (await speeds.list()).map(({ model, device, measured }) => [model, device, measured]);
    expect(short).toEqual([
      ['small', 'cuda:0', true],
      ['small', 'cpu', false],
      ['medium', 'cuda:0', false],
      ['medium', 'cpu', true],
    ]);
  });

  it('names the stage and the kind of the model', async () => {
    await speeds.note([alignLap, whoLap]);
    expect(await speeds.list()).toEqual([
      {
        ...{ engine: 'whisper', slot: 'align', slotId: 'ctc', kind: 'wav2vec2', model: 'align-en' },
        ...{ device: 'cuda:0', rtf: expect.closeTo(0.02), measured: true },
      },
      {
        ...{ engine: 'who', slot: 'diarize', slotId: 'who', kind: null, model: 'voices' },
        ...{ device: 'cpu', rtf: expect.closeTo(0.3), measured: true },
      },
    ]);
  });

  it('calls what an engine does besides by its own name, where it has no model', async () => {
    statuses = [statusOf({ ...HAND, slotIds: { align: ['sphinx'] } }, 'cpu', 'CPU')];
    const lap = { engineId: 'hand', slot: 'align', slotId: 'sphinx', compute: PLAIN_COMPUTE } as const;
    await speeds.note([lapOf(lap)]);
    expect(await speeds.list()).toMatchObject([{ slotId: 'sphinx', kind: null, model: 'sphinx' }]);
  });

  it('leaves out engines that are not here', async () => {
    await speeds.note([lapOf({})]);
    statuses = [statusOf(WHISPER, null, 'CPU')];
    expect(await speeds.list()).toEqual([]);
  });

  it('is told of after every measurement, until nobody listens', async () => {
    let told = 0;
    const stop = speeds.watch(() => told++);
    await speeds.note([lapOf({})]);
    await speeds.note([]);
    expect(told).toBe(1);
    stop();
    await speeds.note([lapOf({})]);
    expect(told).toBe(1);
  });
});
