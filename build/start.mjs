// Runs before anything is installed: only `node:` modules and the files of build/. An old Node must get as
// far as the sentence that asks for a newer one, so nothing here needs more than Node 16 to be read.
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './bootstrap/bootstrap.mjs';
import { Stop, voiceFor } from './bootstrap/say.mjs';
import { compileCachePath } from './bootstrap/state.mjs';

const entry = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(entry));

// Who reads our messages may go away; the work does not end for that.
process.stderr.on('error', () => {});

process.exitCode = await start(process.argv.slice(2));

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function start(args) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    process.stderr.write(
      `Wordlane needs Node.js 20 or later (this is ${process.versions.node}): install it from nodejs.org and start again.\n`,
    );
    return 1;
  }
  // npm goes to the project folder; file names are meant from where the person is.
  const cameFrom = process.env.INIT_CWD;
  if (process.env.npm_lifecycle_event === 'start' && cameFrom !== undefined) process.chdir(cameFrom);
  try {
    const node = await prepare(root, 'program', voiceFor(args));
    if (node !== null) return await runUnder(node, args);
    module.enableCompileCache?.(compileCachePath(root));
    const { main } = await import(pathToFileURL(path.join(root, 'out', 'host', 'cli', 'main.js')).href);
    return await main(args);
  } catch (error) {
    return explain(error);
  }
}

/**
 * @param {string} node
 * @param {string[]} args
 */
async function runUnder(node, args) {
  const { runChild } = await import('./bootstrap/child.mjs');
  const { exitCode } = await runChild(node, [entry, ...args], { stdio: 'inherit' }, () => undefined);
  return exitCode;
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof Stop) {
    if (error.sentence !== null) process.stderr.write(`${error.sentence}\n`);
    return error.exitCode;
  }
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  process.stderr.write(
    `Something went wrong inside Wordlane (${reason}). Run again with WORDLANE_DEBUG=1 and report what it prints.\n`,
  );
  if (process.env.WORDLANE_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
