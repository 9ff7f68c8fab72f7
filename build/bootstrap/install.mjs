import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { Stop } from './say.mjs';
import { clearInstalled, systemName, writeInstalled } from './state.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 */

/**
 * The name of the package that carries the locked Node for this system; null where there is none.
 *
 * @param {string} root
 */
export function lockedNodePackage(root) {
  const name = `node-${systemName}`;
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return name in (manifest.optionalDependencies ?? {}) ? name : null;
}

/**
 * Recognises what `npm ci` or `npm install` by hand left in step with package-lock.json. npm writes its own
 * list last, and a package folder that is younger than this list was touched by an interrupted run.
 *
 * @param {string} root
 */
export function adoptInstalled(root) {
  const listPath = path.join(root, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(listPath)) return false;
  const listedAt = fs.statSync(listPath).mtimeMs;
  const installed = packagesOf(listPath);
  const locked = packagesOf(path.join(root, 'package-lock.json'));
  const fits = Object.entries(locked).every(([name, wanted]) => {
    if (name === '') return true;
    const found = installed[name];
    if (found === undefined) return wanted.optional === true;
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return false;
    const folder = path.join(root, ...name.split('/'));
    return fs.existsSync(folder) && fs.statSync(folder).mtimeMs <= listedAt;
  });
  const surplus = Object.keys(installed).some((name) => locked[name] === undefined);
  if (!fits || surplus) return false;
  writeInstalled(root, workingLockedNode(root));
  return true;
}

/**
 * Installs the packages by lock, with the npm that runs us where there is one.
 *
 * @param {string} root
 * @param {string} logPath npm's own words go here
 * @param {(pid: number) => void} join
 */
export async function installPackages(root, logPath, join) {
  const [command, ...first] = npmCommand(stepAside(root, path.dirname(logPath)));
  if (command === undefined) {
    throw new Stop(
      'Wordlane needs npm for its first start: install Node.js with npm from nodejs.org and start again.',
      1,
    );
  }
  clearInstalled(root);
  // npm removes it first as well, but among the rest: killed in between, it would vouch for what is gone.
  fs.rmSync(path.join(root, 'node_modules', '.package-lock.json'), { force: true });
  const log = fs.openSync(logPath, 'w');
  // A file and not a pipe: npm goes on and completes when we are killed.
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: root, stdio: ['ignore', log, log] };
  const { exitCode, interrupted } = await runChild(
    command,
    [...first, ...npmArguments],
    options,
    join,
  ).finally(() => fs.closeSync(log));
  if (interrupted) throw new Stop(null, exitCode === 0 ? 130 : exitCode);
  if (exitCode !== 0) throw new Stop(npmSentence(fs.readFileSync(logPath, 'utf8')), 1);
  writeInstalled(root, workingLockedNode(root));
}

/** Settings of the person's npm that would leave something out do not hold here. Offline fails in 7 s, not 70. */
const npmArguments = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--engine-strict=false',
  '--prefer-offline',
  '--loglevel=notice',
  '--fetch-retries=3',
  '--fetch-retry-factor=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=8000',
];

/**
 * Windows does not delete a program that runs, but moves it: where the locked Node itself runs us, it makes
 * way for the one that npm brings.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {string} the Node that runs us, where it lies now
 */
function stepAside(root, folder) {
  if (process.platform !== 'win32' || !process.execPath.startsWith(path.join(root, 'node_modules'))) {
    return process.execPath;
  }
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.exe'))) {
    // One that still runs is left to the next time.
    fs.rm(path.join(folder, name), () => undefined);
  }
  const aside = path.join(folder, `node-${process.pid}.exe`);
  fs.renameSync(process.execPath, aside);
  return aside;
}

/**
 * npm as a script for Node, since Windows starts no `.cmd` without a shell; else as a program on the path.
 *
 * @param {string} running the Node that runs us
 * @returns {string[]} command and first arguments; empty when there is no npm
 */
function npmCommand(running) {
  const runsUs = process.env.npm_execpath;
  const node = process.env.npm_node_execpath ?? running;
  if (
    runsUs !== undefined &&
    /^(npm|npx)-cli\.[cm]?js$/.test(path.basename(runsUs)) &&
    fs.existsSync(runsUs)
  ) {
    return [node, path.join(path.dirname(runsUs), path.basename(runsUs).replace('npx', 'npm'))];
  }
  const folders = [path.dirname(process.execPath), ...(process.env.PATH ?? '').split(path.delimiter)];
  for (const folder of folders.filter((name) => path.isAbsolute(name))) {
    for (const place of ['node_modules/npm/bin/npm-cli.js', '../lib/node_modules/npm/bin/npm-cli.js']) {
      if (fs.existsSync(path.join(folder, place))) return [running, path.join(folder, place)];
    }
    if (process.platform !== 'win32' && fs.existsSync(path.join(folder, 'npm')))
      return [path.join(folder, 'npm')];
  }
  return [];
}

/**
 * @param {string} root
 * @returns {string | null} relative to the root; null when this system has none, or it does not run here
 */
function workingLockedNode(root) {
  const name = lockedNodePackage(root);
  if (name === null) return null;
  const file = `node_modules/${name}/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`;
  try {
    execFileSync(path.join(root, file), ['--version'], { stdio: 'ignore' });
    return file;
  } catch {
    return null;
  }
}

/**
 * One sentence for what npm said.
 *
 * @param {string} log
 */
export function npmSentence(log) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(log)?.[1] ?? 'unknown';
  return (
    npmSentences.find(([codes]) => codes.test(code))?.[1] ??
    `The packages could not be installed (npm says ${code}): start again, or run with WORDLANE_DEBUG=1 to see where the log lies.`
  );
}

/** @type {readonly (readonly [RegExp, string])[]} */
const npmSentences = [
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|EPROTO)$|^UND_ERR/,
    'The packages are missing and cannot be loaded, because the package registry is not reached: check the network connection or the proxy and start again.',
  ],
  [
    /^(SELF_SIGNED|UNABLE_TO|CERT_|DEPTH_ZERO|ERR_TLS)/,
    'The packages are missing and cannot be loaded, because the certificate of the package registry is not trusted here: name the certificate of your network in NODE_EXTRA_CA_CERTS and start again.',
  ],
  [
    /^(E401|E403|E404|ETARGET|E5\d\d)$/,
    'The packages are missing and cannot be loaded, because the package registry refuses one of them: check which registry npm is set to and start again.',
  ],
  [
    /^(ENOSPC|EDQUOT)$/,
    'There is no room left on the disk for the packages: free about 1 GB and start again.',
  ],
  [
    /^(EACCES|EPERM|EROFS|EBUSY)$/,
    'The packages could not be written: make sure that you own the project folder and the cache of npm, close programs that use them, and start again.',
  ],
  [
    /^EINTEGRITY$/,
    'A package differs from the one that was checked: start again; if it happens twice, something alters downloads on this network.',
  ],
  [
    /^(EUSAGE|EJSONPARSE)$/,
    'package.json and package-lock.json do not fit together: get both from the same version and start again.',
  ],
];

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};
}
