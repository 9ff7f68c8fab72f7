import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { removeAll } from './bootstrap/checkout.ts';

const project = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'wordlane-checks-'));

afterAll(() => removeAll([folder]));

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly output: string;
}

function run(file: string, args: readonly string[]) {
  const env = { ...process.env, WORDLANE_TEST_HOME: join(folder, 'home') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, file), ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

const runChecks = (outcomes: readonly Outcome[]) =>
  run('tests/integration/bootstrap/runFakeChecks.mjs', [folder, JSON.stringify(outcomes)]);

const good: Outcome = { passed: 3, failed: 0, skipped: 1, output: 'all the details' };

describe('npm test', () => {
  test('ends with one line over everything and 0 when nothing failed', () => {
    const { status, stdout, lastLine } = runChecks([good, { ...good, passed: 4 }]);
    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '7 passed, 0 failed, 2 skipped' });
    expect(stdout).toMatch(/^check-0\s+3 passed, 0 failed, 1 skipped {2}\d+\.\d s$/m);
    expect(stdout).not.toContain('all the details');
  });

  test('goes on after a failure, shows it in full and ends with 1', () => {
    const { status, stdout, lastLine } = runChecks([
      { ...good, failed: 2, output: 'what broke\nand where' },
      good,
    ]);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '6 passed, 2 failed, 2 skipped' });
    expect(stdout).toContain('what broke\nand where');
  });

  test('fails when a check ran no test, also when it skipped some', () => {
    const { status, stdout, lastLine } = runChecks([good, { passed: 0, failed: 0, skipped: 5, output: '' }]);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '3 passed, 1 failed, 6 skipped' });
    expect(stdout).toContain('check-1: no test ran');
  });

  test('fails when there is nothing to check', () => {
    expect(runChecks([])).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
  });

  test.each([
    [['--only', 'unit,nonsense'], 'There is no group of checks called "nonsense".'],
    [['--onyl', 'unit'], 'Unknown option --onyl.'],
    [['common/no-such-folder'], 'There is no common/no-such-folder in the checkout.'],
  ])('wrong use is said in one sentence with the usage: %j', (args, sentence) => {
    const { status, stderr } = run('build/test.mjs', args);
    expect(status).toBe(2);
    expect(stderr).toContain(`${sentence}\nnpm test [-- --only GROUP`);
  });
});
