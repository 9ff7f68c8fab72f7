import { randomBytes } from 'node:crypto';
import type { UtilityProcess } from 'electron';
import { FIRST_STATE, type HostEvent, type HostState, listeningUrl, supervise } from './supervision.ts';

/** How the host is started: Electron's `utilityProcess.fork`, or something like it in a test. */
export type Fork = (
  modulePath: string,
  args: string[],
  options: { readonly env: Record<string, string>; readonly stdio: 'pipe'; readonly serviceName: string },
) => UtilityProcess;

export interface HostProcess {
  readonly state: () => HostState;
  readonly retry: () => void;
  /** Asks the host to end and resolves when it has, or was ended after 5 s. */
  readonly quit: () => Promise<void>;
}

/** Words kept of what the host says, for the page that explains. */
const KEPT_CHARACTERS = 4000;
const QUIT_MS = 5_000;

/**
 * Runs the host as a process of its own and starts it again when it dies. It gets the same token each time,
 * and once it had a port the same port, so that pages which are open find it again.
 */
export function startHostProcess(
  entry: string,
  fork: Fork,
  env: Readonly<Record<string, string | undefined>>,
  onState: (state: HostState) => void,
): HostProcess {
  const token = randomBytes(32).toString('base64url');
  let state: HostState = FIRST_STATE;
  let child: UtilityProcess | null = null;
  let port: string | null = null;
  let ended: (() => void) | null = null;

  const start = () => {
    let lastWords = '';
    let rest = '';
    const given = { ...env, WORDLANE_DESKTOP: '1', WORDLANE_TOKEN: token };
    const started = fork(entry, ['open', '--front', 'none', ...(port === null ? [] : ['--port', port])], {
      env: defined(given),
      stdio: 'pipe',
      serviceName: 'Wordlane host',
    });
    child = started;
    started.stdout?.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const url = listeningUrl(line);
        if (url === null) continue;
        port = new URL(url).port;
        happen({ kind: 'listening', url });
      }
    });
    started.stderr?.on('data', (piece: Buffer) => {
      lastWords = (lastWords + piece.toString('utf8')).slice(-KEPT_CHARACTERS);
    });
    started.once('exit', (code) => {
      child = null;
      ended?.();
      happen({ kind: 'exited', code, lastWords, atMs: Date.now() });
    });
  };

  const happen = (event: HostEvent) => {
    const before = state;
    state = supervise(state, event);
    if (state === before) return;
    if (state.kind === 'waiting') setTimeout(() => happen({ kind: 'due' }), state.delayMs);
    if (state.kind === 'starting') start();
    onState(state);
  };

  start();
  return {
    state: () => state,
    retry: () => happen({ kind: 'retry' }),
    quit: async () => {
      const running = child;
      happen({ kind: 'quit' });
      if (running === null) return;
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(resolve, QUIT_MS);
        ended = () => {
          clearTimeout(giveUp);
          resolve();
        };
        running.kill();
      });
    },
  };
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
