import { readFile } from 'node:fs/promises';
import type { Result } from '../../../common/contract/result.ts';
import type { InstallProgress, RepairRung } from '../engine.ts';
import type { Sizes } from './meter.ts';
import type { Lock } from './packager.ts';
import type { RuntimePlace, Surroundings } from './place.ts';
import { requirementsHash } from './plan.ts';

/** How one kind of runtime is made. */
export interface Recipe {
  /** For people: `the engine Moonshine`. */
  readonly title: string;
  /** The folder of its generations. */
  readonly runtimeFolder: string;
  readonly variant: string;
  readonly lock: Lock;
  /** Minor versions, the best first; null: any from 3.8 on. */
  readonly pythonVersions: readonly string[] | null;
  /** `environment`: packages that run in their Python. `folder`: packages that only carry files. */
  readonly shape: 'environment' | 'folder';
  readonly sizes: Sizes;
  readonly neededBytes: number;
  /** Tries it out. What it returns goes into the stamp; `program` is below the generation. */
  readonly prove: (generationFolder: string, signal: AbortSignal) => Promise<Result<Proof>>;
}

export interface Proof {
  readonly program: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** How it is made this time. */
export interface Order {
  /** A folder of wheels instead of the index; null: the index. */
  readonly wheelsFolder: string | null;
  /**
   * `where-needed`: what is there and works is kept. `again`: a new generation from what uv has loaded. `reload`: its
   * packages are loaded anew. `interpreter`: with a Python that uv gets anew.
   */
  readonly how: 'where-needed' | Exclude<RepairRung, 'verify'>;
}

export const WHERE_NEEDED: Order = { wheelsFolder: null, how: 'where-needed' };

export interface Workshop {
  readonly place: RuntimePlace;
  readonly around: Surroundings;
  readonly uvRequirementsFile: string;
}

export type OnProgress = (progress: InstallProgress) => void;

/** Progress of a step that loads nothing. */
export function stepProgress(
  step: InstallProgress['step'],
  fraction: number | null,
  message: string,
): InstallProgress {
  return { step, fraction, message, bytes: null, remainingMs: null, stalled: false };
}

/** What a generation is made from, in one value: another lock, another generation. */
export async function lockHash(lock: Lock): Promise<string> {
  return requirementsHash(await lockText(lock));
}

/** All packages of a lock with their versions and hashes. */
export async function lockText({ requirementsFile, torch }: Lock): Promise<string> {
  const files = torch === null ? [requirementsFile] : [requirementsFile, torch.file];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.join('\n');
}
