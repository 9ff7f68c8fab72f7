import { statfs } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { type Result, succeed } from '../../common/contract/result.ts';
import { readCatalogue } from './catalogue.ts';
import { type Clock, systemClock } from './clock.ts';
import { probeMachine, usualFolders } from './device/device.ts';
import type { Platform } from './device/variant.ts';
import { type HealthChecks, healthChecks } from './doctor.ts';
import type { EngineManifest, EngineStatus, Engines, EngineWorker } from './engine.ts';
import { createFfmpegTool, type FfmpegTool } from './ffmpegTool.ts';
import { createHubTool, type HubTool } from './hubTool.ts';
import { createInstaller } from './installer.ts';
import { openLog } from './logs.ts';
import { createRedactor } from './redact.ts';
import { runtimePlace } from './runtime/place.ts';
import type { Workshop } from './runtime/recipe.ts';
import { createRuntimes } from './runtimes.ts';
import { variantsOf } from './variants.ts';
import type { FoundEnvironment } from './worker/environment.ts';

export interface EngineOptions {
  /** The program's own `python-runtime` folder; only read. */
  readonly pythonRuntimeDir: string;
  readonly dataRoot: string;
  readonly env: FoundEnvironment;
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  /** Where `nvidia-smi` may lie besides the PATH. */
  readonly driverFolders: readonly string[];
  /** Written as `~` in logs. */
  readonly userFolder: string;
  readonly clock: Clock;
  /** Threads that a worker may keep busy. */
  readonly threads: number;
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** The engines with the tools that come with them. */
export interface EngineService extends Engines {
  /** The app's FFmpeg, got by hash where it is not there yet. */
  readonly ffmpegPath: () => Promise<Result<string>>;
  /** The same with progress and cancel, for the first start. */
  readonly ensureFfmpeg: FfmpegTool['ensure'];
  /** From a folder of wheels, without any network. */
  readonly ensureFfmpegFrom: FfmpegTool['ensureFrom'];
  /** The interpreter that loads models from a hub, got by hash where it is not there yet. */
  readonly ensureHub: HubTool['ensure'];
  /** What works on this machine, for `doctor`: Python, uv, FFmpeg and each engine, tried out. */
  readonly engineChecks: HealthChecks;
}

/** The options of a program that runs on this machine as it is. */
export function systemEngineOptions(pythonRuntimeDir: string, dataRoot: string): EngineOptions {
  return {
    pythonRuntimeDir,
    dataRoot,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    driverFolders: usualFolders(process.platform, process.env),
    userFolder: homedir(),
    clock: systemClock,
    threads: availableParallelism(),
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/** `whisperx` once it is installed and nothing is known against it, else the embedded engine. */
export function defaultEngineId(statuses: readonly EngineStatus[]): string {
  const best = statuses.find(({ manifest }) => manifest.id === 'whisperx');
  return best?.installed && best.problem === null ? best.manifest.id : 'moonshine';
}

/** Creates nothing on the disk until something is installed or started. */
export function createEngines(options: EngineOptions): EngineService {
  const { pythonRuntimeDir, platform, clock } = options;
  const catalogue = readCatalogue(pythonRuntimeDir);
  const place = runtimePlace(options.dataRoot);
  const redact = createRedactor(options.userFolder);
  const shop: Workshop = {
    place,
    uvRequirementsFile: join(pythonRuntimeDir, 'tools', 'uv', 'requirements.txt'),
    around: {
      env: options.env,
      platform,
      arch: options.arch,
      clock,
      redact,
      log: openLog(join(place.logs, 'install.log')),
      freeBytes: options.freeBytes,
    },
  };
  const ffmpeg = createFfmpegTool(shop, join(pythonRuntimeDir, 'tools', 'ffmpeg', 'requirements.txt'));
  const hub = createHubTool(shop, join(pythonRuntimeDir, 'tools', 'hub'));
  const runtimeFolder = (id: string) => join(place.runtimes, id);
  const hardware: Platform = { os: platform, arch: options.arch };
  const variants = variantsOf(catalogue, hardware, runtimeFolder);
  const machine = (signal: AbortSignal) =>
    probeMachine(
      {
        ...shop.around,
        platform: hardware,
        kernelFolder: '/proc/driver/nvidia',
        usualFolders: options.driverFolders,
      },
      signal,
    );

  const runtimes = createRuntimes({
    pythonRuntimeDir,
    engineFolder: catalogue.engineFolder,
    manifests: catalogue.manifests,
    variants,
    shop,
    machine,
    threads: options.threads,
  });
  const installer = createInstaller(runtimes, variants, shop, machine);

  const known = async <T>(
    id: string,
    use: (manifest: EngineManifest) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const manifest = catalogue.byId(id);
    return manifest.ok ? use(manifest.value) : manifest;
  };
  const service: EngineService = {
    list: () => Promise.all(catalogue.manifests.map(runtimes.status)),
    find: catalogue.find,
    machine,
    fittingVariant: (id, signal) =>
      known(id, async (manifest) => succeed(await variants.fitting(manifest, () => machine(signal)))),
    install: (id, wish, onProgress, signal) =>
      known(id, (manifest) => installer.install(manifest, wish, onProgress, signal)),
    repair: (id, onProgress, signal) =>
      known(id, (manifest) => installer.repair(manifest, onProgress, signal)),
    verify: (id, signal) => known(id, (manifest) => runtimes.verify(manifest, signal)),
    remove: (id) => known(id, runtimes.remove),
    noteSpeed: runtimes.noteSpeed,
    start: (id, signal) => known<EngineWorker>(id, (manifest) => runtimes.start(manifest, signal)),
    versions: runtimes.versions,
    ffmpegPath: () => ffmpeg.ensure(() => {}, new AbortController().signal),
    ensureHub: hub.ensure,
    ensureFfmpeg: ffmpeg.ensure,
    ensureFfmpegFrom: ffmpeg.ensureFrom,
    engineChecks: (signal) => healthChecks(service, ffmpeg, shop, signal),
  };
  return service;
}
