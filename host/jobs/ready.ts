import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { AS_IT_FITS, type EngineManifest, type Engines, type InstallProgress } from '../engines/engine.ts';
import type { Gate } from '../gate.ts';

/** The engines, and the decoder that comes with them. */
export interface ReadyEngines extends Engines {
  readonly ensureFfmpeg: (
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<string>>;
}

/**
 * Makes an engine and the decoder usable. The embedded engine is set up or repaired where needed; others are
 * installed only when a person asks for them, for they take gigabytes. `onFraction` 0–1 while something is set up.
 */
export async function readyEngine(
  id: string,
  engines: ReadyEngines,
  onFraction: (fraction: number) => void,
  installing: Gate,
  signal: AbortSignal,
): Promise<Result<EngineManifest>> {
  const leave = await installing.enter(signal);
  try {
    const decoder = await engines.ensureFfmpeg(({ fraction }) => onFraction((fraction ?? 0) * 0.2), signal);
    if (!decoder.ok) return decoder;
    const status = (await engines.list()).find(({ manifest }) => manifest.id === id);
    if (status === undefined) return fail(failure('engine.unknown', { detail: id }));
    if (status.installed && status.problem === null) return succeed(status.manifest);
    if (!status.manifest.embedded) {
      return fail(status.problem ?? failure('engine.not-installed', { detail: id }));
    }
    const made = await engines.install(
      id,
      AS_IT_FITS,
      ({ fraction }) => onFraction(0.2 + (fraction ?? 0) * 0.8),
      signal,
    );
    return made.ok ? succeed(made.value.manifest) : made;
  } finally {
    leave();
  }
}
