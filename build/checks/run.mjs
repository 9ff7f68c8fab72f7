import fs from 'node:fs';
import path from 'node:path';
import { Stop } from '../bootstrap/say.mjs';
import { prepareTools } from './tools.mjs';

/**
 * Runs the checks one after the other, each to its end, and says in the last line what came of all of them.
 *
 * @param {string} root
 * @param {readonly import('./check.mjs').Check[]} checks
 * @param {readonly string[]} files empty for all
 * @returns {Promise<number>} the exit code
 */
export async function runChecks(root, checks, files) {
  const reports = path.join(root, '.cache', 'reports');
  const home = process.env.WORDLANE_TEST_HOME ?? path.join(root, '.cache', 'test-home');
  for (const folder of [reports, home]) fs.mkdirSync(folder, { recursive: true });
  const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  /** @type {import('./check.mjs').Place} */
  let place = { root, reports, home, env: { ...process.env, ...plain, WORDLANE_HOME: home }, tools: null };
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const ran = [];

  if (checks.some((check) => check.needsTools)) {
    const began = performance.now();
    process.stdout.write('tools'.padEnd(14));
    try {
      const tools = await prepareTools(place);
      place = {
        ...place,
        tools,
        env: {
          ...place.env,
          WORDLANE_FFMPEG: tools.ffmpeg,
          WORDLANE_TEST_PYTHON: tools.python,
          WORDLANE_TEST_HUB_PYTHON: tools.hub,
        },
      };
      process.stdout.write(`ready  ${seconds(began)}\n`);
    } catch (error) {
      if (!(error instanceof Stop) || error.sentence === null) throw error;
      total.failed += 1;
      process.stdout.write(`missing  ${seconds(began)}\n\n${error.sentence}\n\n`);
    }
  }
  for (const check of checks) {
    const began = performance.now();
    process.stdout.write(check.name.padEnd(14));
    const own = files.filter((file) => check.covers(file));
    const { passed, failed, skipped, output, engine } = await check.run(place, own);
    if (engine !== undefined) ran.push(failed === 0 ? engine : `${engine} (failed)`);
    const isEmpty = passed + failed === 0;
    process.stdout.write(`${counts({ passed, failed, skipped })}  ${seconds(began)}\n`);
    if (failed > 0 || isEmpty) process.stdout.write(`\n${output.trimEnd()}\n\n`);
    if (isEmpty) process.stdout.write(`${check.name}: no test ran, which counts as a failure.\n`);
    total.passed += passed;
    total.failed += isEmpty ? 1 : failed;
    total.skipped += skipped;
  }
  if (checks.length === 0) {
    process.stdout.write('No check covers these files.\n');
    total.failed += 1;
  }
  if (ran.length > 0) process.stdout.write(`\nEngines that ran on their real packages: ${ran.join(', ')}\n`);
  process.stdout.write(`\n${counts(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

/** @param {{ passed: number, failed: number, skipped: number }} of */
const counts = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** @param {number} began */
const seconds = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`;
