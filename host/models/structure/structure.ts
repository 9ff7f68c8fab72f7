import { basename, dirname } from 'node:path';
import { failure } from '../../../common/contract/failure.ts';
import type { ModelKind } from '../../../common/contract/models.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { type Contents, readContents } from './contents.ts';
import type { Finding, Recogniser } from './finding.ts';
import { recogniseParakeet, recognisePyannote, recogniseSherpa, recogniseWav2vec2 } from './others.ts';
import { recogniseCt2, recogniseGgml, recognisePt } from './whisper.ts';

const recognisers: Readonly<Record<ModelKind, Recogniser>> = {
  'whisper-ct2': recogniseCt2,
  'whisper-ggml': recogniseGgml,
  'whisper-pt': recognisePt,
  wav2vec2: recogniseWav2vec2,
  'parakeet-onnx': recogniseParakeet,
  'sherpa-diarization': recogniseSherpa,
  pyannote: recognisePyannote,
};

/** Kinds of one file: engines are given the file instead of its folder. */
export const SINGLE_FILE_KINDS: ReadonlySet<ModelKind> = new Set(['whisper-ggml', 'whisper-pt']);

export type FoundModel = Extract<Finding, { is: 'model' }>;

/** Files that are parts of a model in a folder: who names one of them means the folder. */
const PARTS =
  /^(?:model\.bin|pytorch_model\.bin|model\.safetensors|config\.(?:json|yaml)|tokenizer\.json|preprocessor_config\.json|vocab(?:ulary)?\.(?:json|txt)|(?:encoder|decoder_joint)-model.*|model\.json)$/u;

/** The folder or file that a person means by a path. */
export function modelRoot(path: string): string {
  return PARTS.test(basename(path)) ? dirname(path) : path;
}

/** A path with what was recognised there. */
export interface Inspected {
  readonly contents: Contents;
  readonly model: FoundModel;
}

/**
 * What model lies at a path, by what is inside. `kind` null: whichever it is. Reads a few megabytes at most.
 * Fails with `model.not-a-model` and the one reason that helps.
 */
export async function inspectModel(path: string, kind: ModelKind | null): Promise<Result<Inspected>> {
  const refuse = (detail: string) => fail<Inspected>(failure('model.not-a-model', { file: path, detail }));
  const contents = await readContents(path);
  if (contents === null) return fail(failure('input.missing', { file: path }));
  if (contents === 'too many') return refuse('there are too many files in it; name the model’s own folder');
  if (contents.sizes.size === 0) return refuse('there is no file in it');
  let why: string | null = null;
  let otherKind: ModelKind | null = null;
  for (const [name, recognise] of Object.entries(recognisers) as [ModelKind, Recogniser][]) {
    const found = await recognise(contents);
    if (found.is === 'other') continue;
    if (kind !== null && name !== kind) otherKind ??= name;
    else if (found.is === 'model') return succeed({ contents, model: found });
    else why ??= found.why;
  }
  if (why !== null) return refuse(why);
  if (otherKind !== null) return refuse(`it is of the kind ${otherKind}, not ${kind}`);
  const what = contents.isFile ? 'the file is' : 'its files are';
  return refuse(
    kind === null ? `${what} of no kind that the engines load` : `${what} not of the kind ${kind}`,
  );
}
