import { type Failure, failure } from '../../../common/contract/failure.ts';
import type { EngineManifest, Gpu, Machine, Variant } from '../engine.ts';
import { compareDrivers } from './nvidia.ts';

/** For what programs are built, in Node's words. */
export interface Platform {
  readonly os: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
}

/** CUDA 12 of any minor version runs on a driver from here on: CUDA's minor version compatibility. */
const OLDEST_DRIVER: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: '525.60.13',
  win32: '528.33',
};
/** CUDA 12 knows Maxwell and what came after it. */
const OLDEST_CAPABILITY = 5;
/** Volta: what PyTorch's builds for CUDA 12.8 know first (`sm_70` … `sm_120`); those for 12.6 end with Hopper. */
const OLDEST_OF_CU128 = 7;
/** Blackwell, which only builds for CUDA 12.8 know. */
const BLACKWELL = 10;

/** Variants of an engine that this kind of computer can have at all: CUDA is for x86-64 Linux and Windows. */
export function possibleVariants(manifest: EngineManifest, platform: Platform): readonly Variant[] {
  const cuda = platform.arch === 'x64' && (platform.os === 'linux' || platform.os === 'win32');
  return manifest.variants.filter(({ id }) => cuda || !isCuda(id));
}

/**
 * The variant that fits the machine: for its best card the CUDA that knows it, else the one for processors. An engine
 * that brings no PyTorch has one CUDA variant, and that knows every card that CUDA 12 does.
 */
export function chooseVariant(manifest: EngineManifest, machine: Machine, platform: Platform): Variant {
  const possible = possibleVariants(manifest, platform);
  const card = bestCard(machine);
  const fitting = possible.find(({ id }) => isCuda(id) && card !== null && knows(id, possible, card));
  const plain = possible.find(({ id }) => !isCuda(id)) ?? manifest.variants[0];
  const chosen = machine.problem === null ? (fitting ?? plain) : plain;
  if (chosen === undefined) throw new Error(`${manifest.id} has no variant`);
  return chosen;
}

/** Why a variant will not work on this machine, as far as a look tells; null when nothing speaks against it. */
export function variantProblem(
  manifest: EngineManifest,
  variant: Variant,
  machine: Machine,
  platform: Platform,
): Failure | null {
  const possible = possibleVariants(manifest, platform);
  if (!possible.includes(variant)) return unsupported(`${variant.id} is made for x86-64 Linux and Windows`);
  if (!isCuda(variant.id)) return null;
  if (machine.problem !== null) return machine.problem;
  const card = bestCard(machine);
  if (card === null) return unsupported(`${variant.id} needs an NVIDIA graphics card, and none was found`);
  if (knows(variant.id, possible, card)) return null;
  return unsupported(`${variant.id} does not know the ${card.name} (compute capability ${card.capability})`);
}

/** The driver of this card against what CUDA 12 needs; null when it is new enough. */
export function driverProblem(gpu: Gpu, platform: Platform): Failure | null {
  const oldest = OLDEST_DRIVER[platform.os];
  if (oldest === undefined || compareDrivers(gpu.driver, oldest) >= 0) return null;
  return failure('device.driver-old', {
    detail: `${gpu.name} has ${gpu.driver}, and CUDA 12 needs ${oldest}`,
  });
}

/** The newest card; of several the one with the most memory. */
export function bestCard({ gpus }: Machine): Gpu | null {
  const order = (a: Gpu, b: Gpu) =>
    (b.capability ?? 0) - (a.capability ?? 0) || (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0);
  return gpus.toSorted(order)[0] ?? null;
}

function knows(variant: string, possible: readonly Variant[], { capability }: Gpu): boolean {
  // Where the driver does not tell, the card is most likely a newer one; the engine's own check proves it.
  if (capability === null) return variant === 'cu128';
  if (capability < OLDEST_CAPABILITY) return false;
  const only = possible.filter(({ id }) => isCuda(id)).length === 1;
  if (variant === 'cu128') return only || capability >= OLDEST_OF_CU128;
  return capability < BLACKWELL && (only || capability < OLDEST_OF_CU128);
}

function isCuda(variant: string): boolean {
  return variant.startsWith('cu');
}

function unsupported(detail: string): Failure {
  return failure('runtime.unsupported', { detail });
}
