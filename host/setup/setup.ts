import type { ModelRef, TokenPlace } from '../../common/contract/models.ts';
import type { Result } from '../../common/contract/result.ts';
import type { CheckView, ImportRequest, InstallRequest, SetupView } from '../../common/contract/setup.ts';

/** Sets engines and models up for the windows, which see all that goes on. Made by `createSetup` in `runSetup.ts`. */
export interface Setup {
  readonly view: () => Promise<SetupView>;
  /** The whole view after every change, at most 10 times a second, until `signal` aborts. */
  readonly watch: (signal: AbortSignal) => AsyncIterable<SetupView>;
  /** Begins installing; one engine after another. Does nothing while this one is worked on. */
  readonly install: (request: InstallRequest) => void;
  /** Tries it out again. */
  readonly verify: (engineId: string) => void;
  readonly repair: (engineId: string) => void;
  /** Ends what is done to the engine; what was loaded is kept for the next time. */
  readonly cancel: (engineId: string) => void;
  readonly remove: (engineId: string) => Promise<Result<void>>;
  /** Begins loading a model; does nothing while it is loaded already. */
  readonly download: (model: ModelRef) => void;
  /** Ends the loading, an import or a move; what was loaded is kept for the next time. */
  readonly cancelModel: (model: ModelRef) => void;
  readonly importModel: (request: ImportRequest) => Promise<Result<ModelRef>>;
  readonly removeModel: (model: ModelRef) => Promise<Result<void>>;
  readonly moveModels: (folder: string) => Promise<Result<void>>;
  /** Keeps the token for the model hub, and tells where. */
  readonly setToken: (token: string) => Promise<Result<TokenPlace>>;
  readonly removeToken: () => Promise<Result<void>>;
  /** Looks at everything, engines tried out: 2–15 s for each that is installed. Changes nothing. */
  readonly diagnose: () => Promise<readonly CheckView[]>;
  /** The diagnosis as text for somebody else: without names of people, folders of theirs, or tokens. */
  readonly report: (checks: readonly CheckView[]) => Promise<string>;
  /** Cancels everything; resolves when nothing goes on any more. */
  readonly close: () => Promise<void>;
}
