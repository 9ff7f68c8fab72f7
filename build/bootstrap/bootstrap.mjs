import fs from 'node:fs';
import path from 'node:path';
import { errorCode, fingerprintSources, readBuilt, readInstalled } from './state.mjs';

/**
 * Makes the checkout ready: packages by lock, the locked Node, and with the goal `program` what is stale
 * compiled. A warm start reads two stamps and the dates of the sources, nothing else. Says what it does on
 * stderr, by `voice`.
 *
 * @param {string} root
 * @param {'packages' | 'program'} goal
 * @param {import('./say.mjs').Voice} voice
 * @returns {Promise<string | null>} the Node to go on under; null where this process already runs under it
 * @throws {import('./say.mjs').Stop} with the sentence for the person
 */
export async function prepare(root, goal, voice) {
  const installed = readInstalled(root);
  const isBuilt = () => goal === 'packages' || readBuilt(root) === fingerprintSources(root);
  if (installed === null || !isBuilt()) return prepareInTurn(root, goal, voice);
  return otherThanThis(installed.lockedNode);
}

/** @param {string | null} node */
function otherThanThis(node) {
  return node === null || node === process.execPath || fs.realpathSync(node) === process.execPath
    ? null
    : node;
}

/** @type {typeof prepare} */
async function prepareInTurn(root, goal, voice) {
  const { Stop, showStep } = await import('./say.mjs');
  const { adoptInstalled, installPackages, lockedNodePackage } = await import('./install.mjs');
  const { compileSources } = await import('./compile.mjs');
  const { takeTurn } = await import('./turn.mjs');
  const isOld = Number(process.versions.node.split('.')[0]) < 24;
  const askForNode = () =>
    new Stop(
      `Wordlane needs Node.js 24 or later on this system (this is ${process.versions.node}): install it from nodejs.org and start again.`,
      1,
    );
  if (lockedNodePackage(root) === null && isOld) throw askForNode();
  const folder = path.join(root, '.cache', 'bootstrap');
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) throw error;
    throw new Stop(
      `The project folder cannot be written, which its first start needs: make ${root} writable or copy it elsewhere.`,
      1,
    );
  }
  const tell = () => {
    if (voice === 'lines' || voice === 'terminal') {
      process.stderr.write('Another start of Wordlane is preparing the program; waiting for it.\n');
    }
  };
  return takeTurn(path.join(folder, 'turn'), tell, async (join) => {
    let fresh = false;
    if (readInstalled(root) === null && !adoptInstalled(root)) {
      const log = path.join(folder, 'npm.log');
      await withLog(log, () =>
        showStep(voice, 'packages', 'Installing the packages', () => installPackages(root, log, join)),
      );
      fresh = true;
    }
    const lockedNode = readInstalled(root)?.lockedNode ?? null;
    if (lockedNode === null && isOld) throw askForNode();
    const node = lockedNode ?? process.execPath;
    const goOn = fresh ? node : otherThanThis(node);
    if (goal === 'packages') return goOn;
    const fingerprint = fingerprintSources(root);
    if (readBuilt(root) !== fingerprint) {
      const log = path.join(folder, 'build.log');
      await withLog(log, () =>
        showStep(voice, 'build', 'Building the program', () =>
          compileSources(root, node, fingerprint, log, join),
        ),
      );
    }
    return goOn;
  });
}

/**
 * @param {string} log
 * @param {() => Promise<void>} work
 */
async function withLog(log, work) {
  try {
    await work();
  } catch (error) {
    if (process.env.WORDLANE_DEBUG === '1') process.stderr.write(`Details: ${log}\n`);
    throw error;
  }
}
