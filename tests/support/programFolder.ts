import { chmod, cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './command.ts';

/**
 * The built program in a folder of its own, with every package but Electron: `installElectron` puts a script there
 * instead, and `install.js` is what the package's own installer would be.
 */
export async function makeProgramFolder(folder: string, installer: string): Promise<void> {
  await mkdir(join(folder, 'node_modules', 'electron'), { recursive: true });
  for (const name of ['common', 'host', 'electron']) {
    await cp(join(checkout, 'out', name), join(folder, 'out', name), { recursive: true });
  }
  for (const name of ['package.json', 'assets', 'python-runtime']) {
    await symlink(join(checkout, name), join(folder, name));
  }
  for (const name of await readdir(join(checkout, 'node_modules'))) {
    if (name === 'electron' || name.startsWith('.')) continue;
    await symlink(join(checkout, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await rm(join(folder, 'out', 'electron'), { recursive: true });
  await mkdir(join(folder, 'out', 'electron'));
  await writeFile(join(folder, 'out', 'electron', 'main.js'), '');
  await writeFile(join(folder, 'node_modules', 'electron', 'install.js'), installer);
}

/** Electron as a script for Node; also what an installer of `makeProgramFolder` may do. */
export async function installElectron(folder: string, script: string): Promise<void> {
  const electron = join(folder, 'node_modules', 'electron');
  await mkdir(join(electron, 'dist'));
  await writeFile(join(electron, 'dist', 'electron'), `#!${process.execPath}\n${script}`);
  await chmod(join(electron, 'dist', 'electron'), 0o755);
  await writeFile(join(electron, 'path.txt'), 'electron');
}
