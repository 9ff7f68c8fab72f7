import fs from 'node:fs';
import path from 'node:path';
import { asCounted, asOne, runCaptured } from './check.mjs';

/** @type {import('./check.mjs').Check} */
export const types = {
  name: 'types',
  group: 'types',
  covers: () => false,
  needsTools: false,
  run: async (place) =>
    asOne(await runCaptured(place, 'types', [process.execPath, 'node_modules/typescript/bin/tsc', '-b'])),
};

/** @type {import('./check.mjs').Check} */
export const lint = {
  name: 'lint',
  group: 'lint',
  covers: () => false,
  needsTools: false,
  run: async (place) => {
    const biome = [process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'];
    return asOne(await runCaptured(place, 'lint', biome));
  },
};

/**
 * @param {string} name
 * @param {readonly string[]} parts files or folders of the checkout; a folder ends with a slash
 * @param {boolean} needsTools
 * @returns {import('./check.mjs').Check}
 */
export function vitest(name, parts, needsTools) {
  return {
    name,
    group: name,
    covers: (file) => parts.some((part) => `${file}/`.startsWith(part)),
    needsTools,
    run: async (place, files) => {
      const report = freshReport(place, name);
      const only = (files.length > 0 ? files : parts).map((part) => path.join(place.root, part));
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
      const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...only];
      const ended = await runCaptured(place, name, command);
      const result = readReport(report);
      if (result === null) return asCounted(ended, null);
      return asCounted(ended, {
        passed: result.numPassedTests,
        failed: result.numFailedTests,
        skipped: result.numPendingTests + result.numTodoTests,
      });
    },
  };
}

/** @type {import('./check.mjs').Check} */
export const web = {
  name: 'web',
  group: 'web',
  covers: (file) => `${file}/`.startsWith('tests/web/'),
  needsTools: true,
  run: async (place, files) => {
    const report = freshReport(place, 'web');
    const command = [
      process.execPath,
      'node_modules/@playwright/test/cli.js',
      'test',
      '--reporter=list,json',
      ...files,
    ];
    const env = { ...place.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const ended = await runCaptured({ ...place, env }, 'web', command);
    const result = readReport(report);
    if (result === null) return asCounted(ended, null);
    const { expected, unexpected, flaky, skipped } = result.stats;
    return asCounted(ended, { passed: expected, failed: unexpected + flaky, skipped });
  },
};

/**
 * @param {import('./check.mjs').Place} place
 * @param {string} name
 */
function freshReport(place, name) {
  const report = path.join(place.reports, `${name}.json`);
  fs.rmSync(report, { force: true });
  return report;
}

/** @param {string} report */
function readReport(report) {
  return fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null;
}
