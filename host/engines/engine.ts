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
  /** Ids under which this engine answers for a slot, the preferred first; left out where it is `id` alone. */
  readonly slotIds: Readonly<Partial<Record<Slot, readonly string[]>>>;
  /** What the `transcribe` slot can do. */
  readonly tasks: readonly Task[];
  /** What the `transcribe` slot listens to besides the sound. */
  readonly hints: readonly ('prompt' | 'hotwords')[];
  /** BCP-47; `['*']` for many. */
  readonly languages: readonly string[];
  readonly licence: string;
  /** What somebody must know of the licence before installing; null for a permissive one. */
  readonly licenceNote: string | null;
  readonly wordTimes: Timing | null;
  /** Inside the packages. */
  readonly models: readonly { readonly id: string; readonly title: string; readonly sizeBytes: number }[];
  readonly defaultModel: string;
  /** Kind of the models that are got on their own (`python-runtime/models.json`), by slot id. */
  readonly modelKinds: Readonly<Record<string, string>>;
  readonly pythonVersions: readonly string[];
  /** What differs by the graphics card; the first is for machines without one. */
  readonly variants: readonly Variant[];
  /** True for the engine that is set up by the first start. */
  readonly embedded: boolean;
}

export type Task = 'transcribe' | 'translate';

export interface Variant {
  /** `cpu`, `cu126` (Pascal and older), `cu128` (Turing to Blackwell). */
  readonly id: string;
  /** Measured on Linux x86-64; an estimate elsewhere. */
  readonly downloadBytes: number;
  readonly diskBytes: number;
  /** Packages whose builds nobody has published hashes for: got by version, proven by the self-test alone. */
  readonly unhashed: readonly string[];
  /** Packages that come as source only and are built on this machine; their source is hashed. */
  readonly built: readonly string[];
}

/** How an engine is wanted. */
export interface InstallWish {
  /** Null: the variant that is installed, else the one that fits this machine. */
  readonly variant: string | null;
  /** A folder of wheels to install from, without any network; null: the package index. */
  readonly wheelsFolder: string | null;
}

export const AS_IT_FITS: InstallWish = { variant: null, wheelsFolder: null };

/** What an engine's own checks said when it was last tried out. Kept beside the runtime, so that no Python starts. */
export interface SelfTest {
  readonly checks: readonly HealthCheck[];
  /** On what it computed: `NVIDIA GeForce RTX 4070`, `CPU`. */
  readonly device: string;
  /** Seconds of work a second of sound, on the sample clip; null while none was transcribed. */
  readonly rtf: number | null;
  /** ISO 8601 */
  readonly at: string;
}

/** A graphics card, as its driver describes it. Null: the driver does not tell. */
export interface Gpu {
  /** As CUDA counts with `CUDA_DEVICE_ORDER=PCI_BUS_ID`: `cuda:<index>`. */
  readonly index: number;
  readonly name: string;
  readonly memoryBytes: number | null;
  readonly freeBytes: number | null;
  /** `570.124.06` */
  readonly driver: string;
  /** CUDA's compute capability: 6.1 Pascal, 7.5 Turing, 8.9 Ada, 12 Blackwell. */
  readonly capability: number | null;
}

/** What the computer has. A short look, taken without Python. */
export interface Machine {
  readonly cpu: { readonly model: string; readonly cores: number };
  readonly memoryBytes: number;
  /** NVIDIA's only. */
  readonly gpus: readonly Gpu[];
  /** Why a card that is there cannot compute; null when all is well, or when there is none. */
  readonly problem: Failure | null;
}

export interface EngineStatus {
  readonly manifest: EngineManifest;
  readonly installed: boolean;
  readonly variant: string | null;
  /** Bytes on disk; null when not installed. */
  readonly sizeBytes: number | null;
  /** Why an installed runtime cannot be used; null when it can or when nothing is installed. */
  readonly problem: Failure | null;
  /** Null when nothing is installed. */
  readonly selfTest: SelfTest | null;
}

export interface InstallProgress {
  readonly step: 'tools' | 'python' | 'packages' | 'compile' | 'verify' | 'done';
  /** 0–1 over the whole installation; never goes back; null while it cannot be told. */
  readonly fraction: number | null;
  readonly message: string;
  /** Loaded of what has to be loaded: estimates, for uv tells of whole packages only. Null but while it loads. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
  /** Of the loading, by the pace of the last 20 s; null while it cannot be told. */
  readonly remainingMs: number | null;
  /** Nothing has come for 30 s. It goes on by itself when the network is back. */
  readonly stalled: boolean;
}

/** The rungs of a repair, each costlier than the one before. */
export const REPAIR_RUNGS = ['verify', 'again', 'reload', 'interpreter'] as const;
export type RepairRung = (typeof REPAIR_RUNGS)[number];

