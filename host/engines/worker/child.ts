import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { createLineRing, createTextCutter, type LogFile } from '../logs.ts';
import type { Environment } from './environment.ts';
import type { Exit } from './exits.ts';

const RING_LINES = 500;
const REAP_POLL_MS = 20;
/** Processes that were killed may stay listed for as long as nobody collects them; they run no more. */
const REAP_LIMIT_MS = 1_000;

export interface ChildCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
}

export interface Child {
  /** null when it could not be started. */
  readonly pid: number | null;
  readonly write: (line: string) => void;
  /** Closes its standard input, which tells it that we are gone. */
  readonly endInput: () => void;
  /** Reaches the child and everything that it started. */
  readonly kill: (signal: 'SIGTERM' | 'SIGKILL') => void;
  /** Resolves when it has ended and all that it had written was read. */
  readonly exited: Promise<Exit>;
  /** Resolves when everything that it started is gone, too. */
  readonly gone: Promise<void>;
  /** The last lines that it printed for people, redacted. */
  readonly lastLines: () => readonly string[];
}

/**
 * Starts a program in a process group of its own, with exactly the environment given. Its standard input stays
 * open for as long as we live. What it prints on standard error goes to the log, and no faster than the log takes it.
 */
export function startChild(
  command: ChildCommand,
  around: {
    readonly log: LogFile;
    readonly redact: (line: string) => string;
    readonly onOutput: (chunk: Uint8Array) => void;
    /** A line of standard error, redacted. */
    readonly onErrorLine: (line: string) => void;
  },
): Child {
  const subprocess = execa(command.file, command.arguments, {
    cwd: command.cwd,
    env: command.env,
    extendEnv: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    cleanup: true,
    killDescendants: true,
    // The ladder of signals is ours, so that we know who sent SIGKILL.
    forceKillAfterDelay: false,
    windowsHide: true,
  });
  const { pid } = subprocess;
  const ring = createLineRing(RING_LINES);

  // A broken pipe on our side says no more than the exit of the child does.
  subprocess.stdin.on('error', () => {});
  subprocess.stdout.on('error', () => {});
  subprocess.stdout.on('data', (chunk: Uint8Array) => around.onOutput(chunk));
  // What the child leaves behind when it ends would hold its pipes open.
  subprocess.nodeChildProcess.once('exit', () => subprocess.kill('SIGKILL'));

  const keep = async (lines: readonly string[]) => {
    const clean = lines.map(around.redact);
    for (const line of clean) {
      ring.push(line);
      around.onErrorLine(line);
    }
    await around.log.write(clean);
  };
  const readErrors = async () => {
    const cutter = createTextCutter();
    try {
      for await (const chunk of subprocess.stderr) await keep(cutter.cut(chunk as Uint8Array));
    } catch {
      // The pipe broke: what was read so far is what there is.
    }
    await keep(cutter.rest());
  };

  const errorsRead = readErrors();
  const exited = (async (): Promise<Exit> => {
    const result = await subprocess;
    await errorsRead;
    return {
      code: result.exitCode ?? null,
      signal: result.signal ?? null,
      notStarted: pid === undefined ? (result.code ?? result.shortMessage ?? 'unknown reason') : null,
    };
  })();

  return {
    pid: pid ?? null,
    write: (line) => {
      if (subprocess.stdin.writable) subprocess.stdin.write(`${line}\n`);
    },
    endInput: () => {
      subprocess.stdin.end();
    },
    kill: (signal) => {
      subprocess.kill(signal);
    },
    exited,
    gone: exited.then(() => reapGroup(pid)),
    lastLines: ring.lines,
  };
}

/**
 * The group outlives its leader for as long as one of its processes does; on Windows the tree ends at once.
 * Waits in real time: it is the system that we wait for.
 */
async function reapGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined || process.platform === 'win32') return;
  for (let polls = REAP_LIMIT_MS / REAP_POLL_MS; polls > 0; polls--) {
    if (!signalGroup(pid) || !(await groupRuns(pid))) return;
    await wait(REAP_POLL_MS);
  }
}

function signalGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left.
    return false;
  }
}

/**
 * Whether one of the group still runs. A dead one is listed until its parent takes note, which the first process of
 * a container may do late or never. Where there is no /proc, listed counts as running.
 */
async function groupRuns(group: number): Promise<boolean> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/u.test(name));
  if (pids.length === 0) return true;
  for (const pid of pids) {
    // Gone since it was listed.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // After the name in parentheses: state, parent, group.
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(itsGroup) === group && state !== 'Z' && state !== 'X') return true;
  }
  return false;
}
