import { explainFailure, type Failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { EngineManifest, EngineStatus, InstallWish, Machine, RepairReport, Variant } from './engine.ts';
import { climb } from './repair.ts';
import { ensureRuntime } from './runtime/install.ts';
import { type OnProgress, type Order, stepProgress, type Workshop } from './runtime/recipe.ts';
import type { Runtimes } from './runtimes.ts';
import type { Variants } from './variants.ts';

/** Makes engines present, and whole again. */
export interface Installer {
  readonly install: (
    manifest: EngineManifest,
    wish: InstallWish,
    onProgress: OnProgress,
    signal: AbortSignal,
  ) => Promise<Result<EngineStatus>>;
  readonly repair: (
    manifest: EngineManifest,
    onProgress: OnProgress,
    signal: AbortSignal,
  ) => Promise<Result<RepairReport>>;
}

export function createInstaller(
  runtimes: Runtimes,
  variants: Variants,
  shop: Workshop,
  machine: (signal: AbortSignal) => Promise<Machine>,
): Installer {
  const installEngine = async (
    manifest: EngineManifest,
    wish: InstallWish,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Result<EngineStatus>> => {
    const variant = await variants.resolve(manifest, wish.variant, () => machine(signal));
    if (!variant.ok) return variant;
    const doubt = await doubtOf(manifest, variant.value, signal);
    if (doubt !== null) onProgress(stepProgress('tools', null, doubtMessage(doubt)));
    const order: Order = { wheelsFolder: wish.wheelsFolder, how: 'where-needed' };
    const make = (which: Variant) =>
      ensureRuntime(runtimes.recipe(manifest, which), order, shop, onProgress, signal);
    const before = (await runtimes.status(manifest)).variant;
    const made = await make(variant.value);
    if (made.ok) {
      const replaced = manifest.variants.filter(({ id }) => id === before && id !== variant.value.id);
      if (replaced.length > 0) await runtimes.letGo(manifest, replaced);
      return succeed(await runtimes.status(manifest));
    }
    // A bad driver says more than how the engine fails on it.
    const byDriver = doubt?.code === 'device.driver-old' || doubt?.code === 'device.driver-silent';
    if (byDriver && made.failure.code === 'engine.unhealthy') return fail(doubt);
    const other = wish.variant === null ? instead(manifest, variant.value, made.failure) : null;
    if (other === null) return made;
    onProgress(stepProgress('tools', null, insteadMessage(other)));
    const otherMade = await make(other);
    return otherMade.ok ? succeed(await runtimes.status(manifest)) : otherMade;
  };

  /** Where nobody has named the variant, a larger download is better than none. */
  const instead = (manifest: EngineManifest, variant: Variant, failed: Failure): Variant | null =>
    failed.code === 'runtime.torch-index' ? variants.withoutTorchIndex(manifest, variant) : null;

  /** What speaks against a variant for graphics cards; it may be wanted all the same, for it computes without one. */
  const doubtOf = async (manifest: EngineManifest, variant: Variant, signal: AbortSignal) =>
    variant.id === 'cpu' ? null : variants.problem(manifest, variant, await machine(signal));

  const repairEngine = async (
    manifest: EngineManifest,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Result<RepairReport>> => {
    const resolved = await variants.resolve(manifest, null, () => machine(signal));
    if (!resolved.ok) return resolved;
    const variant = resolved.value;
    const climbed = await climb(async (rung) => {
      if (rung === 'verify') return lookInto(manifest, onProgress, signal);
      const order: Order = { wheelsFolder: null, how: rung };
      return ensureRuntime(runtimes.recipe(manifest, variant), order, shop, onProgress, signal);
    });
    if (!climbed.ok) return climbed;
    const { worked, tried } = climbed.value;
    const byIndex = tried.at(-1)?.failure.code === 'runtime.torch-index';
    const other = byIndex ? variants.withoutTorchIndex : variants.forProcessor;
    const offer = worked === null ? other(manifest, variant) : null;
    return succeed({ ...climbed.value, offer: offer?.id ?? null, status: await runtimes.status(manifest) });
  };

  /** The first rung: whether it works as it is, and is what this Wordlane wants. */
  const lookInto = async (
    manifest: EngineManifest,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Result<void>> => {
    onProgress(stepProgress('verify', null, `Looking into the engine ${manifest.title}`));
    const checked = await runtimes.verify(manifest, signal);
    if (!checked.ok) return checked;
    const { problem } = await runtimes.status(manifest);
    return problem === null ? succeed(undefined) : fail(problem);
  };

  return { install: installEngine, repair: repairEngine };
}

function insteadMessage({ id, downloadBytes }: Variant): string {
  const size = `${(downloadBytes / 1e9).toFixed(1)} GB`;
  return `PyTorch's own index cannot be reached: taking its build from the package index (${id}, ${size})`;
}

function doubtMessage(doubt: Failure): string {
  const why =
    doubt.code === 'runtime.unsupported'
      ? (doubt.detail ?? '')
      : explainFailure(doubt).reason.replace(/\.$/u, '');
  return `${why}: it will compute on the processor`;
}
