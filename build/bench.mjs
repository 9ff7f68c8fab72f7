#!/usr/bin/env node
// Runs every *.bench.ts, each in a process of its own, and prints one JSON object with the figures.
// `npm run bench -- captions media` runs those whose path contains one of the words.
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);

const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.bench.ts'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.stdout
  .split('\n')
  .filter((file) => file !== '' && (wanted.length === 0 || wanted.some((word) => file.includes(word))));

/** Loads one bench file and prints a line of JSON for each of its benches. */
const runner = `
  const { benches } = await import(process.argv[1]);
  for (const { name, run } of benches) {
    const figures = await run();
    console.log(JSON.stringify({ name, figures }));
    globalThis.gc?.();
  }
`;

const results = [];
for (const file of files) {
  process.stderr.write(`${file}\n`);
  const ran = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', runner, join(root, file)],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 },
  );
  for (const line of ran.stdout.split('\n')) {
    if (line.startsWith('{')) results.push({ file, ...JSON.parse(line) });
  }
  if (ran.status !== 0) {
    process.stderr.write(`${file} failed\n`);
    process.exitCode = 1;
  }
}

const machine = {
  platform: process.platform,
  arch: process.arch,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.versions.node,
};
process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
