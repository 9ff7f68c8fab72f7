import { readFile } from 'node:fs/promises';
import { explainFailure } from '../../common/contract/failure.ts';
import type { Engines, HealthCheck } from './engine.ts';
import type { FfmpegTool } from './ffmpegTool.ts';
import { findPythons, minorVersion } from './runtime/pythons.ts';
import type { Workshop } from './runtime/recipe.ts';
import { findInstalledUv } from './uv.ts';

export type HealthChecks = (signal: AbortSignal) => Promise<readonly HealthCheck[]>;

/**
 * What works here and what to do about what does not. Engines that are installed are tried out (about 2 s each);
 * the embedded one counts as missing when it is not installed, the others do not.
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
  const checks = [
    await checkPython(shop, wanted, usable, signal),
    await checkUv(shop, usable, signal),
    await ffmpeg.check(signal),
  ];
  for (const { manifest, installed } of statuses) {
    if (installed) checks.push(...(await checkEngine(engines, manifest.id, signal)));
    else if (manifest.embedded) {
      checks.push({
        id: `${manifest.id}.runtime`,
        ok: false,
        detail: `${manifest.title} is not installed`,
        action: `Run \`wordlane engines install ${manifest.id}\`.`,
      });
    }
  }
  return checks;
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
