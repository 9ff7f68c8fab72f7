// Like start.mjs it runs before anything is installed. What it needs of packages is loaded after that.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/bootstrap.mjs';
import { runChild } from './bootstrap/child.mjs';
import { Stop } from './bootstrap/say.mjs';

const usage = `npm test [-- --only GROUP,…] [FILE or FOLDER …]
  --only   of types, lint, architecture, unit, contract, integration, python, engines, torch-engines, web;
           all but torch-engines when left out
  files    as paths of the checkout; the checks that they belong to run on them alone
`;

const entry = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(entry));

process.exitCode = await test(process.argv.slice(2));

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function test(args) {
  try {
    const node = await prepare(root, 'packages', 'lines');
    if (node === null) return await choose(args);
    const { exitCode } = await runChild(node, [entry, ...args], { stdio: 'inherit' }, () => undefined);
    return exitCode;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.sentence !== null) process.stdout.write(`${error.sentence}\n0 passed, 1 failed, 0 skipped\n`);
    return error.exitCode;
  }
}

/** @param {string[]} args */
async function choose(args) {
  const { allChecks } = await import('./checks/all.mjs');
  const wish = readArguments(args, new Set(allChecks.map((check) => check.group)));
  if (typeof wish === 'string') {
    process.stderr.write(`${wish}\n${usage}`);
    return 2;
  }
  const { runChecks } = await import('./checks/run.mjs');
  return runChecks(root, chooseChecks(allChecks, wish), wish.files);
}

/**
 * @param {readonly string[]} args
 * @param {ReadonlySet<string>} groups
 * @returns {{ only: readonly string[] | null, files: readonly string[] } | string} a sentence when they are wrong
 */
function readArguments(args, groups) {
  /** @type {string[] | null} */
  let only = null;
  const files = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--only' || arg.startsWith('--only=')) {
      only = (arg.startsWith('--only=') ? arg.slice('--only='.length) : (args[++at] ?? '')).split(',');
      const unknown = only.find((group) => !groups.has(group));
      if (unknown !== undefined) return `There is no group of checks called "${unknown}".`;
    } else if (arg.startsWith('-')) return `Unknown option ${arg}.`;
    else if (!fs.existsSync(path.join(root, arg))) return `There is no ${arg} in the checkout.`;
    else files.push(path.normalize(arg).split(path.sep).join('/'));
  }
  return { only, files };
}

/**
 * @param {readonly import('./checks/check.mjs').Check[]} checks
 * @param {{ only: readonly string[] | null, files: readonly string[] }} wish
 */
function chooseChecks(checks, { only, files }) {
  // Gigabytes are loaded for those with PyTorch: `npm run test:engines` does so.
  const inGroups = checks.filter((check) =>
    only === null ? files.length > 0 || check.group !== 'torch-engines' : only.includes(check.group),
  );
  if (files.length === 0) return inGroups;
  return inGroups.filter((check) => files.some((file) => check.covers(file)));
}
