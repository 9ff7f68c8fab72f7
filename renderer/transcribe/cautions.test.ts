import { describe, expect, it } from 'vitest';
import { type EngineView, type TranscribeChoice, USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { EngineRow, SetupView } from '../../common/contract/setup.ts';
import { cautions } from './cautions.ts';

const whisperx = {
  ...{ id: 'whisperx', title: 'WhisperX', needsAligning: true, modelKind: 'whisper-ct2', models: [] },
  ...{ summary: '', licence: '', languages: ['*'], tasks: ['transcribe', 'translate'], hints: [] },
  ...{ defaultModel: '', embedded: false, installed: true, problem: null, measuredRtf: null },
} as const satisfies EngineView;
const timed: EngineView = { ...whisperx, id: 'stable-ts', needsAligning: false };

const row = (id: string, aligners: readonly string[], modelKinds: readonly string[]): EngineRow => ({
  ...{ id, title: id, summary: '', version: '1', licence: '', licenceNote: null, slots: [], tasks: [] },
  ...{ languages: ['*'], embedded: false, variants: [], installed: true, variant: 'cpu', sizeBytes: 1 },
  ...{ problem: null, selfTest: null, work: null, failure: null, offer: null, aligners, modelKinds },
});

const model = (id: string, part: Partial<ModelView>): ModelView => ({
  ...{ id, title: id, summary: '', languages: ['*'], licence: '', commercial: true, gated: false },
  ...{ sizeBytes: null, parameters: null, state: 'ready', progress: null, failure: null, path: null },
  ...{ page: 'a page', downloadable: true, addedAt: null, usedBy: [], kind: 'wav2vec2' },
  ...part,
});

const setupWith = (...models: readonly ModelView[]): SetupView => ({
  ...{ machine: null, dataFolder: '', modelsFolder: '', freeBytes: null, token: null, models, speeds: [] },
  engines: [
    row('whisperx', ['ctc', 'whisperx'], ['whisper-ct2', 'wav2vec2']),
    row('stable-ts', ['stable-ts'], ['whisper-pt']),
  ],
});

const choice = (part: Partial<TranscribeChoice>): TranscribeChoice => ({
  ...USUAL_CHOICE,
  ...{ engine: 'whisperx', profile: 'plain', formats: [] },
  ...part,
});
const large = model('large', { kind: 'whisper-ct2' });
const german = model('align-de', { languages: ['de'] });
const none = setupWith(large);

describe('before it starts a person reads', () => {
  it('that words come without times where no aligner knows the language', () => {
    const swahili = choice({ language: 'sw' });
    expect(cautions(whisperx, swahili, setupWith(large, german))).toEqual([
      'No aligner is known for Swahili: words come without times.',
    ]);
    expect(cautions(whisperx, choice({ language: 'de-AT' }), setupWith(large, german))).toEqual([]);
  });

  it('that the aligner for the language is not here', () => {
    const away = setupWith(large, { ...german, state: 'absent' });
    expect(cautions(whisperx, choice({ language: 'de' }), away)).toEqual([
      'The aligner for German is not on this computer: words come without times.',
    ]);
    expect(cautions(whisperx, choice({}), away)).toEqual([
      'No aligner is on this computer yet: words come without times.',
    ]);
  });

  it('nothing of aligners where the engine times words itself, or another way was chosen', () => {
    expect(cautions(timed, choice({ language: 'sw' }), none)).toEqual([]);
    const other = choice({ language: 'sw', align: { engine: 'stable-ts', model: null } });
    expect(cautions(whisperx, other, none)).toEqual([]);
    expect(cautions(whisperx, choice({ language: 'sw', task: 'translate' }), none)).toEqual([]);
    const asked = choice({ language: 'sw', align: { engine: 'ctc', model: null } });
    expect(cautions(timed, asked, none)).toHaveLength(1);
  });

  it('which licences forbid commercial use, of the models that will be used', () => {
    const mms = model('mms', { title: 'MMS', commercial: false });
    const strict = model('strict', { kind: 'whisper-ct2', title: 'Strict', commercial: false });
    const both = setupWith(large, strict, german, mms);
    expect(cautions(whisperx, choice({ language: 'de' }), both)).toEqual([]);
    expect(cautions(whisperx, choice({ language: 'sw', model: 'strict' }), both)).toEqual([
      'The licence of Strict forbids commercial use.',
      'The licence of MMS forbids commercial use.',
    ]);
  });

  it('nothing before the host has told', () => {
    expect(cautions(whisperx, choice({ language: 'sw' }), null)).toEqual([]);
  });
});
