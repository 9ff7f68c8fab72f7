// Runs every *.bench.ts, each in a process of its own, and prints one JSON object with the figures. A bench
// neither passes nor fails: it measures, with its baseline in the same run.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/bootstrap.mjs';
import { runChild } from './bootstrap/child.mjs';
import { Stop } from './bootstrap/say.mjs';

const entry = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(entry));

const runner = path.join(path.dirname(entry), 'benchFile.mjs');

process.exitCode = await bench(process.argv.slice(2));

/**
 * @param {string[]} wanted `npm run bench -- captions media` runs the files whose path holds one of the words
 * @returns {Promise<number>} the exit code
 */
async function bench(wanted) {
  try {
    const node = await prepare(root, 'program', 'lines');
    if (node === null) return await measure(wanted);
    const { exitCode } = await runChild(node, [entry, ...wanted], { stdio: 'inherit' }, () => undefined);
    return exitCode;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.sentence !== null) process.stderr.write(`${error.sentence}\n`);
    return error.exitCode;
  }
}

/** @param {readonly string[]} wanted */
async function measure(wanted) {
  const { prepareTools } = await import('./checks/tools.mjs');
  const reports = path.join(root, '.cache', 'reports');
  const home = process.env.WORDLANE_TEST_HOME ?? path.join(root, '.cache', 'test-home');
  for (const folder of [reports, home]) fs.mkdirSync(folder, { recursive: true });
  const tools = await prepareTools({ root, reports, home, env: process.env, tools: null });
  const env = {
    ...process.env,
    WORDLANE_HOME: home,
    WORDLANE_FFMPEG: tools.ffmpeg,
    WORDLANE_BENCH_PYTHON: tools.python,
  };
  const results = [];
  let exitCode = 0;
  for (const file of benchFiles(wanted)) {
    process.stderr.write(`${file}\n`);
    const ran = spawnSync(process.execPath, ['--expose-gc', runner, path.join(root, file)], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 26,
    });
    for (const line of ran.stdout.split('\n')) {
      if (line.startsWith('{')) results.push({ file, ...JSON.parse(line) });
    }
    if (ran.status !== 0) exitCode = 1;
  }
  const machine = {
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    load: loadavg()[0],
    node: process.versions.node,
  };
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
  return exitCode;
}

/** @param {readonly string[]} wanted */
function benchFiles(wanted) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.bench.ts'];
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((file) => file !== '' && (wanted.length === 0 || wanted.some((word) => file.includes(word))));
}
