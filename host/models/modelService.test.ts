import { cp, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelRef, ModelView } from '../../common/contract/models.ts';
import { addClaim } from '../engines/runtime/claims.ts';
import { STORE_FILE } from './place.ts';
import { ALIGNER, ct2Files, TINY_CT2, writeFiles } from './testing/modelFiles.ts';
import { AS_IT_IS, never, openModels } from './testing/openModels.ts';

const TINY: ModelRef = { kind: 'whisper-ct2', id: 'tiny' };

async function withTiny() {
  const room = await openModels({});
  const source = await writeFiles(join(room.folder, 'faster-whisper-tiny'), TINY_CT2);
  const imported = await room.models.importFrom(source, AS_IT_IS, () => {}, never);
  if (!imported.ok) throw new Error(JSON.stringify(imported.failure));
  return { ...room, tiny: imported.value, place: join(room.store, 'whisper-ct2', 'tiny') };
}

async function rowOf(room: Pick<Awaited<ReturnType<typeof withTiny>>, 'models'>, id: string) {
  return (await room.models.list()).find((row) => row.id === id);
}

describe('the list', () => {
  test('shows the catalogue where nothing is here, with what a person chooses by', async () => {
    const { models } = await openModels({});
    const rows = await models.list();
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.every(({ state, path }) => state === 'absent' && path === null)).toBe(true);
    expect(rows.find(({ id }) => id === 'align-fr-voxpopuli')).toMatchObject({
      commercial: false,
      licence: 'CC-BY-NC-4.0',
      languages: ['fr'],
    });
    expect(rows.find(({ id }) => id === 'community-1')).toMatchObject({
      gated: true,
      page: 'https://huggingface.co/pyannote/speaker-diarization-community-1',
    });
  });

  test('names what is here, where, and who uses it', async () => {
    const room = await withTiny();
    expect(await rowOf(room, 'tiny')).toMatchObject({
      state: 'ready',
      path: room.place,
      usedBy: ['faster-whisper'],
      sizeBytes: room.tiny.sizeBytes,
    });
    const source = await writeFiles(join(room.folder, 'mine'), ALIGNER);
    await room.models.importFrom(source, { ...AS_IT_IS, languages: ['lt'] }, () => {}, never);
    expect((await room.models.list()).at(-1)).toMatchObject({
      id: 'mine',
      languages: ['lt'],
      commercial: null,
      downloadable: false,
    });
  });

  test('says what is wrong with one whose file was cut off', async () => {
    const room = await withTiny();
    await truncate(join(room.place, 'model.bin'), 3);
    expect(await rowOf(room, 'tiny')).toMatchObject({
      state: 'broken',
      path: null,
      failure: { code: 'model.broken' },
    });
    expect(await room.models.resolve('whisper-ct2', 'tiny')).toMatchObject({
      ok: false,
      failure: { code: 'model.broken', detail: expect.stringContaining('model.bin has 3 instead of') },
    });
  });

  test('has a row for a model that is just being imported', async () => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), ALIGNER);
    const lists: Promise<readonly ModelView[]>[] = [];
    await models.importFrom(source, AS_IT_IS, () => lists.push(models.list()), never);
    const rows = (await Promise.all(lists)).map((list) => list.find(({ id }) => id === 'mine'));
    expect(rows[0]).toMatchObject({ state: 'loading', progress: { step: 'copy' }, path: null });
    expect((await models.list()).filter(({ id }) => id === 'mine')).toHaveLength(1);
  });

  test('tells its watchers when it changes', async () => {
    const room = await withTiny();
    let calls = 0;
    const stop = room.models.watch(() => {
      calls++;
    });
    await room.models.remove(TINY);
    expect(calls).toBeGreaterThan(0);
    const before = calls;
    stop();
    await room.models.remove(TINY);
    expect(calls).toBe(before);
  });
});

describe('what an engine is to load', () => {
  test('is found by id and by the other names of the catalogue', async () => {
    const { models, folder } = await openModels({});
    const files = { ...ct2Files({ languages: 100, entries: 51_866 }), 'preprocessor_config.json': '{}' };
    const source = await writeFiles(join(folder, 'Systran--faster-whisper-large-v3'), files);
    await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(await models.resolve('whisper-ct2', 'large')).toMatchObject({
      ok: true,
      value: { id: 'large-v3' },
    });
  });

  test.each([
    ['whisper-ct2', 'small', { code: 'model.not-installed', detail: 'small' }],
    ['whisper-ct2', 'turbo', { code: 'model.not-installed', detail: 'large-v3-turbo' }],
    ['whisper-ct2', 'smal', { code: 'model.unknown', detail: 'smal' }],
    ['whisper-ct2', '..', { code: 'model.unknown' }],
    ['whisper-tpu', 'small', { code: 'model.unknown' }],
  ])('%s %s is not', async (kind, id, expected) => {
    const { models } = await openModels({});
    expect(await models.resolve(kind, id)).toMatchObject({ ok: false, failure: expected });
  });

  test('may lie outside of the store, where it is checked and not copied', async () => {
    const { folder, models } = await openModels({});
    const path = await writeFiles(join(folder, 'own'), { ...TINY_CT2, 'preprocessor_config.json': '{}' });
    expect(await models.resolve('whisper-ct2', path)).toMatchObject({ ok: true, value: { id: 'own', path } });
    await rm(join(path, 'tokenizer.json'));
    expect(await models.resolve('whisper-ct2', path)).toMatchObject({
      ok: false,
      failure: { code: 'model.not-a-model', detail: 'tokenizer.json is missing' },
    });
  });
});

