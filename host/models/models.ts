import type {
  ModelKind,
  ModelProgress,
  ModelRef,
  ModelView,
  ResolvedModel,
  TokenPlace,
} from '../../common/contract/models.ts';
import type { Result } from '../../common/contract/result.ts';

/** What an import is to become; null: as its contents and its name say. */
export interface ImportWish {
  readonly kind: ModelKind | null;
  readonly id: string | null;
  readonly languages: readonly string[] | null;
}

export type OnModelProgress = (progress: ModelProgress) => void;

/** The token for models whose terms must be accepted. It is sent to the hub alone, and shown by nobody. */
export interface HubToken {
  /** Null where there is none. */
  readonly place: () => Promise<TokenPlace | null>;
  readonly set: (token: string) => Promise<Result<TokenPlace>>;
  readonly remove: () => Promise<Result<void>>;
}

/** The models outside of the engines' packages. Made by `createModels` in `modelService.ts`. */
export interface Models {
  /** The catalogue's models in its order, then imported ones by name. */
  readonly list: () => Promise<readonly ModelView[]>;
  /**
   * What an engine is to load. `wanted` is an id, another name for it (`turbo`), or a path outside of the store,
   * which is checked the way an import is but copied nowhere. `kind` is an engine's own word (`modelKinds`).
   */
  readonly resolve: (kind: string, wanted: string) => Promise<Result<ResolvedModel>>;
  /** The one to use for a language (null: any): those that are here first, then in the catalogue's order. */
  readonly best: (kind: string, language: string | null) => Promise<ModelView | null>;
  /** The model that a person means by `id` or `kind/id`. */
  readonly find: (name: string) => Promise<Result<ModelRef>>;
  /**
   * Makes it present; returns at once when it is, by its files' names and lengths. Asked for twice at the same
   * time it is loaded once; it goes on until all who asked have aborted. What was loaded stays for the next time.
   */
  readonly download: (
    ref: ModelRef,
    onProgress: OnModelProgress,
    signal: AbortSignal,
  ) => Promise<Result<ResolvedModel>>;
  /** Copies a folder, a file or a part of another program's hub cache into the store (links where it may). */
  readonly importFrom: (
    path: string,
    wish: ImportWish,
    onProgress: OnModelProgress,
    signal: AbortSignal,
  ) => Promise<Result<ResolvedModel>>;
  /** Reads all files and compares them with their hashes; a difference makes the model `broken`. */
  readonly verify: (
    ref: ModelRef,
    onProgress: OnModelProgress,
    signal: AbortSignal,
  ) => Promise<Result<ResolvedModel>>;
  /** Also what is left of a download that was cancelled. */
  readonly remove: (ref: ModelRef) => Promise<Result<void>>;
  readonly token: HubToken;
  /** The folder of the store. */
  readonly place: () => Promise<string>;
  /** Copies all to the folder, compares, switches, then deletes the old. Aborting leaves the old. */
  readonly move: (folder: string, onProgress: OnModelProgress, signal: AbortSignal) => Promise<Result<void>>;
  /** How far a move of this process has come; null while there is none. */
  readonly moving: () => ModelProgress | null;
  /** Bytes on the disk, what is half loaded included. */
  readonly sizeBytes: () => Promise<number>;
  /** Called whenever `list` would answer differently, progress included. */
  readonly watch: (listener: () => void) => () => void;
}
