import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from '../bootstrap/bootstrap.mjs';
import { Stop } from '../bootstrap/say.mjs';

/**
 * @typedef {object} Tools
 * @property {string} ffmpeg
 * @property {string} python with the embedded engine's packages and those of the Python checks
 */

const requirementFiles = ['engines/moonshine/requirements.cpu.txt', 'dev/requirements.txt'];

/**
 * Builds the program and lets its own installer put what the tests need into their data root: the embedded
 * engine, FFmpeg, and an environment for the Python checks. All by hash; a second run finds it there.
 *
 * @param {import('./check.mjs').Place} place
 * @returns {Promise<Tools>}
 * @throws {Stop} with the sentence that says what is missing
 */
export async function prepareTools(place) {
  await prepare(place.root, 'program', 'none');
  /** @param {string} file */
  const built = (file) => import(pathToFileURL(path.join(place.root, 'out', 'host', file)).href);
  const { failureLine } = await import(
    pathToFileURL(path.join(place.root, 'out', 'common', 'contract', 'failure.js')).href
  );
  /** @param {{ ok: true, value: any } | { ok: false, failure: unknown }} result */
  const need = (result) => {
    if (!result.ok) throw new Stop(failureLine(result.failure), 1);
    return result.value;
  };
  const { createEngines, systemEngineOptions } = await built('engines/engines.js');
  const pythonRuntime = path.join(place.root, 'python-runtime');
  const options = systemEngineOptions(pythonRuntime, place.home);
  const engines = createEngines(options);
  const silent = () => undefined;
  const { signal } = new AbortController();
  need(await engines.install('moonshine', silent, signal));
  const ffmpeg = need(await engines.ensureFfmpeg(silent, signal));

  const { ensureRuntime } = await built('engines/runtime/install.js');
  const { runtimePlace } = await built('engines/runtime/place.js');
  const { programPath } = await built('engines/runtime/generation.js');
  const { environmentPython } = await built('engines/runtime/packager.js');
  const { openLog } = await built('engines/logs.js');
  const requirementsFile = path.join(place.reports, 'requirements.txt');
  const texts = requirementFiles.map((file) => fs.readFileSync(path.join(pythonRuntime, file), 'utf8'));
  fs.writeFileSync(requirementsFile, texts.join('\n'));
  const recipe = {
    title: 'the Python checks',
    runtimeFolder: path.join(place.home, 'checks'),
    variant: 'cpu',
    requirementsFile,
    pythonVersions: ['3.11', '3.13'],
    shape: 'environment',
    neededBytes: 500_000_000,
    prove: async () => ({
      ok: true,
      value: { program: environmentPython('env', process.platform), versions: {} },
    }),
  };
  const log = openLog(path.join(place.reports, 'install.log'));
  const workshop = {
    place: runtimePlace(place.home),
    uvRequirementsFile: path.join(pythonRuntime, 'tools', 'uv', 'requirements.txt'),
    around: { ...options, log, redact: (/** @type {string} */ line) => line },
  };
  const python = programPath(need(await ensureRuntime(recipe, workshop, silent, signal)));
  return { ffmpeg, python };
}