describe('a person’s word for a model', () => {
  test.each([
    ['large-v3', { ok: true, value: { kind: 'whisper-ct2', id: 'large-v3' } }],
    ['whisper-ggml/large-v3', { ok: true, value: { kind: 'whisper-ggml', id: 'ggml-large-v3' } }],
    ['nonsense', { ok: false, failure: { code: 'model.unknown' } }],
    ['turbo', { ok: false, failure: { code: 'usage', detail: expect.stringContaining('whisper-pt/') } }],
  ])('%s', async (name, expected) => {
    const { models } = await openModels({});
    expect(await models.find(name)).toMatchObject(expected);
  });
});

describe('the best model', () => {
  test('is the first of the catalogue until another is here', async () => {
    const room = await openModels({});
    expect(await room.models.best('whisper-ct2', 'de')).toMatchObject({ id: 'large-v3-turbo' });
    const source = await writeFiles(join(room.folder, 'faster-whisper-tiny'), TINY_CT2);
    await room.models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(await room.models.best('whisper-ct2', 'de')).toMatchObject({ id: 'tiny' });
  });

  test('for aligning is of the language and may be used commercially', async () => {
    const { models } = await openModels({});
    expect(await models.best('wav2vec2', 'fr-CA')).toMatchObject({ id: 'align-fr', commercial: true });
    expect(await models.best('wav2vec2', 'sw')).toMatchObject({ id: 'align-mms', commercial: false });
  });

  test('is no imported aligner of which nobody said the language', async () => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), ALIGNER);
    await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(await models.best('wav2vec2', 'fr')).toMatchObject({ id: 'align-fr' });
  });
});

describe('checking the hashes', () => {
  test('finds one changed byte', async () => {
    const room = await withTiny();
    expect(await room.models.verify(TINY, () => {}, never)).toMatchObject({ ok: true });
    await writeFile(join(room.place, 'tokenizer.json'), '[]');
    const found = await room.models.verify(TINY, () => {}, never);
    expect(found).toMatchObject({ ok: false, failure: { detail: 'tokenizer.json is damaged' } });
  });
});

describe('removing', () => {
  test('frees the space', async () => {
    const room = await withTiny();
    expect(await room.models.sizeBytes()).toBeGreaterThan(room.tiny.sizeBytes);
    expect(await room.models.remove(TINY)).toEqual({ ok: true, value: undefined });
    expect(await readdir(join(room.store, 'whisper-ct2'))).toEqual([]);
    expect(await room.models.sizeBytes()).toBeLessThan(1000);
    expect(await rowOf(room, 'tiny')).toMatchObject({ state: 'absent' });
  });

  test('waits for nobody: while another process works on the model it is refused', async () => {
    const room = await withTiny();
    const release = await addClaim(join(room.store, '.claims', 'whisper-ct2-tiny'), process.ppid);
    expect(await room.models.remove(TINY)).toMatchObject({ ok: false, failure: { code: 'model.busy' } });
    await release();
    expect(await room.models.remove(TINY)).toMatchObject({ ok: true });
  });
});

describe('after a process was killed', () => {
  test('between setting the old model aside and placing the new one, the new one is placed', async () => {
    const room = await withTiny();
    const staging = join(room.store, '.staging');
    await mkdir(staging, { recursive: true });
    await cp(room.place, join(staging, 'whisper-ct2-tiny'), { recursive: true });
    await rename(room.place, join(staging, 'whisper-ct2-tiny~old'));
    expect(await rowOf({ models: room.reopen({}) }, 'tiny')).toMatchObject({ state: 'ready' });
    expect(await readdir(staging)).toEqual([]);
  });

  test('with nothing whole staged, the old one comes back', async () => {
    const room = await withTiny();
    const staging = join(room.store, '.staging');
    await writeFiles(join(staging, 'whisper-ct2-tiny'), { 'model.bin.part': 'half' });
    await rename(room.place, join(staging, 'whisper-ct2-tiny~old'));
    expect(await rowOf({ models: room.reopen({}) }, 'tiny')).toMatchObject({ state: 'ready' });
    expect(await readdir(staging)).toEqual(['whisper-ct2-tiny']);
  });
});

