import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { ALIGNER, ggmlFile, PARAKEET, PYANNOTE, TINY_CT2, writeFiles } from '../testing/modelFiles.ts';
import { inspectModel } from './structure.ts';

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-structure-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const whole: Readonly<Record<string, string | Uint8Array>> = {
  ...TINY_CT2,
  ...ALIGNER,
  ...PARAKEET,
  ...PYANNOTE,
  'preprocessor_config.json': '{}',
  'ggml-a.bin': ggmlFile(51_865, 80, 9),
  'a.pt': 'PK\u0003\u0004 n_audio_ctx',
  'segmentation.onnx': 'x',
  'embedding.onnx': 'x',
};

test('anything at all is either recognised by files that are there, or refused in a sentence', async () => {
  const folder = await openFolder();
  const name = fc.constantFrom(...Object.keys(whole));
  const content = fc.oneof(
    fc.constant(null),
    fc.constantFrom('', 'null', '[]', '{"lang_ids": {}}', '{"model_type": 3}', 'version https://git-lfs'),
    fc.uint8Array({ maxLength: 100 }),
  );
  const entries = fc.array(fc.tuple(name, content), { minLength: 1, maxLength: 14 });
  let recognised = 0;
  let count = 0;
  await fc.assert(
    fc.asyncProperty(entries, async (chosen) => {
      // Null: as it is in a model that is whole.
      const files = chosen.map(([key, value]) => [key, value ?? whole[key] ?? ''] as const);
      const path = await writeFiles(join(folder, String(count++)), Object.fromEntries(files));
      const result = await inspectModel(path, null);
      if (result.ok) {
        recognised++;
        const { contents, model } = result.value;
        expect(model.files.every(({ from }) => (contents.sizes.get(from) ?? 0) > 0)).toBe(true);
        expect(new Set(model.files.map((file) => file.name)).size).toBe(model.files.length);
      } else {
        expect(result.failure.code).toBe('model.not-a-model');
        expect(result.failure.detail).not.toBe('');
      }
    }),
    { numRuns: 300 },
  );
  expect(recognised).toBeGreaterThan(3);
});

test('a folder of thousands of files is not searched to its end', async () => {
  const folder = await openFolder();
  const many = Array.from({ length: 2_100 }, (_, index) => [`photo-${index}.jpg`, 'x'] as const);
  await writeFiles(join(folder, 'pictures'), Object.fromEntries(many));
  expect(await inspectModel(join(folder, 'pictures'), null)).toMatchObject({
    ok: false,
    failure: { detail: expect.stringContaining('too many files') },
  });
});

test.runIf(process.platform !== 'win32')('links that lead in a circle or nowhere do not matter', async () => {
  const folder = await writeFiles(join(await openFolder(), 'aligner'), ALIGNER);
  await symlink(folder, join(folder, 'again'));
  await symlink(join(folder, 'nothing'), join(folder, 'gone'));
  expect(await inspectModel(folder, null)).toMatchObject({ ok: true });
});