export interface RepairReport {
  /** The rung after which it worked; null when none helped. */
  readonly worked: RepairRung | null;
  /** Why the rungs before it did not help, in order. */
  readonly tried: readonly { readonly rung: RepairRung; readonly failure: Failure }[];
  /** The variant that may work where this one does not; null when there is none. */
  readonly offer: string | null;
  readonly status: EngineStatus;
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

/** With what, and how, a job is computed. */
export interface Compute {
  /** Null: the one inside the engine's packages. */
  readonly model: string | null;
  /** Folder or file of a model outside of the packages. */
  readonly modelPath: string | null;
  /** `cpu`, `cuda:0` …; `auto`: the best that works. */
  readonly device: string;
  /** A CTranslate2 compute type; null: the best that the device supports. */
  readonly precision: string | null;
  /** Null: by the free memory. */
  readonly batchSize: number | null;
}

/** The model inside the packages, on the best device. */
export const PLAIN_COMPUTE: Compute = {
  model: null,
  modelPath: null,
  device: 'auto',
  precision: null,
  batchSize: null,
};

export interface TranscribeRequest {
  readonly audio: PcmFile;
  readonly range: { readonly startMs: number; readonly endMs: number } | null;
  readonly language: string | null;
  readonly task: Task;
  readonly prompt: string | null;
  readonly hotwords: string | null;
  readonly compute: Compute;
}

export interface AlignRequest {
  readonly audio: PcmFile;
  readonly language: string;
  /** One of the engine's ids for the slot. */
  readonly aligner: string;
  readonly compute: Compute;
  /** Each segment is searched for within its own window. */
  readonly segments: readonly {
    readonly startMs: number;
    readonly endMs: number;
    readonly words: readonly string[];
  }[];
}

export interface DiarizeRequest {
  readonly audio: PcmFile;
  readonly diarizer: string;
  /** Null: unknown. Equal for an exact number; `max` null for an open end. */
  readonly speakers: { readonly min: number; readonly max: number | null } | null;
  readonly compute: Compute;
}

/** One speaker's uninterrupted speech, `[startMs, endMs)`. */
export interface SpeakerTurn {
  readonly startMs: number;
  readonly endMs: number;
  /** `SPEAKER_00` … in the order of their first words. */
  readonly speaker: string;
}

export interface DiarizeOutcome {
  /** As it is: people may talk at the same time. By start. */
  readonly turns: readonly SpeakerTurn[];
  /** One speaker at a time, for giving words to speakers. By start. */
  readonly exclusive: readonly SpeakerTurn[];
  /** Vectors of length 1, comparable within one diarizer and model. */
  readonly voices: ReadonlyMap<string, readonly number[]>;
  readonly model: string;
  readonly warnings: readonly EngineWarning[];
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
    readonly stage: 'load' | 'detect' | 'recognise' | 'align' | 'diarize';
    readonly doneMs: number;
    readonly totalMs: number;
  }) => void;
  readonly onSegment: (segment: EngineSegment) => void;
  /** What the recording was found to be spoken in; `confidence` 0–1. */
  readonly onLanguage: (language: string, confidence: number) => void;
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
  readonly diarize: (
    request: DiarizeRequest,
    events: WorkerEvents,
    signal: AbortSignal,
  ) => Promise<Result<DiarizeOutcome>>;
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
  /** A look at processor, memory and graphics cards; 10 s at most, less than 0.3 s where a driver answers. */
  readonly machine: (signal: AbortSignal) => Promise<Machine>;
  /** The variant that fits this machine. */
  readonly fittingVariant: (id: string, signal: AbortSignal) => Promise<Result<Variant>>;
  /**
   * Makes it present and proven in the variant that is wanted; returns at once when it is. Repairs what a killed
   * installation left. What is in use stays so until the new one is proven.
   */
  readonly install: (
    id: string,
    wish: InstallWish,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<EngineStatus>>;
  /**
   * Climbs the rungs until it works: looks into what is there; makes it anew from what was loaded; loads its packages
   * anew; does so with a Python of its own. Stops early where no rung can help: no network, no room, cancelled.
   */
  readonly repair: (
    id: string,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<RepairReport>>;
  readonly verify: (id: string, signal: AbortSignal) => Promise<Result<readonly HealthCheck[]>>;
  readonly remove: (id: string) => Promise<Result<void>>;
  /** Keeps how fast it was on the sample clip: seconds of work for a second of sound. */
  readonly noteSpeed: (id: string, rtf: number) => Promise<void>;
  readonly start: (id: string, signal: AbortSignal) => Promise<Result<EngineWorker>>;
  /** Versions per engine for `doctor`: python, numpy, onnxruntime … */
  readonly versions: (id: string) => Promise<Readonly<Record<string, string>>>;
}

/** The ids under which an engine answers for a slot, the preferred first; empty when it does not fill it. */
export function slotIdsOf(manifest: EngineManifest, slot: Slot): readonly string[] {
  return manifest.slots.includes(slot) ? (manifest.slotIds[slot] ?? [manifest.id]) : [];
}

/** The id that is meant when somebody names the engine, or one of its ids, for a slot. */
export function slotIdFor(manifest: EngineManifest, slot: Slot, wanted: string): string {
  const ids = slotIdsOf(manifest, slot);
  return ids.includes(wanted) ? wanted : (ids[0] ?? manifest.id);
}

/** Kind of the models that an engine loads for one of its ids; null where its packages have them inside. */
export function modelKindOf(manifest: EngineManifest, slot: Slot, slotId: string): string | null {
  // An engine may have the name of one of its aligners, with other models.
  const own = slot === 'transcribe' ? manifest.modelKinds.transcribe : undefined;
  return own ?? manifest.modelKinds[slotId] ?? null;
}
