import { z } from 'zod';
import type { Failure } from './failure.ts';
import { type ModelView, modelKindSchema, modelRefSchema, type TokenPlace } from './models.ts';
import type { SpeedView } from './speeds.ts';

/** What the machine has, in figures; null where it does not tell. */
export interface MachineView {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpus: readonly {
    readonly index: number;
    readonly name: string;
    readonly memoryBytes: number | null;
    readonly driver: string | null;
  }[];
  /** Why the cards cannot be used. */
  readonly problem: Failure | null;
}

export const checkSchema = z.strictObject({
  id: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  /** What to do when it is not ok. */
  action: z.string().nullable(),
});
export type CheckView = z.infer<typeof checkSchema>;

export interface VariantView {
  readonly id: string;
  readonly downloadBytes: number;
  readonly diskBytes: number;
  /** The one for this machine. */
  readonly fits: boolean;
}

/** What is being done to an engine. */
export interface EngineWork {
  readonly kind: 'install' | 'verify' | 'repair';
  /** It waits for another engine's set-up. */
  readonly waiting: boolean;
  readonly message: string;
  /** 0–1; null while it cannot be told. */
  readonly fraction: number | null;
  readonly bytes: { readonly done: number; readonly total: number } | null;
  readonly remainingMs: number | null;
  /** Nothing has come for 30 s; it goes on by itself when the network is back. */
  readonly stalled: boolean;
}

/** One row of Engines & models. */
export interface EngineRow {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly version: string;
  readonly licence: string;
  /** What somebody must know of the licence before installing. */
  readonly licenceNote: string | null;
  readonly slots: readonly ('transcribe' | 'align' | 'diarize')[];
  /** Names under which it aligns, the preferred first; empty for an engine that does not. */
  readonly aligners: readonly string[];
  readonly tasks: readonly ('transcribe' | 'translate')[];
  /** BCP-47; `['*']` for many. */
  readonly languages: readonly string[];
  readonly embedded: boolean;
  readonly variants: readonly VariantView[];
  readonly installed: boolean;
  readonly variant: string | null;
  readonly sizeBytes: number | null;
  /** Why an installed one cannot be used. */
  readonly problem: Failure | null;
  /** What its own checks said when it was last tried out. */
  readonly selfTest: {
    readonly checks: readonly CheckView[];
    /** On what it computed: `NVIDIA GeForce RTX 4070`, `CPU`. */
    readonly device: string;
    /** Seconds of work a second of sound; null while none was transcribed. */
    readonly rtf: number | null;
    /** ISO 8601 */
    readonly at: string;
  } | null;
  readonly work: EngineWork | null;
  /** Why the last thing that was asked of it failed; null after it succeeded. */
  readonly failure: Failure | null;
  /** What may work where this variant does not. */
  readonly offer: string | null;
  /** Kinds of the models that it loads. */
  readonly modelKinds: readonly string[];
}

/** Everything that Engines & models shows. */
export interface SetupView {
  /** Null while it is being looked at. */
  readonly machine: MachineView | null;
  readonly engines: readonly EngineRow[];
  readonly models: readonly ModelView[];
  /** Of the engines that are here, as far as something is known. */
  readonly speeds: readonly SpeedView[];
  readonly dataFolder: string;
  readonly modelsFolder: string;
  /** Where the data folder lies; null where the system does not tell. */
  readonly freeBytes: number | null;
  /** Where the token for the model hub is kept; null for none. The token itself goes to no window. */
  readonly token: TokenPlace | null;
}

export const engineRequestSchema = z.strictObject({ engineId: z.string().min(1).max(80) });

export const installRequestSchema = engineRequestSchema.extend({
  /** Null: the one that is installed, else the one that fits the machine. */
  variant: z.string().nullable(),
  /** A folder of wheels to install from without any network. */
  wheelsFolder: z.string().nullable(),
});
export type InstallRequest = z.infer<typeof installRequestSchema>;

export const modelRequestSchema = modelRefSchema;

/** As it was pasted; whether it can be a token is told by the answer. */
export const tokenRequestSchema = z.strictObject({ token: z.string().max(2000) });

export const importRequestSchema = z.strictObject({
  /** A folder or a file. */
  path: z.string().min(1),
  /** Null: as its contents say. */
  kind: modelKindSchema.nullable(),
  id: z.string().nullable(),
});
export type ImportRequest = z.infer<typeof importRequestSchema>;
