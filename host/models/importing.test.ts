import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import { hashText } from './copying.ts';
import { MARKER_FILE, readMarker } from './marker.ts';
import {
  ALIGNER,
  ct2Files,
  ggmlFile,
  PARAKEET,
  PYANNOTE,
  TINY_CT2,
  writeFiles,
  writeHubCache,
} from './testing/modelFiles.ts';
import { AS_IT_IS, never, openModels } from './testing/openModels.ts';

const COMMIT = 'a'.repeat(40);

function reasonOf(result: Result<unknown>): Failure | null {
  return result.ok ? null : result.failure;
}

describe('the kind is recognised by the contents', () => {
  test.each([
    ['whisper-ct2', 'my model', TINY_CT2, ['*']],
    ['wav2vec2', 'aligner', ALIGNER, ['*']],
    ['pyannote', 'community', PYANNOTE, ['*']],
    ['whisper-ggml', 'ggml', { 'my.bin': ggmlFile(51_864, 80, 100) }, ['en']],
    ['whisper-pt', 'pt', { 'mine.en.pt': 'PK\u0003\u0004 dims n_audio_ctx' }, ['en']],
    ['sherpa-diarization', 'sherpa', { 'sherpa-segmentation/model.onnx': 'a', 'voices.onnx': 'b' }, ['*']],
  ])('%s', async (kind, name, files, languages) => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, name), files);
    const imported = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(imported).toMatchObject({ ok: true, value: { kind, languages } });
    const again = await models.resolve(kind, imported.ok ? imported.value.id : '');
    expect(again).toEqual(imported);
    expect(existsSync(again.ok ? again.value.path : '')).toBe(true);
  });

  test('parakeet, whose vocabulary tells the languages', async () => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'parakeet'), PARAKEET);
    const imported = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(imported).toMatchObject({ ok: true, value: { kind: 'parakeet-onnx' } });
    expect(imported.ok && imported.value.languages).toHaveLength(25);
  });
});

test.each([
  ['whisper-ct2', 'whisperx/tests/models/looping'],
  ['wav2vec2', 'whisperx/tests/models/aligner-tones'],
  ['parakeet-onnx', 'parakeet/tests/models/parakeet'],
])('a real model of the kind %s that a library made is recognised', async (kind, below) => {
  const { models } = await openModels({});
  const path = join(import.meta.dirname, '..', '..', 'python-runtime', 'engines', ...below.split('/'));
  expect(await models.importFrom(path, AS_IT_IS, () => {}, never)).toMatchObject({
    ok: true,
    value: { kind },
  });
});

test('who names one file of a folder means the folder', async () => {
  const { folder, models } = await openModels({});
  const source = await writeFiles(join(folder, 'mine'), TINY_CT2);
  const imported = await models.importFrom(join(source, 'model.bin'), AS_IT_IS, () => {}, never);
  expect(imported).toMatchObject({ ok: true, value: { kind: 'whisper-ct2', id: 'mine' } });
});

test('a model is copied with the hashes of its files, and what it does not need is left behind', async () => {
  const { folder, models, store } = await openModels({});
  const source = await writeFiles(join(folder, 'aligner'), ALIGNER);
  const imported = await models.importFrom(source, AS_IT_IS, () => {}, never);
  const path = join(store, 'wav2vec2', 'aligner');
  expect(imported).toMatchObject({ ok: true, value: { path } });
  const marker = await readMarker(path);
  const weights = marker?.files.find(({ name }) => name === 'pytorch_model.bin');
  expect(weights).toEqual({ name: 'pytorch_model.bin', sizeBytes: 7, sha256: hashText('weights') });
  expect((await readdir(path)).toSorted()).toEqual(
    ['config.json', MARKER_FILE, 'preprocessor_config.json', 'pytorch_model.bin', 'vocab.json'].toSorted(),
  );
});

test('a single file is given to engines as that file', async () => {
  const { folder, models, store } = await openModels({});
  const file = join(await writeFiles(folder, { 'ggml-tiny.bin': ggmlFile(51_865, 80, 10) }), 'ggml-tiny.bin');
  const imported = await models.importFrom(file, AS_IT_IS, () => {}, never);
  const path = join(store, 'whisper-ggml', 'ggml-tiny', 'ggml-tiny.bin');
  expect(imported).toMatchObject({ ok: true, value: { id: 'ggml-tiny', path } });
  expect(await models.resolve('whisper-ggml', 'tiny')).toEqual(imported);
});

