import fs from 'node:fs';
import path from 'node:path';
import { asCounted, asOne, runCaptured } from './check.mjs';

/**
 * What pytest left in its report.
 *
 * @param {string} report
 * @returns {{ passed: number, failed: number, skipped: number } | null} null where there is none
 */
export function readReport(report) {
  if (!fs.existsSync(report)) return null;
  const suite = /<testsuite [^>]*>/.exec(fs.readFileSync(report, 'utf8'))?.[0] ?? '';
  /** @param {string} name */
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const skipped = count('skipped');
  return { passed: count('tests') - failed - skipped, failed, skipped };
}

/**
 * @param {import('./check.mjs').Place} place
 * @param {string} name
 * @param {readonly string[]} args
 */
function runModule(place, name, args) {
  if (place.tools === null)
    return Promise.resolve({ exitCode: 1, output: 'There is no Python for the checks.' });
  const inFolder = { ...place, root: path.join(place.root, 'python-runtime') };
  return runCaptured(inFolder, name, [place.tools.python, '-m', name, ...args]);
}

/**
 * @param {string} name
 * @param {readonly (readonly string[])[]} runs the arguments of each run; the first that fails is shown
 * @returns {import('./check.mjs').Check}
 */
function tool(name, runs) {
  return {
    name,
    group: 'python',
    covers: () => false,
    needsTools: true,
    run: async (place) => {
      let ended = { exitCode: 0, output: '' };
      for (const args of runs) {
        if (ended.exitCode === 0) ended = await runModule(place, name, args);
      }
      return asOne(ended);
    },
  };
}

/** @type {import('./check.mjs').Check} */
const pytest = {
  name: 'pytest',
  group: 'python',
  covers: (file) => /^python-runtime\/(?!engines\/[^/]+\/tests)/.test(`${file}/`),
  needsTools: true,
  run: async (place, files) => {
    const report = path.join(place.reports, 'pytest.xml');
    fs.rmSync(report, { force: true });
    const only = files.map((file) => path.join(place.root, file));
    const ended = await runModule(place, 'pytest', [
      `--junitxml=${report}`,
      ...(only.length === 0 ? ['tests', 'speech'] : only),
    ]);
    return asCounted(ended, readReport(report));
  },
};

/** Each tool takes its settings from its file in python-runtime/. */
export const python = [
  tool('ruff', [
    ['check', '--no-cache'],
    ['format', '--check', '--no-cache'],
  ]),
  tool('mypy', [[]]),
  pytest,
];
