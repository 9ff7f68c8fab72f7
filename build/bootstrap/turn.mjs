import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from './state.mjs';

/**
 * One at a time: starts that prepare the same checkout take turns.
 *
 * The lock is a folder with one file for each process that works under it: the owner, and a child such as
 * npm that outlives an owner killed with SIGKILL. It is taken by renaming a filled folder into place, which
 * fails while the place holds a file. A dead process loses its own file only, by name, and an empty folder
 * holds nobody up; so two that find the same dead owner cannot take the lock from each other.
 */

const beatMs = 2_000;
/** A process of another machine or container cannot be asked; it is gone when it has not beaten for so long. */
const silenceMs = 20_000;
const pollMs = 100;

/**
 * @template T
 * @param {string} folder where the lock lies; its parent exists
 * @param {() => void} onWait told once, when another process has the turn
 * @param {(join: (pid: number) => void) => Promise<T>} work `join` keeps the lock for a child, too
 * @returns {Promise<T>}
 */
export async function takeTurn(folder, onWait, work) {
  await acquire(folder, onWait);
  const own = path.join(folder, memberName(process.pid));
  const members = [own];
  /** @param {number} pid */
  const join = (pid) => {
    const member = path.join(folder, memberName(pid));
    fs.writeFileSync(member, place());
    members.push(member);
  };
  const beat = setInterval(() => {
    // The folder is gone only if a person removed it; then there is nothing to keep alive.
    fs.utimes(own, new Date(), new Date(), () => undefined);
  }, beatMs);
  beat.unref();
  try {
    return await work(join);
  } finally {
    clearInterval(beat);
    for (const member of members) fs.rmSync(member, { force: true });
    removeEmpty(folder);
  }
}

/**
 * @param {string} folder
 * @param {() => void} onWait
 */
async function acquire(folder, onWait) {
  const draft = `${folder}-${process.pid}`;
  /** @type {Map<string, { beat: number, seenMs: number }>} */
  const strangers = new Map();
  let told = false;
  for (;;) {
    fs.mkdirSync(draft, { recursive: true });
    fs.writeFileSync(path.join(draft, memberName(process.pid)), place());
    try {
      fs.renameSync(draft, folder);
      return;
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true });
      if (!fs.existsSync(folder) && !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error))) throw error;
    }
    if (dropTheDead(folder, strangers)) continue;
    if (!told) onWait();
    told = true;
    await wait(pollMs);
  }
}

/**
 * @param {string} folder
 * @param {Map<string, { beat: number, seenMs: number }>} strangers
 * @returns {boolean} whether nobody is left
 */
function dropTheDead(folder, strangers) {
  try {
    const members = fs.readdirSync(folder);
    const dead = members.filter((name) => !isAlive(path.join(folder, name), strangers));
    for (const name of dead) fs.rmSync(path.join(folder, name), { force: true });
    if (dead.length < members.length) return false;
  } catch (error) {
    // It was left, or a member went, while we looked.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  removeEmpty(folder);
  return true;
}

/**
 * Another process may have been quicker to remove it, or to take it again.
 *
 * @param {string} folder
 */
function removeEmpty(folder) {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
  }
}

/**
 * @param {string} file
 * @param {Map<string, { beat: number, seenMs: number }>} strangers
 */
function isAlive(file, strangers) {
  const [pid, started] = path.basename(file).split('-');
  if (fs.readFileSync(file, 'utf8') === place()) return startOf(Number(pid)) === started;
  const beat = fs.statSync(file).mtimeMs;
  const seen = strangers.get(file);
  if (seen?.beat === beat) return performance.now() - seen.seenMs < silenceMs;
  strangers.set(file, { beat, seenMs: performance.now() });
  return true;
}

/** @param {number} pid */
const memberName = (pid) => `${pid}-${startOf(pid) ?? 'gone'}`;

/**
 * When a process started, so that a later one with the same number is not taken for it.
 *
 * @param {number} pid
 * @returns {string | null} null when there is no such process; '0' where the system does not tell
 */
function startOf(pid) {
  if (process.platform === 'linux') {
    const stat = statLine(pid);
    // After the name, which may hold anything but ends with the last bracket: the state, then 18 more, then the start.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? null : String(fields[19]);
  }
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return errorCode(error) === 'ESRCH' ? null : '0';
  }
}

/** @param {number} pid */
function statLine(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}

/** Where process numbers mean the same: this machine, and on Linux this container. */
function place() {
  const container = process.platform === 'linux' ? fs.readlinkSync('/proc/self/ns/pid') : '';
  return `${os.hostname()} ${container}`;
}
