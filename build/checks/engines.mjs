import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop } from '../bootstrap/say.mjs';
import { asCounted, runCaptured } from './check.mjs';
import { readReport } from './python.mjs';
import { prepareEngine } from './tools.mjs';

const folder = fileURLToPath(new URL('../../python-runtime/engines/', import.meta.url));

/** Engines that have tests of their own, by id. */
export const testedEngines = fs
  .readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(folder, entry.name, 'tests')))
  .map((entry) => entry.name)
  .sort();

/** @param {string} id */
export function needsTorch(id) {
  const locks = fs.readdirSync(path.join(folder, id)).filter((name) => /^requirements\..*\.in$/.test(name));
  return locks.some((name) => /^torch[=~<>]/m.test(fs.readFileSync(path.join(folder, id, name), 'utf8')));
}

/**
 * The tests of one engine on its real packages: types, then behaviour with made-up models.
 *
 * @param {string} id
 * @returns {import('./check.mjs').Check}
 */
export function engineCheck(id) {
  return {
    name: id,
    group: needsTorch(id) ? 'torch-engines' : 'engines',
    covers: (file) => `${file}/`.startsWith(`python-runtime/engines/${id}/`),
    needsTools: true,
    run: async (place, files) => {
      const prepared = await prepare(place, id);
      if ('output' in prepared) return prepared;
      const { python } = prepared;
      const typed = await checkTypes(place, id, python);
      const report = path.join(place.reports, `${id}.xml`);
      fs.rmSync(report, { force: true });
      const inRuntime = { ...place, root: path.join(place.root, 'python-runtime'), env: quietly(place.env) };
      const only = files
        .filter((file) => file.includes('/tests/'))
        .map((file) => path.join(place.root, file));
      const ended = await runCaptured(inRuntime, `pytest-${id}`, [
        python,
        ...['-m', 'pytest', '-p', 'no:cacheprovider', `--junitxml=${report}`],
        `--rootdir=${path.join(place.root, 'python-runtime')}`,
        ...(only.length === 0 ? [path.join('engines', id, 'tests')] : only),
      ]);
      const outcome = asCounted(ended, readReport(report));
      if (typed.exitCode === 0) return { ...outcome, passed: outcome.passed + 1, engine: id };
      const output = `${typed.output}\n${outcome.output}`;
      return { ...outcome, failed: outcome.failed + 1, output, engine: id };
    },
  };
}

/**
 * One engine that cannot be had fails alone.
 *
 * @param {import('./check.mjs').Place} place
 * @param {string} id
 * @returns {Promise<{ python: string } | import('./check.mjs').Outcome>}
 */
async function prepare(place, id) {
  try {
    return await prepareEngine(place, id);
  } catch (error) {
    const output = error instanceof Stop ? (error.sentence ?? '') : String(error);
    if (error instanceof Stop && error.sentence === null) throw error;
    return { passed: 0, failed: 1, skipped: 0, output, engine: id };
  }
}

/**
 * Folder names such as `whisper.cpp` are no package names: a link called `engine` is checked in their place.
 *
 * @param {import('./check.mjs').Place} place
 * @param {string} id
 * @param {string} python
 */
async function checkTypes(place, id, python) {
  const root = path.join(place.reports, 'typed', id);
  fs.mkdirSync(root, { recursive: true });
  const link = path.join(root, 'engine');
  if (!fs.existsSync(link)) fs.symlinkSync(path.join(folder, id), link, 'junction');
  const runtime = path.join(place.root, 'python-runtime');
  const env = { ...place.env, MYPYPATH: runtime };
  const settings = ['--config-file', path.join(runtime, 'mypy.ini'), '--exclude', '/tests/'];
  return await runCaptured({ ...place, root, env }, `mypy-${id}`, [
    python,
    ...['-m', 'mypy', ...settings, '-p', 'engine'],
  ]);
}

/** @param {NodeJS.ProcessEnv} env */
function quietly(env) {
  return {
    ...env,
    OMP_WAIT_POLICY: 'PASSIVE',
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    PYANNOTE_METRICS_ENABLED: '0',
    TOKENIZERS_PARALLELISM: 'false',
  };
}

export const engines = testedEngines.map(engineCheck);
