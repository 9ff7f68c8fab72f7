import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { HealthCheck, InstallProgress } from './engine.ts';
import { programPath } from './runtime/generation.ts';
import { ensureRuntime, findReady } from './runtime/install.ts';
import { QUIETLY, runProgram, succeeded } from './runtime/program.ts';
import {
  lockHash,
  type OnProgress,
  type Order,
  type Recipe,
  WHERE_NEEDED,
  type Workshop,
} from './runtime/recipe.ts';
import { installerEnvironment } from './worker/environment.ts';

/** FFmpeg as a separate program, from the wheel of imageio-ffmpeg, or the user's own by `WORDLANE_FFMPEG`. */
export interface FfmpegTool {
  /** Gets it where it is not there yet (32 MB). Remembers where it is. */
  readonly ensure: (
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<string>>;
  /** The same from a folder of wheels, without any network. */
  readonly ensureFrom: (
    wheelsFolder: string,
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<string>>;
  /** Whether it is there and runs; gets nothing. */
  readonly check: (signal: AbortSignal) => Promise<HealthCheck>;
}

const MAJOR_VERSION = 9;
const SIZES = { downloadBytes: 32_000_000, diskBytes: 80_000_000 };
const NEEDED_BYTES = 250_000_000;

export function createFfmpegTool(shop: Workshop, requirementsFile: string): FfmpegTool {
  const recipe: Recipe = {
    title: 'FFmpeg',
    runtimeFolder: join(shop.place.tools, 'ffmpeg'),
    variant: 'ffmpeg',
    lock: { requirementsFile, built: null, torch: null },
    pythonVersions: null,
    shape: 'folder',
    sizes: SIZES,
    neededBytes: NEEDED_BYTES,
    prove: (generationFolder, signal) => prove(generationFolder, shop, signal),
  };
  let known: string | null = null;

  const ensureBy = async (
    order: Order,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Result<string>> => {
    if (known !== null) return succeed(known);
    const own = shop.around.env.WORDLANE_FFMPEG;
    if (own !== undefined && own !== '') {
      const version = await readVersion(own, shop, signal);
      if (version === null) {
        return fail(failure('runtime.failed', { file: own, detail: 'WORDLANE_FFMPEG names no FFmpeg' }));
      }
      known = own;
      return succeed(known);
    }
    const made = await ensureRuntime(recipe, order, shop, onProgress, signal);
    if (!made.ok) return made;
    known = programPath(made.value);
    return succeed(known);
  };

  return {
    ensure: (onProgress, signal) => ensureBy(WHERE_NEEDED, onProgress, signal),
    ensureFrom: (wheelsFolder, onProgress, signal) =>
      ensureBy({ ...WHERE_NEEDED, wheelsFolder }, onProgress, signal),
    check: async (signal) => {
      const own = shop.around.env.WORDLANE_FFMPEG;
      const ready = await findReady(recipe, await lockHash(recipe.lock));
      const path = own !== undefined && own !== '' ? own : ready === null ? null : programPath(ready);
      const id = 'ffmpeg';
      const action =
        'Connect to the network and transcribe something, or name an FFmpeg with WORDLANE_FFMPEG.';
      if (path === null) return { id, ok: false, detail: 'FFmpeg is not set up yet', action };
      const version = await readVersion(path, shop, signal);
      return version === null
        ? { id, ok: false, detail: `${path} does not run`, action }
        : { id, ok: true, detail: `FFmpeg ${version}`, action: null };
    },
  };
}

async function prove(
  generationFolder: string,
  shop: Workshop,
  signal: AbortSignal,
): Promise<Result<{ program: string; versions: Record<string, string> }>> {
  const below = join('env', 'imageio_ffmpeg', 'binaries');
  const names = await readdir(join(generationFolder, below));
  const name = names.find((each) => /^ffmpeg-/u.test(each));
  if (name === undefined) {
    return fail(failure('runtime.failed', { detail: 'there is no FFmpeg for this system in the package' }));
  }
  const program = join(below, name);
  const version = await readVersion(join(generationFolder, program), shop, signal);
  if (version === null || Number(version.split('.')[0]) !== MAJOR_VERSION) {
    const detail =
      version === null ? 'FFmpeg does not run here' : `FFmpeg ${version} instead of ${MAJOR_VERSION}`;
    return fail(failure('runtime.failed', { detail }));
  }
  return succeed({ program, versions: { ffmpeg: version } });
}

/** `9.0.2`; development builds put an `n` in front. */
async function readVersion(
  path: string,
  { around, place }: Workshop,
  signal: AbortSignal,
): Promise<string | null> {
  const run = await runProgram(
    {
      file: path,
      arguments: ['-version'],
      cwd: place.runtimes,
      env: installerEnvironment(around.env, {}),
    },
    around,
    { signal, timeLimitMs: 20_000, ...QUIETLY },
  );
  return succeeded(run) ? (/^ffmpeg version n?(\d+(?:\.\d+)*)/u.exec(run.output)?.[1] ?? null) : null;
}
