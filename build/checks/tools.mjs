import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from '../bootstrap/bootstrap.mjs';
import { Stop } from '../bootstrap/say.mjs';

/**
 * @typedef {object} Tools
 * @property {string} ffmpeg
 * @property {string} hub the Python that loads models
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
  const { engines, options, need, built } = await openEngines(place);
  const { AS_IT_FITS } = await built('engines/engine.js');
  const silent = () => undefined;
  const { signal } = new AbortController();
  need(await engines.install('moonshine', AS_IT_FITS, silent, signal));
  const ffmpeg = need(await engines.ensureFfmpeg(silent, signal));
  const hub = need(await engines.ensureHub(silent, signal));
  const pythonRuntime = path.join(place.root, 'python-runtime');
  const lockFiles = requirementFiles.map((file) => path.join(pythonRuntime, file));
  const locks = { files: lockFiles, built: null };
  const python = await makeEnvironment(place, 'checks', locks, { built, options, need });
  return { ffmpeg, python, hub };
}

/**
 * The engine's packages with those of the Python checks, in a runtime of their own: what the app installs is not
 * touched.
 *
 * @param {import('./check.mjs').Place} place
 * @param {string} id
 * @returns {Promise<{ python: string, variant: string }>}
 * @throws {Stop} with the sentence that says what is missing
 */
export async function prepareEngine(place, id) {
  const { options, need, built } = await openEngines(place);
  const pythonRuntime = path.join(place.root, 'python-runtime');
  const { readCatalogue } = await built('engines/catalogue.js');
  const { variantsOf } = await built('engines/variants.js');
  const catalogue = readCatalogue(pythonRuntime);
  const manifest = need(catalogue.byId(id));
  const hardware = { os: options.platform, arch: options.arch };
  const variants = variantsOf(catalogue, hardware, () => place.home);
  // PyTorch's own index may be out of reach; its build in the package index computes on the processor as well.
  /** @type {{ id: string } | undefined} */
  const variant = manifest.variants.find(
    (/** @type {any} */ each) => variants.lock(manifest, each).torch === null,
  );
  if (variant === undefined) throw new Stop(`${id} has no variant that can be installed here.`, 1);
  const lock = variants.lock(manifest, variant);
  const locks = {
    files: [lock.requirementsFile, path.join(pythonRuntime, 'dev', 'requirements.txt')],
    built: lock.built,
  };
  const folder = path.join('checks-engines', id);
  const python = await makeEnvironment(place, folder, locks, { built, options, need });
  return { python, variant: variant.id };
}

/** @param {import('./check.mjs').Place} place */
async function openEngines(place) {
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
  const options = systemEngineOptions(path.join(place.root, 'python-runtime'), place.home);
  return { engines: createEngines(options), options, need, built };
}

/**
 * @param {import('./check.mjs').Place} place
 * @param {string} folder below the tests' data root
 * @param {{ files: readonly string[], built: unknown }} locks joined to one: a package that two of them lock must be
 *   the same in both
 * @param {{ built: (file: string) => Promise<any>, options: any, need: (result: any) => any }} tools
 * @returns {Promise<string>} its interpreter
 */
async function makeEnvironment(place, folder, locks, { built, options, need }) {
  const { ensureRuntime } = await built('engines/runtime/install.js');
  const { WHERE_NEEDED } = await built('engines/runtime/recipe.js');
  const { runtimePlace } = await built('engines/runtime/place.js');
  const { programPath } = await built('engines/runtime/generation.js');
  const { environmentPython } = await built('engines/runtime/packager.js');
  const { openLog } = await built('engines/logs.js');
  const requirementsFile = path.join(place.reports, `${path.basename(folder)}.requirements.txt`);
  fs.writeFileSync(requirementsFile, locks.files.map((file) => fs.readFileSync(file, 'utf8')).join('\n'));
  const recipe = {
    title: 'the Python checks',
    runtimeFolder: path.join(place.home, folder),
    variant: 'cpu',
    lock: { requirementsFile, torch: null, built: locks.built },
    pythonVersions: ['3.11', '3.12', '3.13'],
    shape: 'environment',
    sizes: { downloadBytes: 0, diskBytes: 0 },
    neededBytes: 500_000_000,
    prove: async () => ({
      ok: true,
      value: { program: environmentPython('env', process.platform), versions: {} },
    }),
  };
  const log = openLog(path.join(place.reports, 'install.log'));
  const workshop = {
    place: runtimePlace(place.home),
    uvRequirementsFile: path.join(place.root, 'python-runtime', 'tools', 'uv', 'requirements.txt'),
    around: { ...options, log, redact: (/** @type {string} */ line) => line },
  };
  const { signal } = new AbortController();
  const silent = () => undefined;
  return programPath(need(await ensureRuntime(recipe, WHERE_NEEDED, workshop, silent, signal)));
}
