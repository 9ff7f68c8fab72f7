import { describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type EngineManifest, type Slot, slotIdsOf } from '../engines/engine.ts';
import { enginesOf, type ModelFinder, planStages } from './stages.ts';
import { HAND } from './testing/handWorker.ts';

const embedded: EngineManifest = { ...HAND, id: 'moon', slotIds: { align: ['pocket'] }, languages: ['en'] };
const big: EngineManifest = {
  ...HAND,
  id: 'big',
  slots: ['transcribe', 'align', 'diarize'],
  slotIds: { align: ['ctc', 'big'], diarize: ['pyannote'] },
  tasks: ['transcribe', 'translate'],
  hints: ['prompt'],
  languages: ['*'],
  wordTimes: null,
  modelKinds: { transcribe: 'whisper', ctc: 'wav2vec2', big: 'wav2vec2', pyannote: 'pyannote' },
  embedded: false,
};
const small: EngineManifest = {
  ...big,
  id: 'small',
  slots: ['transcribe'],
  slotIds: {},
  wordTimes: 'attention',
  modelKinds: { transcribe: 'whisper' },
};
const all = [embedded, big, small];
const engines = {
  find: (id: string, slot: Slot): Result<EngineManifest> => {
    const found = all.find(
      (one) => slotIdsOf(one, slot).includes(id) || (one.id === id && one.slots.includes(slot)),
    );
    return found === undefined ? fail(failure('engine.unknown', { detail: id })) : succeed(found);
  },
};
const models: ModelFinder = {
  find: async ({ kind, wanted, language }) =>
    language === 'fi' && kind === 'wav2vec2'
      ? fail(failure('model.none', { detail: 'fi' }))
      : succeed({ id: wanted ?? `best ${kind}`, path: `/models/${kind}` }),
};
const plan = async (choice: Partial<Parameters<typeof planStages>[0]>) =>
  await planStages({ ...USUAL_CHOICE, engine: 'big', fromMs: 0, toMs: null, ...choice }, engines, models);
const planned = async (choice: Parameters<typeof plan>[0]) => {
  const made = await plan(choice);
  if (!made.ok) throw new Error(made.failure.code);
  return made.value;
};

describe('who does what in a job', () => {
  it('is the engine alone where its words come with times', async () => {
    const { transcribe, align, diarize } = await planned({ engine: 'moon' });
    expect([transcribe.engine.id, align, diarize]).toEqual(['moon', null, null]);
    expect(transcribe.compute).toMatchObject({ model: null, modelPath: null, device: 'auto' });
    expect((await planned({ engine: 'small' })).align).toBeNull();
  });

  it('is its own preferred aligner besides where they do not', async () => {
    const { transcribe, align } = await planned({});
    expect(transcribe.compute).toMatchObject({ model: 'best whisper', modelPath: '/models/whisper' });
    expect(align?.aligner).toBe('ctc');
    expect(await align?.computeFor('de')).toMatchObject({ value: { model: 'best wav2vec2' } });
    expect(await align?.computeFor('fi')).toMatchObject({ failure: { code: 'model.none' } });
  });

  it('is any aligner that somebody names, of any engine, with any model', async () => {
    expect((await planned({ align: { engine: 'big', model: null } })).align?.aligner).toBe('big');
    const { align } = await planned({ engine: 'small', align: { engine: 'ctc', model: '/my/model' } });
    expect([align?.engine.id, align?.aligner]).toEqual(['big', 'ctc']);
    expect(await align?.computeFor('en')).toMatchObject({ value: { model: '/my/model' } });
    expect((await planned({ align: null })).align).toBeNull();
  });

  it('never aligns a translation: its words are not said', async () => {
    expect((await planned({ task: 'translate' })).align).toBeNull();
  });

  it('tells speakers apart with the engine that was named, with the number that was given', async () => {
    const speakers = { min: 2, max: 2 };
    const made = await planned({ engine: 'moon', diarize: { engine: 'pyannote', model: null, speakers } });
    expect(made.diarize).toMatchObject({
      diarizer: 'pyannote',
      speakers,
      compute: { model: 'best pyannote' },
    });
    expect(enginesOf(made).map(({ id }) => id)).toEqual(['moon', 'big']);
  });

  it.each([
    ['a language that it does not know', { engine: 'moon', language: 'de' }, 'engine.language'],
    ['a task that it cannot do', { engine: 'moon', task: 'translate' as const }, 'engine.slot-missing'],
    ['a prompt that it does not listen to', { engine: 'moon', prompt: 'x' }, 'engine.slot-missing'],
    ['terms that it does not listen to', { hotwords: 'x' }, 'engine.slot-missing'],
    ['a model that it does not have', { engine: 'moon', model: 'huge' }, 'engine.failed'],
    ['an engine that there is not', { engine: 'none' }, 'engine.unknown'],
  ])('refuses %s before any work', async (_what, choice, code) => {
    expect(await plan(choice)).toMatchObject({ ok: false, failure: { code } });
  });
});
