import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { modelKindSchema } from '../../common/contract/models.ts';
import { type CatalogueModel, readModelCatalogue } from './catalogue.ts';
import { licenceOf } from './licence.ts';
import { idFromName } from './store.ts';
import { CATALOGUE } from './testing/openModels.ts';

const catalogue = readModelCatalogue(CATALOGUE);
const aligners = catalogue.models.filter(({ kind }) => kind === 'wav2vec2');

interface Manifest {
  readonly id: string;
  readonly defaultModel: string;
  readonly models: readonly { readonly id: string }[];
  readonly modelKinds: Readonly<Record<string, string>>;
}

function engineManifests(): readonly Manifest[] {
  const engines = join(import.meta.dirname, '..', '..', 'python-runtime', 'engines');
  return readdirSync(engines, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => JSON.parse(readFileSync(join(engines, entry.name, 'engine.json'), 'utf8')) as Manifest);
}

describe('the catalogue', () => {
  test('has models of every kind, the sizes of which a disk can hold', () => {
    expect(new Set(catalogue.models.map(({ kind }) => kind))).toEqual(new Set(modelKindSchema.options));
    for (const { id, sizeBytes } of catalogue.models) {
      expect([id, sizeBytes > 10e6 && sizeBytes < 5e9]).toEqual([id, true]);
    }
  });

  test('knows what each engine loads, its default included', () => {
    const manifests = engineManifests();
    expect(manifests.length).toBeGreaterThan(1);
    const kinds: readonly string[] = modelKindSchema.options;
    for (const { id, modelKinds, models, defaultModel } of manifests) {
      for (const kind of Object.values(modelKinds)) expect([id, kinds.includes(kind)]).toEqual([id, true]);
      const own = models.some((model) => model.id === defaultModel);
      const ofOwnKinds = Object.values(modelKinds).map((kind) => modelKindSchema.parse(kind));
      const known = ofOwnKinds.some((kind) => catalogue.find(kind, defaultModel) !== null);
      expect([id, defaultModel, own || known]).toEqual([id, defaultModel, true]);
    }
  });

  test('has a default aligner for each of WhisperX’s languages, in the first place one for every use', () => {
    const languages =
      'en fr de es it ja zh nl uk pt ar cs ru pl hu fi fa el tr da he vi ko ur te hi ca ml no nn sk sl hr ro eu gl ka lv tl sv id';
    for (const language of languages.split(' ')) {
      const [first] = aligners.filter((each) => each.languages.includes(language));
      expect(first, language).toBeDefined();
      if (language !== 'vi') expect(first?.commercial, language).not.toBe(false);
    }
  });

  test('forbids commercial use where the licence does, and nowhere else', () => {
    for (const { id, licence, commercial } of catalogue.models) {
      expect([id, commercial === false]).toEqual([id, /-NC-/.test(licence)]);
    }
    const forbidden = catalogue.models.filter(({ commercial }) => commercial === false).map(({ id }) => id);
    expect(forbidden.filter((id) => /voxpopuli|mms/.test(id))).toHaveLength(5);
  });

  test('takes hashes only from addresses that are made of them', () => {
    const addresses = catalogue.models.flatMap(({ sources }) =>
      sources.filter((source) => source.from === 'address'),
    );
    expect(addresses.length).toBeGreaterThan(5);
    for (const { url, sha256 } of addresses) expect(url).toContain(`/${sha256}/`);
  });

  test('refuses two models of one name, and names that lead out of the folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wordlane-catalogue-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const all = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as { models: CatalogueModel[] };
    const first = all.models[0];
    if (first === undefined) throw new Error('the catalogue is empty');
    const read = async (models: readonly object[]) => {
      const file = join(folder, 'models.json');
      await writeFile(file, JSON.stringify({ ...all, models }));
      return readModelCatalogue(file);
    };
    await expect(read([first, { ...first, id: first.id.toUpperCase() }])).rejects.toThrow('two models');
    const evil = { names: ['../../evil'], optional: false, saveAs: null };
    const sources = [{ from: 'hub', repo: 'a/b', revision: null, files: [evil] }];
    await expect(read([{ ...first, sources }])).rejects.toThrow('names');
    await expect(read([{ ...first, id: '..' }])).rejects.toThrow('id');
  });
});

describe('the licence of what was loaded', () => {
  const unknown = { licence: 'not stated', commercial: null };
  test.each([
    ['completes what the catalogue does not know', unknown, ['mit'], { licence: 'mit', commercial: true }],
    ['leaves open what is in no list', unknown, ['other'], { licence: 'other', commercial: null }],
    ['stays unknown without a word', unknown, [null], unknown],
    [
      'counts when it forbids',
      { licence: 'MIT', commercial: true },
      ['cc-by-nc-sa-4.0'],
      { licence: 'cc-by-nc-sa-4.0', commercial: false },
    ],
    [
      'does not overrule what is known',
      { licence: 'MIT', commercial: true },
      ['apache-2.0'],
      { licence: 'MIT', commercial: true },
    ],
  ])('%s', (_what, known, said, expected) => {
    expect(licenceOf(known, said)).toEqual(expected);
  });
});

describe('an id out of a name', () => {
  test.each([
    ['My Whisper (fine-tuned)', 'My-Whisper-fine-tuned'],
    ['schön', 'schon'],
    ['..', null],
    ['日本', null],
    ['con', 'model-con'],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('%s', (name, id) => {
    expect(idFromName(name)).toBe(id);
  });
});
