import type { Failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Timing } from '../../common/document/types.ts';

export type Slot = 'transcribe' | 'align' | 'diarize';

/** What an engine is and can do; read from `python-runtime/engines/<id>/engine.json`. */
export interface EngineManifest {
  readonly id: string;
  readonly title: string;
  /** One sentence on what it is good at. */
  readonly summary: string;
  readonly version: string;
  readonly slots: readonly Slot[];
  /** Ids under which this engine answers for a slot, when they differ from `id` (`align`: `pocketsphinx`). */
  readonly slotIds: Readonly<Partial<Record<Slot, string>>>;
  /** BCP-47; `['*']` for many. */
  readonly languages: readonly string[];
  readonly licence: string;
  readonly wordTimes: Timing | null;
  readonly models: readonly { readonly id: string; readonly title: string; readonly sizeBytes: number }[];
  readonly defaultModel: string;
  readonly pythonVersions: readonly string[];
  readonly variants: readonly string[];
  /** True for the engine that is set up by the first start. */
  readonly embedded: boolean;
}

export interface EngineStatus {
  readonly manifest: EngineManifest;
  readonly installed: boolean;
  readonly variant: string | null;
  /** Bytes on disk; null when not installed. */
  readonly sizeBytes: number | null;
  /** Why an installed runtime cannot be used; null when it can or when nothing is installed. */
  readonly problem: Failure | null;
}

export interface InstallProgress {
  readonly step: 'tools' | 'python' | 'packages' | 'compile' | 'verify' | 'done';
  /** 0–1 over the whole installation; null while it cannot be told. */
  readonly fraction: number | null;
  readonly message: string;
}

/** 16 kHz mono, signed 16-bit little endian, raw. */
export interface PcmFile {
  readonly path: string;
  readonly samples: number;
  /** Media time of the first sample. */
  readonly startMs: number;
}

export interface EngineWord {
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly confidence: number | null;
  readonly timing: Timing | null;
  readonly glue: boolean;
}

export interface EngineSegment {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly EngineWord[];
}

export interface TranscribeRequest {
  readonly audio: PcmFile;
  readonly range: { readonly startMs: number; readonly endMs: number } | null;
  readonly language: string | null;
  readonly task: 'transcribe' | 'translate';
  readonly model: string | null;
  readonly prompt: string | null;
  readonly hotwords: string | null;
}

export interface AlignRequest {
  readonly audio: PcmFile;
  readonly language: string;
  readonly model: string | null;
  /** Each segment is searched for within its own window. */
  readonly segments: readonly {
    readonly startMs: number;
    readonly endMs: number;
    readonly words: readonly string[];
  }[];
}

export interface EngineOutcome {
  readonly segments: readonly EngineSegment[];
  readonly language: string | null;
  readonly model: string;
  readonly warnings: readonly EngineWarning[];
}

export interface EngineWarning {
  readonly code: string;
  readonly detail: string | null;
}

export interface WorkerEvents {
  readonly onProgress: (progress: {
    readonly stage: 'load' | 'detect' | 'recognise' | 'align';
    readonly doneMs: number;
    readonly totalMs: number;
  }) => void;
  readonly onSegment: (segment: EngineSegment) => void;
  readonly onWarning: (warning: EngineWarning) => void;
}

/** A live worker process. One job at a time. Dispose with `close`, also after a failure. */
export interface EngineWorker {
  readonly engineId: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Resident memory of the worker with its children at the last heartbeat; 0 before the first. */
  readonly rssBytes: () => number;
  /** False once it broke down, was cancelled or closed: later jobs fail at once. */
  readonly usable: () => boolean;
  /** Aborting resolves with `cancelled` at once; the process is ended in the background within 4 s. */
  readonly transcribe: (
    request: TranscribeRequest,
    events: WorkerEvents,
    signal: AbortSignal,
  ) => Promise<Result<EngineOutcome>>;
  readonly align: (
    request: AlignRequest,
    events: WorkerEvents,
    signal: AbortSignal,
  ) => Promise<Result<EngineOutcome>>;
  /** Resolves when every process of the worker is gone. */
  readonly close: () => Promise<void>;
}

export interface HealthCheck {
  readonly id: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do when it is not ok. */
  readonly action: string | null;
}

/** The engines of this machine. Made by `createEngines` in `engines.ts`. */
export interface Engines {
  readonly list: () => Promise<readonly EngineStatus[]>;
  /** Finds by engine id, or by the id it has in the slot. */
  readonly find: (id: string, slot: Slot) => Result<EngineManifest>;
  /** Makes it present and proven; returns at once when it is. Repairs what a killed installation left. */
  readonly install: (
    id: string,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<EngineStatus>>;
  readonly verify: (id: string, signal: AbortSignal) => Promise<Result<readonly HealthCheck[]>>;
  readonly remove: (id: string) => Promise<Result<void>>;
  readonly start: (id: string, signal: AbortSignal) => Promise<Result<EngineWorker>>;
  /** Versions per engine for `doctor`: python, numpy, onnxruntime … */
  readonly versions: (id: string) => Promise<Readonly<Record<string, string>>>;
}
