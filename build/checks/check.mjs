import { spawn } from 'node:child_process';

/**
 * One thing that `npm test` looks at.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {string} group the name that `--only` takes; several checks may share it
 * @property {string | null} folder the files that it covers begin with this; null: it takes no files
 * @property {boolean} needsEngine whether the embedded runtime and ffmpeg must be there
 * @property {(place: Place, files: readonly string[]) => Promise<Outcome>} run
 *
 * @typedef {object} Place
 * @property {string} root
 * @property {string} reports a folder for the reports of the runners
 * @property {string} home the data root of the tests
 * @property {NodeJS.ProcessEnv} env
 *
 * @typedef {{ passed: number, failed: number, skipped: number, output: string }} Outcome
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} where
 * @returns {Promise<{ exitCode: number, output: string }>} both streams in the order of writing
 */
export function runCaptured(command, args, where) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const ending = signal === null ? '' : `\nended by ${signal}\n`;
      resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') + ending });
    });
  });
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
