import { z } from 'zod';
import type { Failure } from './failure.ts';

/** What a model is to the engines that load it: its files and their format. */
export const modelKindSchema = z.enum([
  'whisper-ct2',
  'whisper-ggml',
  'whisper-pt',
  'wav2vec2',
  'parakeet-onnx',
  'sherpa-diarization',
  'pyannote',
]);
export type ModelKind = z.infer<typeof modelKindSchema>;

/** Letters, digits, `.`, `_`, `-`; ends with none of them, for Windows drops a final dot. */
export const modelIdSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/u);

/** Names one model: ids are unique within their kind. */
export const modelRefSchema = z.strictObject({ kind: modelKindSchema, id: modelIdSchema });
export type ModelRef = z.infer<typeof modelRefSchema>;

/** One word, such as `hf_…`. */
export const hubTokenSchema = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{8,500}$/u);

/** Where the token for the model hub lies; `environment`: `HF_TOKEN`, which comes first. */
export type TokenPlace = 'environment' | 'key store' | 'file';

export interface ModelProgress {
  /** `tools`: the downloader itself is set up. `check`: hashes are compared. */
  readonly step: 'wait' | 'tools' | 'plan' | 'load' | 'copy' | 'check' | 'done';
  readonly doneBytes: number;
  /** Null before it is known. */
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
  /** The file that is being worked on. */
  readonly file: string | null;
  readonly message: string;
}

/** One row of the models' list: of the catalogue, on this computer, or both. */
export interface ModelView extends ModelRef {
  readonly title: string;
  readonly summary: string;
  /** BCP-47; `['*']` for many, or unknown. */
  readonly languages: readonly string[];
  readonly licence: string;
  /** Whether the licence allows commercial use; null where that is not known. */
  readonly commercial: boolean | null;
  /** Its terms must be accepted on its page, and a token is needed. */
  readonly gated: boolean;
  /** Once here: as it lies on the disk. Before: an estimate; null for none. */
  readonly sizeBytes: number | null;
  readonly parameters: number | null;
  readonly state: 'absent' | 'loading' | 'ready' | 'broken';
  /** While it is loading. */
  readonly progress: ModelProgress | null;
  /** Why it is broken, or why the last attempt to get it failed. */
  readonly failure: Failure | null;
  /** Folder or file that engines load; null unless ready. */
  readonly path: string | null;
  /** Where a person reads about it; null for one that was imported. */
  readonly page: string | null;
  /** False for models that can only be imported. */
  readonly downloadable: boolean;
  /** ISO 8601; null when it is not here. */
  readonly addedAt: string | null;
  /** Ids of the engines that load models of this kind. */
  readonly usedBy: readonly string[];
}

/** What engines are told: a folder, or the file itself for kinds of a single file. */
export interface ResolvedModel {
  readonly kind: ModelKind;
  /** The store's id; the last part of the path for a model outside of the store. */
  readonly id: string;
  readonly title: string;
  /** Absolute. */
  readonly path: string;
  readonly languages: readonly string[];
  readonly sizeBytes: number;
}