describe('moving the store', () => {
  test('takes the models along, and later starts find them', async () => {
    const room = await withTiny();
    const target = join(room.folder, 'big drive', 'models');
    const seen: unknown[] = [];
    const stop = room.models.watch(() => seen.push(room.models.moving()));
    expect(await room.models.move(target, () => {}, never)).toEqual({ ok: true, value: undefined });
    stop();
    expect(seen[0]).toMatchObject({ step: 'copy', message: 'Moving Whisper tiny' });
    expect([seen.at(-1), room.models.moving()]).toEqual([null, null]);
    const later = room.reopen({});
    expect(await later.place()).toBe(target);
    expect(await later.resolve('whisper-ct2', 'tiny')).toMatchObject({
      ok: true,
      value: { path: join(target, 'whisper-ct2', 'tiny') },
    });
    expect(await later.verify(TINY, () => {}, never)).toMatchObject({ ok: true });
    expect((await readdir(room.store)).toSorted()).toEqual(['.claims', 'place.json']);
    // And back again.
    expect(await later.move(room.store, () => {}, never)).toMatchObject({ ok: true });
    expect(await later.resolve('whisper-ct2', 'tiny')).toMatchObject({
      ok: true,
      value: { path: room.place },
    });
  });

  test('stopped half-way leaves all as it was', async () => {
    const room = await withTiny();
    const target = join(room.folder, 'elsewhere');
    const cancel = new AbortController();
    const moved = await room.models.move(target, () => cancel.abort(), cancel.signal);
    expect(moved).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(await room.models.place()).toBe(room.store);
    expect(await room.models.verify(TINY, () => {}, never)).toMatchObject({ ok: true });
    expect(await readdir(target)).toEqual([]);
  });

  test('stops at a model that is damaged, and leaves all as it was', async () => {
    const room = await withTiny();
    await writeFile(join(room.place, 'tokenizer.json'), '[]');
    const target = join(room.folder, 'elsewhere');
    const moved = await room.models.move(target, () => {}, never);
    expect(moved).toMatchObject({ ok: false, failure: { code: 'model.broken' } });
    expect(await room.models.place()).toBe(room.store);
  });

  test.each([
    ['a folder that is not empty', 'taken', 'it is not empty'],
    ['a folder within the store', 'data/models/inner', 'it lies within the models’ folder itself'],
  ])('is refused to %s', async (_what, target, detail) => {
    const room = await withTiny();
    await writeFiles(join(room.folder, 'taken'), { 'diary.txt': 'x' });
    const moved = await room.models.move(join(room.folder, target), () => {}, never);
    expect(moved).toMatchObject({ ok: false, failure: { code: 'model.place-unfit', detail } });
  });

  test('is refused while a model is being worked on', async () => {
    const room = await withTiny();
    const release = await addClaim(join(room.store, '.claims', 'whisper-ct2-tiny'), process.ppid);
    const moved = await room.models.move(join(room.folder, 'elsewhere'), () => {}, never);
    expect(moved).toMatchObject({ ok: false, failure: { code: 'model.busy' } });
    await release();
  });

  test('to a drive that is gone later is told apart from models that are not here', async () => {
    const room = await withTiny();
    const target = join(room.folder, 'drive');
    await room.models.move(target, () => {}, never);
    await rm(join(target, STORE_FILE));
    expect(await room.models.resolve('whisper-ct2', 'tiny')).toMatchObject({
      ok: false,
      failure: { code: 'model.place-missing', file: target },
    });
  });
});

describe('the token for models whose terms must be accepted', () => {
  test('is kept, told where, and removed; the environment comes first', async () => {
    const room = await openModels({});
    expect(await room.models.token.place()).toBeNull();
    expect(await room.models.token.set('  hf_0123456789\n')).toEqual({ ok: true, value: 'file' });
    expect(await room.models.token.place()).toBe('file');
    await room.models.token.remove();
    expect(await room.models.token.place()).toBeNull();
    expect(await room.reopen({ env: { HF_TOKEN: 'hf_0123456789' } }).token.place()).toBe('environment');
  });

  test.each(['', 'two words', 'kurz', 'hf_\u00e4\u00f6\u00fc\u00df1234'])('is not %j', async (text) => {
    const { models } = await openModels({});
    expect(await models.token.set(text)).toMatchObject({ ok: false, failure: { code: 'usage' } });
    expect(await models.token.place()).toBeNull();
  });
});