describe('mel bands of a Whisper model', () => {
  test('80 are written down for one that comes without them', async () => {
    const { folder, models, store } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), TINY_CT2);
    await models.importFrom(source, AS_IT_IS, () => {}, never);
    const file = join(store, 'whisper-ct2', 'mine', 'preprocessor_config.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ feature_size: 80, n_fft: 400 });
    expect((await readMarker(join(store, 'whisper-ct2', 'mine')))?.files).toHaveLength(5);
  });

  test.each([
    ['by its languages', ct2Files({ languages: 100, entries: 51_865 })],
    ['by its vocabulary', ct2Files({ languages: 99, entries: 51_866 })],
  ])('one of 128, known %s, is refused without them', async (_how, files) => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), files);
    const refused = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)).toMatchObject({
      code: 'model.not-a-model',
      detail: 'preprocessor_config.json is missing',
    });
  });
});

describe('refused with the reason', () => {
  test.each([
    ['a file that is missing', { ...TINY_CT2, 'tokenizer.json': null }, 'tokenizer.json is missing'],
    ['a file that is empty', { ...TINY_CT2, 'model.bin': '' }, 'model.bin is empty'],
    [
      'a pointer of Git LFS',
      { ...TINY_CT2, 'model.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0' },
      'model.bin is only a pointer of Git LFS, not the file itself',
    ],
    [
      'another model for CTranslate2',
      { ...TINY_CT2, 'model.bin': 'TransformerSpec' },
      'model.bin is no Whisper model for CTranslate2',
    ],
    [
      'a network whose weights lie elsewhere',
      {
        'encoder-model.onnx': 'in encoder-model.onnx.data',
        'decoder_joint-model.onnx': 'x',
        'vocab.txt': 'x',
        'config.json': '{}',
      },
      'encoder-model.onnx.data is missing',
    ],
    [
      'part of a pipeline',
      { ...PYANNOTE, 'plda/plda.npz': null, 'plda/xvec_transform.npz': null },
      'the folder plda is missing',
    ],
    [
      'an aligner that reads no letters',
      { ...ALIGNER, 'config.json': '{"model_type":"wav2vec2","architectures":["Wav2Vec2ForPreTraining"]}' },
      'it was not trained to recognise letters (no CTC head)',
    ],
    [
      'ggml of something else',
      { 'a.bin': ggmlFile(32_000, 5, 9) },
      'it is a ggml file, but of no Whisper model',
    ],
    [
      'several files to choose from',
      { 'a.bin': ggmlFile(51_865, 80, 9), 'b.bin': ggmlFile(51_865, 80, 9) },
      'several models lie in this folder; name one of the files',
    ],
    ['holiday pictures', { 'a.jpg': 'x' }, 'its files are of no kind that the engines load'],
  ])('%s', async (_what, files, detail) => {
    const { folder, models, store } = await openModels({});
    const present = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null);
    const source = await writeFiles(join(folder, 'mine'), Object.fromEntries(present));
    const refused = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)).toEqual({ code: 'model.not-a-model', file: source, detail });
    expect(existsSync(store) ? await readdir(store) : []).toEqual([]);
  });

  test('a folder that is not there', async () => {
    const { folder, models } = await openModels({});
    const refused = await models.importFrom(join(folder, 'none'), AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)?.code).toBe('input.missing');
  });

  test('a model of another kind than the one that is asked for', async () => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), ALIGNER);
    const refused = await models.importFrom(source, { ...AS_IT_IS, kind: 'whisper-ct2' }, () => {}, never);
    expect(reasonOf(refused)?.detail).toBe('it is of the kind wav2vec2, not whisper-ct2');
  });

  test('a second one under a name that is taken', async () => {
    const { folder, models } = await openModels({});
    const source = await writeFiles(join(folder, 'mine'), ALIGNER);
    await models.importFrom(source, AS_IT_IS, () => {}, never);
    const again = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(reasonOf(again)).toMatchObject({ code: 'model.exists', detail: 'wav2vec2/mine' });
    const other = await models.importFrom(source, { ...AS_IT_IS, id: 'two' }, () => {}, never);
    expect(other).toMatchObject({ ok: true, value: { id: 'two' } });
  });

  test('one for which there is no room', async () => {
    const { folder, models, store } = await openModels({ freeBytes: async () => 10 });
    const source = await writeFiles(join(folder, 'mine'), ALIGNER);
    const refused = await models.importFrom(source, AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)?.code).toBe('disk.low');
    expect(existsSync(join(store, 'wav2vec2'))).toBe(false);
  });
});

