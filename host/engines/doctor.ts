import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFailure } from '../../common/contract/failure.ts';
import type { Engines, Gpu, HealthCheck, Machine } from './engine.ts';
import type { FfmpegTool } from './ffmpegTool.ts';
import { findPythons, minorVersion } from './runtime/pythons.ts';
import type { Workshop } from './runtime/recipe.ts';
import { findInstalledUv } from './uv.ts';

export type HealthChecks = (signal: AbortSignal) => Promise<readonly HealthCheck[]>;

/**
 * What works here and what to do about what does not, without a person's name in any path. Engines that are installed
 * are tried out (2 s for a small one, 10 s for WhisperX); the embedded one that transcribes counts
 * as missing when it is not installed.
 */
export async function healthChecks(
  engines: Engines,
  ffmpeg: FfmpegTool,
  shop: Workshop,
  signal: AbortSignal,
): Promise<readonly HealthCheck[]> {
  const statuses = await engines.list();
  const usable = statuses.some(({ installed, problem }) => installed && problem === null);
  const wanted = statuses.find(({ manifest }) => manifest.embedded)?.manifest.pythonVersions ?? [];
  const machine = await engines.machine(signal);
  const checks = [
    ...machineChecks(machine),
    ...(await visualCChecks(shop.around)),
    await checkPython(shop, wanted, usable, signal),
    await checkUv(shop, usable, signal),
    await ffmpeg.check(signal),
  ];
  for (const { manifest, installed, variant } of statuses) {
    if (installed) {
      checks.push(...(await checkEngine(engines, manifest.id, signal)));
      checks.push(...(await checkVariant(engines, manifest.id, variant, signal)));
    } else if (manifest.embedded) {
      const needed = manifest.slots.includes('transcribe');
      checks.push({
        id: `${manifest.id}.runtime`,
        ok: !needed,
        detail: `${manifest.title} is not installed${needed ? '' : ' yet: it is when it is first needed'}`,
        action: needed ? `Run \`wordlane engines install ${manifest.id}\`.` : null,
      });
    }
  }
  const { redact } = shop.around;
  return checks.map(({ id, ok, detail, action }) => ({
    id,
    ok,
    detail: redact(detail),
    action: action === null ? null : redact(action),
  }));
}

/** Processor, memory and each graphics card; a card that cannot compute fails with the one thing to do. */
export function machineChecks({ cpu, memoryBytes, gpus, problem }: Machine): readonly HealthCheck[] {
  const cores = `${cpu.cores} ${cpu.cores === 1 ? 'thread' : 'threads'}`;
  const own: HealthCheck = {
    id: 'cpu',
    ok: true,
    detail: `${cpu.model}, ${cores}, ${gigabytes(memoryBytes)} of memory`,
    action: null,
  };
  const cards = gpus.map((gpu): HealthCheck => {
    const id = gpus.length === 1 ? 'gpu' : `gpu.${gpu.index}`;
    return { id, ok: true, detail: cardDetail(gpu), action: null };
  });
  const none = 'no NVIDIA graphics card was found: engines compute on the processor';
  if (problem === null) {
    return [own, ...(cards.length > 0 ? cards : [{ id: 'gpu', ok: true, detail: none, action: null }])];
  }
  const { reason, repair } = explainFailure(problem);
  return [own, ...cards, { id: 'driver', ok: false, detail: reason, action: repair }];
}

function cardDetail({ name, memoryBytes, freeBytes, driver, capability }: Gpu): string {
  const free = freeBytes === null ? '' : `, ${gigabytes(freeBytes)} free`;
  const memory = memoryBytes === null ? '' : `, ${gigabytes(memoryBytes)}${free}`;
  const knows = capability === null ? '' : `, compute capability ${capability.toFixed(1)}`;
  return `${name}${memory}, driver ${driver}${knows}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const VISUAL_C = ['msvcp140.dll', 'vcruntime140_1.dll'] as const;

/** On Windows PyTorch, CTranslate2 and ONNX Runtime need libraries that a fresh system does not have. */
export async function visualCChecks({
  platform,
  env,
}: Pick<Workshop['around'], 'platform' | 'env'>): Promise<readonly HealthCheck[]> {
  if (platform !== 'win32') return [];
  const system = join(env.SystemRoot ?? env.SYSTEMROOT ?? 'C:\\Windows', 'System32');
  const present = await Promise.all(VISUAL_C.map((name) => isThere(join(system, name))));
  const missing = VISUAL_C.filter((_, at) => present[at] !== true);
  const id = 'visual-c';
  if (missing.length === 0)
    return [{ id, ok: true, detail: "Microsoft's C++ libraries are there", action: null }];
  const action = 'Install the Microsoft Visual C++ Redistributable (x64).';
  return [{ id, ok: false, detail: `${missing.join(' and ')} cannot be found`, action }];
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

/** An engine on the processor of a machine whose card it could use. */
async function checkVariant(
  engines: Engines,
  id: string,
  variant: string | null,
  signal: AbortSignal,
): Promise<readonly HealthCheck[]> {
  const fitting = await engines.fittingVariant(id, signal);
  if (!fitting.ok || variant !== 'cpu' || fitting.value.id === variant) return [];
  const command = `wordlane engines install ${id} --variant ${fitting.value.id}`;
  const detail = `it computes on the processor; \`${command}\` lets it use the graphics card`;
  return [{ id: `${id}.variant`, ok: true, detail, action: null }];
}

async function checkEngine(
  engines: Engines,
  id: string,
  signal: AbortSignal,
): Promise<readonly HealthCheck[]> {
  const verified = await engines.verify(id, signal);
  if (!verified.ok) {
    const { reason } = explainFailure(verified.failure);
    const action = `Run \`wordlane engines repair ${id}\`.`;
    return [{ id: `${id}.runtime`, ok: false, detail: reason, action }];
  }
  const versions = await engines.versions(id);
  return [
    { id: `${id}.runtime`, ok: true, detail: `Python ${versions.python ?? 'unknown'}`, action: null },
    ...verified.value.map((check) => ({ ...check, id: `${id}.${check.id}` })),
  ];
}

/** A Python is needed to set up; an engine that works needs none but its own. */
async function checkPython(
  { around }: Workshop,
  wanted: readonly string[],
  usable: boolean,
  signal: AbortSignal,
): Promise<HealthCheck> {
  const pythons = await findPythons(around, signal);
  const fitting = pythons.find((python) => wanted.includes(minorVersion(python.version)));
  const all = pythons
    .map(({ version, executable }) => `${version} (${around.redact(executable)})`)
    .join(', ');
  return {
    id: 'python',
    ok: fitting !== undefined || usable,
    detail: all === '' ? 'no Python on the PATH' : all,
    action: fitting === undefined && !usable ? `Install Python ${wanted.join(' or ')}.` : null,
  };
}

async function checkUv(shop: Workshop, usable: boolean, signal: AbortSignal): Promise<HealthCheck> {
  const requirements = await readFile(shop.uvRequirementsFile, 'utf8');
  const found = await findInstalledUv(shop.place.tools, requirements, shop.around, signal);
  return {
    id: 'uv',
    ok: found !== null || !usable,
    detail: found === null ? 'not set up yet' : `uv ${found}`,
    action: found === null && usable ? 'Run `wordlane engines install` to get it again.' : null,
  };
}
