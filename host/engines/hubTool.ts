import { join } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { InstallProgress } from './engine.ts';
import { programPath } from './runtime/generation.ts';
import { ensureRuntime } from './runtime/install.ts';
import { environmentPython } from './runtime/packager.ts';
import { QUIETLY, runProgram, succeeded } from './runtime/program.ts';
import { type Recipe, WHERE_NEEDED, type Workshop } from './runtime/recipe.ts';
import { installerEnvironment } from './worker/environment.ts';

/** The Python that loads models from a hub: huggingface_hub and what it needs, nothing else. */
export interface HubTool {
  /** Gets it where it is not there yet (3 MB). The path of its interpreter. */
  readonly ensure: (
    onProgress: (progress: InstallProgress) => void,
    signal: AbortSignal,
  ) => Promise<Result<string>>;
}

/** Measured on Linux x86-64. */
const SIZES = { downloadBytes: 3_200_000, diskBytes: 24_000_000 };
const NEEDED_BYTES = 100_000_000;

/** `folder` holds `main.py` and `requirements.txt`. */
export function createHubTool(shop: Workshop, folder: string): HubTool {
  const { platform } = shop.around;
  const recipe: Recipe = {
    title: 'the model loader',
    runtimeFolder: join(shop.place.tools, 'hub'),
    variant: 'hub',
    lock: { requirementsFile: join(folder, 'requirements.txt'), built: null, torch: null },
    pythonVersions: ['3.11', '3.13', '3.12'],
    shape: 'environment',
    sizes: SIZES,
    neededBytes: NEEDED_BYTES,
    prove: async (generationFolder, signal) => {
      const run = await runProgram(
        {
          file: environmentPython(join(generationFolder, 'env'), platform),
          arguments: ['-I', '-B', '-X', 'utf8', join(folder, 'main.py'), '--version'],
          cwd: generationFolder,
          env: installerEnvironment(shop.around.env, {}),
        },
        shop.around,
        { signal, timeLimitMs: 60_000, ...QUIETLY },
      );
      const version = run.output.trim();
      if (!succeeded(run) || version === '') {
        return fail(failure('runtime.failed', { detail: run.errorLines.at(-1) ?? 'it does not start' }));
      }
      const program = environmentPython('env', platform);
      return succeed({ program, versions: { huggingface_hub: version } });
    },
  };
  return {
    ensure: async (onProgress, signal) => {
      const made = await ensureRuntime(recipe, WHERE_NEEDED, shop, onProgress, signal);
      return made.ok ? succeed(programPath(made.value)) : made;
    },
  };
}
