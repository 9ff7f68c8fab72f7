import fs from 'node:fs';
import path from 'node:path';
import { runChild } from '../bootstrap/child.mjs';
import { Stop } from '../bootstrap/say.mjs';

/**
 * One thing that `npm test` looks at.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string} group the name that `--only` takes; several checks may share it
 * @property {(file: string) => boolean} covers whether it can run on this file or folder alone
 * @property {boolean} needsTools whether the embedded runtime and ffmpeg must be there
 * @property {(place: Place, files: readonly string[]) => Promise<Outcome>} run
 *
 * @typedef {object} Place
 * @property {string} root
 * @property {string} reports a folder for the reports of the runners
 * @property {string} home the data root of the tests
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./tools.mjs').Tools | null} tools null where they are not needed or could not be had
 *
 * @typedef {{ passed: number, failed: number, skipped: number, output: string, engine?: string }} Outcome
 *   `engine`: whose real packages were tested
 */

/**
 * @param {Place} place
 * @param {string} name of the file that keeps what it said, beside the reports
 * @param {readonly string[]} command
 * @returns {Promise<{ exitCode: number, output: string }>} both streams in the order of writing
 * @throws {Stop} when we are told to end
 */
export async function runCaptured(place, name, [program = '', ...args]) {
  const log = path.join(place.reports, `${name}.log`);
  const descriptor = fs.openSync(log, 'w');
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: place.root, env: place.env, stdio: ['ignore', descriptor, descriptor] };
  const { exitCode, interrupted } = await runChild(program, args, options, () => undefined).finally(() =>
    fs.closeSync(descriptor),
  );
  if (interrupted) throw new Stop(null, exitCode === 0 ? 130 : exitCode);
  return { exitCode, output: fs.readFileSync(log, 'utf8') };
}

/**
 * A tool that either agrees or not counts as one test.
 *
 * @param {{ exitCode: number, output: string }} ended
 * @returns {Outcome}
 */
export function asOne({ exitCode, output }) {
  return exitCode === 0
    ? { passed: 1, failed: 0, skipped: 0, output }
    : { passed: 0, failed: 1, skipped: 0, output };
}

/**
 * A runner may fail without a failed test (a file that does not load), which is a failure all the same.
 *
 * @param {{ exitCode: number, output: string }} ended
 * @param {{ passed: number, failed: number, skipped: number } | null} counts null when it left no report
 * @returns {Outcome}
 */
export function asCounted({ exitCode, output }, counts) {
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: 0, skipped: 0 };
  return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1), skipped, output };
}
