import fs from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { Stop } from './say.mjs';
import { clearBuilt, compiledFolders, readBuilt, writeBuilt } from './state.mjs';

/**
 * Compiles `common/`, `host/` and `electron/` and bundles `renderer/` into `out/`. The compiler's own notes make it quick; they are set aside
 * after an interrupted build, when `out/` may hold anything.
 *
 * @param {string} root
 * @param {string} node
 * @param {string} fingerprint of the sources as they were before
 * @param {string} logPath the compiler's words go here
 * @param {(pid: number) => void} join
 */
export async function compileSources(root, node, fingerprint, logPath, join) {
  const force = readBuilt(root) === null ? ['--force'] : [];
  clearBuilt(root);
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const bundler = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const steps = [
    [compiler, '-b', ...force, ...compiledFolders],
    [bundler, 'build', '--logLevel', 'warn'],
  ];
  for (const step of steps) {
    const log = fs.openSync(logPath, 'w');
    /** @type {import('node:child_process').SpawnOptions} */
    const options = { cwd: root, stdio: ['ignore', log, log] };
    const ended = await runChild(node, step, options, join).finally(() => fs.closeSync(log));
    const { exitCode, interrupted } = ended;
    if (interrupted) throw new Stop(null, exitCode === 0 ? 130 : exitCode);
    if (exitCode !== 0) {
      throw new Stop(
        `The program could not be built from its sources:\n${fs.readFileSync(logPath, 'utf8').trimEnd()}`,
        1,
      );
    }
  }
  for (const folder of compiledFolders) removeOrphans(root, folder);
  writeBuilt(root, fingerprint);
}

/**
 * Removes what was compiled from a source that is gone, so that nothing can import it.
 *
 * @param {string} root
 * @param {string} folder
 */
function removeOrphans(root, folder) {
  for (const entry of fs.readdirSync(path.join(root, 'out', folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) removeOrphans(root, name);
    else if (!fs.existsSync(path.join(root, name.replace(/(\.d\.ts|\.js(\.map)?)$/, '.ts')))) {
      fs.rmSync(path.join(root, 'out', name));
    }
  }
}
