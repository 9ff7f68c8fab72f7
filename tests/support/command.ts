import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const checkout = join(import.meta.dirname, '..', '..');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves when standard error has shown a text that fits. */
  readonly sees: (pattern: RegExp) => Promise<void>;
}

/** Starts the built command as a user would, with the test run's own data root. */
export function startWordlane(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Running {
  const child = spawn(process.execPath, [join(checkout, 'out', 'host', 'cli', 'main.js'), ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of [...waiting]) look();
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    sees: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(stderr)) return;
          waiting.splice(waiting.indexOf(look), 1);
          resolve();
        };
        waiting.push(look);
        void ended.then((ran) =>
          reject(new Error(`ended with ${ran.code} before ${pattern}: ${ran.stderr}`)),
        );
        look();
      }),
  };
}

export async function wordlane(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  return await startWordlane(args, options).ended;
}
