import fs from 'node:fs';
import path from 'node:path';
import { asCounted, asOne, runCaptured } from './check.mjs';

/** @type {import('./check.mjs').Check} */
const types = {
  name: 'types',
  group: 'types',
  folder: null,
  needsEngine: false,
  run: async ({ root, env }) =>
    asOne(await runCaptured(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root, env })),
};

/** @type {import('./check.mjs').Check} */
const lint = {
  name: 'lint',
  group: 'lint',
  folder: null,
  needsEngine: false,
  run: async ({ root, env }) =>
    asOne(
      await runCaptured(
        process.execPath,
        ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
        {
          cwd: root,
          env,
        },
      ),
    ),
};

/**
 * @param {string} name
 * @param {readonly string[]} places files or folders of the checkout
 * @param {boolean} needsEngine
 * @returns {import('./check.mjs').Check}
 */
function vitest(name, places, needsEngine) {
  return {
    name,
    group: name,
    folder: places[0] ?? null,
    needsEngine,
    run: async ({ root, reports, env }, files) => {
      const report = path.join(reports, `${name}.json`);
      fs.rmSync(report, { force: true });
      const filters = (files.length > 0 ? files : places).map((place) => path.join(root, place));
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const ended = await runCaptured(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...filters],
        { cwd: root, env },
      );
      if (!fs.existsSync(report)) return asCounted(ended, null);
      const result = JSON.parse(fs.readFileSync(report, 'utf8'));
      return asCounted(ended, {
        passed: result.numPassedTests,
        failed: result.numFailedTests,
        skipped: result.numPendingTests + result.numTodoTests,
      });
    },
  };
}

/** @type {import('./check.mjs').Check} */
const web = {
  name: 'web',
  group: 'web',
  folder: 'tests/web/',
  needsEngine: false,
  run: async ({ root, reports, env }, files) => {
    const report = path.join(reports, 'web.json');
    fs.rmSync(report, { force: true });
    const ended = await runCaptured(
      process.execPath,
      ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...files],
      { cwd: root, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
    );
    if (!fs.existsSync(report)) return asCounted(ended, null);
    const { expected, unexpected, flaky, skipped } = JSON.parse(fs.readFileSync(report, 'utf8')).stats;
    return asCounted(ended, { passed: expected + flaky, failed: unexpected, skipped });
  },
};

export const beforePython = [
  types,
  lint,
  vitest('architecture', ['tests/architecture.test.ts'], false),
  vitest('unit', ['common/', 'host/'], true),
  vitest('contract', ['tests/contract/'], true),
  vitest('integration', ['tests/integration/'], true),
];

export const afterPython = [web];
