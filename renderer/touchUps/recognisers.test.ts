import { describe, expect, test } from 'vitest';
import type { EngineView } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { languagesFor, recognisersOf, suggestedRecogniser } from './recognisers.ts';

function engineOf(id: string, about: Partial<EngineView>): EngineView {
  return {
    id,
    title: id,
    summary: '',
    licence: '',
    languages: ['*'],
    tasks: ['transcribe'],
    hints: [],
    needsAligning: false,
    modelKind: null,
    models: [{ id: 'inside', title: 'Inside', sizeBytes: 1 }],
    defaultModel: 'inside',
    embedded: false,
    installed: true,
    problem: null,
    ...about,
  };
}

function modelOf(id: string, kind: ModelView['kind'], state: ModelView['state']): ModelView {
  return {
    ...{
      id,
      kind,
      state,
      title: id,
      summary: '',
      languages: ['*'],
      licence: '',
      commercial: true,
      gated: false,
    },
    ...{ sizeBytes: null, parameters: null, progress: null, failure: null, path: null, page: null },
    ...{ downloadable: true, addedAt: null, usedBy: [] },
  };
}

const setup: SetupView = {
  machine: null,
  engines: [],
  models: [modelOf('large', 'whisper-ct2', 'ready'), modelOf('tiny', 'whisper-ct2', 'absent')],
  dataFolder: '/data',
  modelsFolder: '/models',
  freeBytes: null,
  speeds: [],
  token: null,
};

const english = engineOf('english', { languages: ['en'], embedded: true, installed: false });
const whisper = engineOf('whisper', { modelKind: 'whisper-ct2', models: [] });
const bare = engineOf('bare', { modelKind: 'whisper-ggml', models: [] });
const broken = engineOf('broken', { problem: { code: 'engine.crashed', file: null, detail: null } });
const absent = engineOf('absent', { installed: false });
const ids = (engines: readonly EngineView[]) => recognisersOf(engines, setup).map(({ engine }) => engine.id);

describe('the engines that can hear a stretch again', () => {
  test('are those that work and have a model here', () => {
    expect(ids([english, whisper, bare, broken, absent])).toEqual(['english', 'whisper']);
    const [one] = recognisersOf([whisper], setup);
    expect(one?.models.map(({ id }) => id)).toEqual(['large']);
  });

  test('begin with another than the one that made the text, if it knows the language', () => {
    const all = recognisersOf([english, whisper], setup);
    expect(suggestedRecogniser(all, 'english', 'en')?.engine.id).toBe('whisper');
    expect(suggestedRecogniser(all, 'whisper', 'en-GB')?.engine.id).toBe('english');
    expect(suggestedRecogniser(all, 'whisper', 'de')?.engine.id).toBe('whisper');
    expect(suggestedRecogniser(all, null, null)?.engine.id).toBe('english');
    expect(suggestedRecogniser([], null, 'en')).toBeNull();
  });

  test('may be told the language of the project first, however rare, if they know it', () => {
    expect(languagesFor(whisper, ['gsw']).slice(0, 2)).toEqual(['gsw', 'en']);
    expect(languagesFor(english, ['de'])).toEqual(['en']);
  });
});
