import fs from 'node:fs';
import path from 'node:path';

/**
 * What a start has to know about the checkout, read from stamps that are written last. A stamp is a copy
 * of what it vouches for, so that no digest is computed on the way to `--help` (both checks together: 3 ms).
 *
 * @typedef {object} Installed
 * @property {string | null} lockedNode absolute path of the Node that package-lock.json brings; null where
 *   there is none for this system, or where it does not run (other libc)
 */

/** @param {string} root */
const installStampPath = (root) => path.join(root, 'node_modules', '.cache', 'wordlane', 'installed');

/** @param {string} root */
const buildStampPath = (root) => path.join(root, 'out', '.stamp');

/** @param {string} root */
export const compileCachePath = (root) => path.join(root, 'node_modules', '.cache', 'wordlane', 'compiled');

/** The name that npm packages of Node give to this system, such as `linux-x64`. */
export const systemName = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * Where the packages are in step with package-lock.json; null where they are not.
 *
 * @param {string} root
 * @returns {Installed | null}
 */
export function readInstalled(root) {
  const stamp = readOrNull(installStampPath(root));
  const lock = readOrNull(path.join(root, 'package-lock.json'));
  if (stamp === null || lock === null) return null;
  const firstLine = stamp.subarray(0, stamp.indexOf('\n')).toString('utf8');
  if (!stamp.subarray(firstLine.length + 1).equals(lock)) return null;
  // A checkout may be shared between systems (a container, WSL); packages with binaries are not.
  const [system, node] = firstLine.split(' ');
  if (system !== systemName || node === undefined) return null;
  return { lockedNode: node === 'none' ? null : path.join(root, ...node.split('/')) };
}

/**
 * @param {string} root
 * @param {string | null} lockedNode relative to the root, with forward slashes
 */
export function writeInstalled(root, lockedNode) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  writeWhole(
    installStampPath(root),
    Buffer.concat([Buffer.from(`${systemName} ${lockedNode ?? 'none'}\n`), lock]),
  );
}

/** @param {string} root */
export function clearInstalled(root) {
  fs.rmSync(installStampPath(root), { force: true });
}

/** The folders that the compiler turns into JavaScript, each a TypeScript project. */
export const compiledFolders = ['common', 'host', 'electron'];

/** The folder that the bundler turns into the pages of the interface. */
export const bundledFolder = 'renderer';

/**
 * Every file that the compiler's output depends on, as `path size mtime` lines. A checkout of another
 * branch, an edit, a new and a deleted file all change it; nothing is read but the folder entries.
 *
 * @param {string} root
 */
export function fingerprintSources(root) {
  /** @type {string[]} */
  const lines = [];
  /** @param {string} file */
  const add = (file) => {
    const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
    if (stat !== undefined) lines.push(`${file} ${stat.size} ${stat.mtimeMs}`);
  };
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (isSource(entry.name)) add(name);
    }
  };
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'vite.config.ts']) add(file);
  for (const folder of [...compiledFolders, bundledFolder]) walk(folder);
  return lines.sort().join('\n');
}

/** @param {string} name */
const isSource = (name) =>
  /(\.tsx?|\.css|\.html|\.svg|^tsconfig\.json)$/.test(name) && !/\.(test|bench)\.tsx?$/.test(name);

/**
 * The fingerprint of the sources that `out/` was built from; null when a build was interrupted or never was.
 *
 * @param {string} root
 */
export const readBuilt = (root) => readOrNull(buildStampPath(root))?.toString('utf8') ?? null;

/**
 * @param {string} root
 * @param {string} fingerprint
 */
export const writeBuilt = (root, fingerprint) => writeWhole(buildStampPath(root), Buffer.from(fingerprint));

/** @param {string} root */
export function clearBuilt(root) {
  fs.rmSync(buildStampPath(root), { force: true });
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * All of it or nothing, also when the process is killed in between.
 *
 * @param {string} file
 * @param {Buffer} bytes
 */
function writeWhole(file, bytes) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, bytes);
  fs.renameSync(draft, file);
}

/**
 * @param {unknown} error
 * @returns {string} the system's code, such as `ENOENT`; empty when it has none
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
