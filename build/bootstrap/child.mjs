import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program to its end. A signal for us is a signal for it, and we stay until it is gone.
 * A terminal sends Ctrl-C and its closing to the whole group, so there they are not sent a second time.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(pid: number) => void} onStart
 * @returns {Promise<{ exitCode: number, interrupted: boolean }>} 128 + n where signal n ended it or us
 */
export function runChild(command, args, options, onStart) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { windowsHide: true, ...options });
    const inTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
    /** @type {NodeJS.Signals | null} */
    let received = null;
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      received = signal;
      if (signal === 'SIGTERM' || !inTerminal) child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const settle = () => {
      for (const signal of signals) process.off(signal, pass);
    };
    child.once('spawn', () => onStart(Number(child.pid)));
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      const endedBy = signal ?? (code === null ? received : null);
      const exitCode = endedBy === null ? (code ?? 1) : 128 + constants.signals[endedBy];
      resolve({ exitCode, interrupted: received !== null });
    });
  });
}