describe('out of a hub cache', () => {
  test('a repository of the catalogue becomes that model, of that commit, without taking space again', async () => {
    const { folder, models, store } = await openModels({});
    const cached = await writeHubCache(folder, 'Systran/faster-whisper-tiny', COMMIT, TINY_CT2);
    const imported = await models.importFrom(cached, AS_IT_IS, () => {}, never);
    expect(imported).toMatchObject({ ok: true, value: { id: 'tiny', title: 'Whisper tiny' } });
    const marker = await readMarker(join(store, 'whisper-ct2', 'tiny'));
    expect(marker).toMatchObject({
      sources: [{ from: 'Systran/faster-whisper-tiny', revision: COMMIT, endpoint: null }],
      licence: 'MIT',
      commercial: true,
    });
    const weights = join(store, 'whisper-ct2', 'tiny', 'model.bin');
    const blob = join(cached, 'blobs', hashText(TINY_CT2['model.bin'] ?? ''));
    expect((await stat(weights)).ino).toBe((await stat(blob)).ino);
    // The cache may be emptied: the model is its own.
    await rm(cached, { recursive: true });
    expect(await models.resolve('whisper-ct2', 'tiny')).toEqual(imported);
  });

  test('a snapshot by its own folder', async () => {
    const { folder, models } = await openModels({});
    const cached = await writeHubCache(folder, 'someone/my-whisper', COMMIT, TINY_CT2);
    const imported = await models.importFrom(join(cached, 'snapshots', COMMIT), AS_IT_IS, () => {}, never);
    expect(imported).toMatchObject({ ok: true, value: { id: 'my-whisper' } });
  });

  test('content that is not what its name says is found out', async () => {
    const { folder, models, store } = await openModels({});
    const cached = await writeHubCache(folder, 'Systran/faster-whisper-tiny', COMMIT, TINY_CT2);
    const content = TINY_CT2['model.bin'] ?? '';
    await writeFile(join(cached, 'blobs', hashText(content)), content.replace('weights', 'weirdos'));
    const refused = await models.importFrom(cached, AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)).toMatchObject({
      code: 'model.hash',
      detail: 'model.bin is damaged in the cache',
    });
    expect(existsSync(join(store, 'whisper-ct2', 'tiny'))).toBe(false);
  });

  test('a whole cache is refused with the names of what is in it', async () => {
    const { folder, models } = await openModels({});
    const cache = join(folder, 'hub');
    await writeHubCache(cache, 'Systran/faster-whisper-tiny', COMMIT, TINY_CT2);
    const refused = await models.importFrom(cache, AS_IT_IS, () => {}, never);
    expect(reasonOf(refused)?.detail).toContain('models--Systran--faster-whisper-tiny');
  });
});

test('progress counts the bytes, and cancelling leaves nothing', async () => {
  const { folder, models, store } = await openModels({});
  const big = ggmlFile(51_865, 80, 20_000_000);
  const file = join(await writeFiles(folder, { 'big.bin': big }), 'big.bin');
  const cancel = new AbortController();
  const cancelled = await models.importFrom(
    file,
    AS_IT_IS,
    ({ doneBytes }) => {
      if (doneBytes > 0) cancel.abort();
    },
    cancel.signal,
  );
  expect(reasonOf(cancelled)?.code).toBe('cancelled');
  expect(await readdir(join(store, '.staging'))).toEqual([]);
  const seen: number[] = [];
  await models.importFrom(file, AS_IT_IS, ({ doneBytes }) => seen.push(doneBytes), never);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([seen[0], seen.at(-1)]).toEqual([0, big.length]);
});
