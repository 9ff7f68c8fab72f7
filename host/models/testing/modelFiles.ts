import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashText } from '../copying.ts';

/** Files by name, as text or bytes, below a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, ...name.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

/** What a Whisper model for CTranslate2 has, with weights of a few bytes. */
export function ct2Files(shape: {
  readonly languages: number;
  readonly entries: number;
}): Record<string, string> {
  return {
    'model.bin': `\u0006\u0000\u0000\u0000\u000c\u0000WhisperSpec\u0000 the weights`,
    'config.json': JSON.stringify({ lang_ids: Array.from({ length: shape.languages }, (_, index) => index) }),
    'tokenizer.json': '{}',
    'vocabulary.txt': 'x\n'.repeat(shape.entries),
  };
}

/** The usual multilingual one before large-v3: it comes without `preprocessor_config.json`. */
export const TINY_CT2 = ct2Files({ languages: 99, entries: 51_865 });

/** A ggml file: the header that tells what it is, then weights of any number of bytes. */
export function ggmlFile(entries: number, bands: number, weightBytes: number): Buffer {
  const header = Buffer.alloc(48);
  [0x67_67_6d_6c, entries, 1500, 384, 6, 4, 448, 384, 6, 4, bands, 1].forEach((value, index) => {
    header.writeInt32LE(value, index * 4);
  });
  return Buffer.concat([header, Buffer.alloc(weightBytes, 7)]);
}

export const ALIGNER = {
  'config.json': JSON.stringify({ model_type: 'wav2vec2', architectures: ['Wav2Vec2ForCTC'] }),
  'vocab.json': '{"a": 1}',
  'preprocessor_config.json': '{}',
  'pytorch_model.bin': 'weights',
  'README.md': 'not needed',
};

export const PARAKEET = {
  'encoder-model.int8.onnx': 'network',
  'decoder_joint-model.int8.onnx': 'network',
  'vocab.txt': 'x 1\n'.repeat(8193),
  'config.json': '{}',
};

export const PYANNOTE = {
  'config.yaml':
    'pipeline:\n  name: pyannote.audio.pipelines.SpeakerDiarization\n  params:\n    segmentation: $model/segmentation\n    embedding: $model/embedding\n    plda: $model/plda\n',
  'segmentation/pytorch_model.bin': 'weights',
  'embedding/pytorch_model.bin': 'weights',
  'plda/plda.npz': 'numbers',
  'plda/xvec_transform.npz': 'numbers',
};

/** A repository as the hub's own programs keep it: content under its hash, names as links to it. */
export async function writeHubCache(
  cache: string,
  repo: string,
  commit: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = join(cache, `models--${repo.replace('/', '--')}`);
  const snapshot = join(folder, 'snapshots', commit);
  await writeFiles(folder, { 'refs/main': commit });
  await mkdir(snapshot, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const blob = hashText(content);
    await writeFiles(join(folder, 'blobs'), { [blob]: content });
    await symlink(join('..', '..', 'blobs', blob), join(snapshot, name));
  }
  return folder;
}
