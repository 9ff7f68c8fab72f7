import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from './command.ts';

/** The app as a real process that serves. */
export interface Opened {
  readonly pid: number;
  /** Without a ticket. */
  readonly url: string;
  readonly ticket: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly closeInput: () => void;
  /** The exit code; null after a signal that it did not handle. */
  readonly ended: Promise<number | null>;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Starts the built command and resolves when it has printed its address and how to end it. */
export async function openApp(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Opened> {
  const child = spawn(process.execPath, [join(checkout, 'out', 'host', 'cli', 'main.js'), ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const listening = new Promise<RegExpExecArray>((resolve, reject) => {
    const look = () => {
      const found = /^listening on (http:\/\/[^/]+)\/#ticket=(\S+)\n/m.exec(stdout);
      const isSaid = stderr.endsWith('\n') || options.env.WORDLANE_DESKTOP === '1';
      if (found !== null && isSaid) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      look();
    });
    child.on('error', reject);
    void ended.then((code) => reject(new Error(`ended with ${code} before it listened: ${stderr}`)));
  });
  const [, url = '', ticket = ''] = await listening;
  return {
    pid: child.pid ?? 0,
    url,
    ticket,
    stdout: () => stdout,
    stderr: () => stderr,
    closeInput: () => child.stdin.end(),
    ended,
    end: async (signal) => {
      child.kill(signal);
      return await ended;
    },
  };
}
