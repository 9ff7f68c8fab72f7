import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Catalogue } from './catalogue.ts';
import { chooseVariant, type Platform, possibleVariants, variantProblem } from './device/variant.ts';
import type { EngineManifest, Machine, Variant } from './engine.ts';
import { readCurrent } from './runtime/generation.ts';
import type { Lock } from './runtime/packager.ts';
import { torchBackend } from './runtime/plan.ts';

/** Which variant of an engine is meant, and from what it is made on this platform. */
export interface Variants {
  /** The one that is named, else the one that is installed, else the one that fits the machine. */
  readonly resolve: (
    manifest: EngineManifest,
    wanted: string | null,
    machine: () => Promise<Machine>,
  ) => Promise<Result<Variant>>;
  readonly fitting: (manifest: EngineManifest, machine: () => Promise<Machine>) => Promise<Variant>;
  /** Why a variant will not work on this machine, as far as a look tells. */
  readonly problem: (manifest: EngineManifest, variant: Variant, machine: Machine) => Failure | null;
  readonly lock: (manifest: EngineManifest, variant: Variant) => Lock;
  /** The one for processors, where it can be had and is not the one at hand; else null. */
  readonly forProcessor: (manifest: EngineManifest, than: Variant) => Variant | null;
  /** One that comes from the package index alone and computes wherever the given one does; null: there is none. */
  readonly withoutTorchIndex: (manifest: EngineManifest, than: Variant) => Variant | null;
}

export function variantsOf(
  catalogue: Catalogue,
  platform: Platform,
  runtimeFolder: (id: string) => string,
): Variants {
  const possible = (manifest: EngineManifest) => possibleVariants(manifest, platform);
  const lock = (manifest: EngineManifest, variant: Variant): Lock => {
    const file = catalogue.torchFile(manifest.id, variant.id);
    const backend = torchBackend(variant.id, platform.os, platform.arch);
    return {
      built: variant.built.length === 0 ? null : { names: variant.built, with: catalogue.buildFile },
      requirementsFile: catalogue.requirementsFile(manifest.id, variant.id),
      torch:
        file === null || backend === null ? null : { file, backend, hashed: variant.unhashed.length === 0 },
    };
  };
  const fitting = async (manifest: EngineManifest, machine: () => Promise<Machine>) => {
    const [only, ...others] = possible(manifest);
    return only !== undefined && others.length === 0
      ? only
      : chooseVariant(manifest, await machine(), platform);
  };

  return {
    fitting,
    problem: (manifest, variant, machine) => variantProblem(manifest, variant, machine, platform),
    lock,
    resolve: async (manifest, wanted, machine) => {
      if (wanted !== null) {
        const named = possible(manifest).find(({ id }) => id === wanted);
        if (named !== undefined) return succeed(named);
        const detail = `${manifest.title} has no variant ${wanted} for this kind of computer`;
        return fail(failure('runtime.unsupported', { detail }));
      }
      const current = await readCurrent(runtimeFolder(manifest.id));
      const installed = possible(manifest).find(({ id }) => id === current?.stamp.variant);
      return succeed(installed ?? (await fitting(manifest, machine)));
    },
    forProcessor: (manifest, than) =>
      possible(manifest).find(({ id }) => id === 'cpu' && id !== than.id) ?? null,
    // On Linux the package index has PyTorch's build for CUDA, which computes on the processor as well.
    withoutTorchIndex: (manifest, than) =>
      than.id !== 'cpu'
        ? null
        : (possible(manifest).find((other) => other !== than && lock(manifest, other).torch === null) ??
          null),
  };
}
