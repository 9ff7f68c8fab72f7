import { execa } from 'execa';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { ModelSource } from './catalogue.ts';
import { CANCELLED } from './failures.ts';
import { type HubPlan, type HubTrouble, readHubMessage } from './hubMessages.ts';
import type { MarkedFile } from './marker.ts';

/** How long the loader waits: for a byte, and between attempts, of which `attempts` may fail in a row. */
export interface Patience {
  readonly idleSeconds: number;
  readonly firstPauseSeconds: number;
  readonly attempts: number;
}

/** With pauses of 1, 2, 4, 8, 16, 32 s it gets over a minute without a network. */
export const USUAL_PATIENCE: Patience = { idleSeconds: 30, firstPauseSeconds: 1, attempts: 7 };

export interface HubRequest {
  readonly python: string;
  /** `python-runtime/tools/hub/main.py` */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly token: string | null;
  /** Where the files go; what lies there already is taken up. */
  readonly folder: string;
  readonly sources: readonly ModelSource[];
  readonly patience: Patience;
  readonly redact: (line: string) => string;
  readonly log: (line: string) => void;
}

export interface HubEvents {
  /** Before anything is loaded; a failure ends it there. */
  readonly onPlan: (plan: HubPlan) => Promise<Failure | null>;
  readonly onProgress: (name: string, doneBytes: number) => void;
  readonly onWait: (seconds: number, detail: string) => void;
}

const KILL_AFTER_MS = 2_000;

/**
 * Runs the loader to its end. Aborting ends the process within about 2 s; whole files and parts stay in the folder
 * for the next time. The token goes through standard input and nowhere else.
 */
export async function runHub(
  request: HubRequest,
  events: HubEvents,
  signal: AbortSignal,
): Promise<Result<readonly MarkedFile[]>> {
  if (signal.aborted) return fail(CANCELLED);
  const child = execa(request.python, ['-I', '-B', '-X', 'utf8', request.script], {
    cwd: request.folder,
    env: request.env,
    extendEnv: false,
    stdin: 'pipe',
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: KILL_AFTER_MS,
    windowsHide: true,
  });
  // The pipe breaks when the loader ends early, which its exit tells better.
  child.stdin.on('error', () => {});
  child.stdin.write(`${firstLine(request)}\n`);
  const hide = (line: string) => hideToken(request.redact(line), request.token);
  const errorsRead = readErrors(child.iterable({ from: 'stderr' }), (line) => request.log(hide(line)));

  let outcome: Result<readonly MarkedFile[]> | null = null;
  try {
    for await (const line of child.iterable({ from: 'stdout' })) {
      const message = readHubMessage(String(line));
      if (message === null) request.log(`the loader said: ${hide(String(line)).slice(0, 200)}`);
      else if (message.type === 'progress') events.onProgress(message.name, message.doneBytes);
      else if (message.type === 'wait') events.onWait(message.seconds, hide(message.detail));
      else if (message.type === 'done') outcome = succeed(message.files);
      else if (message.type === 'failed') outcome = fail(troubleFailure(message, hide, request));
      else {
        const refusal = await events.onPlan(message);
        if (refusal === null) child.stdin.write('{"go": true}\n');
        else {
          outcome = fail(refusal);
          child.stdin.end();
        }
      }
    }
  } catch (error) {
    // Aborting breaks the stream off; anything else must not leave a loader behind.
    if (!signal.aborted) {
      child.kill('SIGKILL');
      await child;
      throw error;
    }
  }
  const ended = await child;
  await errorsRead;
  if (signal.aborted) return fail(CANCELLED);
  if (outcome !== null) return outcome;
  const how = ended.signal ?? (ended.exitCode === undefined ? ended.code : `exit code ${ended.exitCode}`);
  return fail(failure('model.loader', { detail: `it ended with ${how ?? 'no word'}` }));
}

function firstLine({ endpoint, token, folder, sources, patience }: HubRequest): string {
  const { idleSeconds, firstPauseSeconds, attempts } = patience;
  return JSON.stringify({
    endpoint,
    token,
    folder,
    sources,
    patience: { idleS: idleSeconds, firstPauseS: firstPauseSeconds, attempts },
  });
}

async function readErrors(lines: AsyncIterable<unknown>, write: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) write(String(line));
  } catch {
    // Broken off with the process.
  }
}

function hideToken(text: string, token: string | null): string {
  return token === null || token === '' ? text : text.replaceAll(token, '[removed]');
}

function troubleFailure(
  { code, detail }: HubTrouble,
  hide: (text: string) => string,
  { endpoint, folder }: HubRequest,
): Failure {
  const plain = hide(detail);
  switch (code) {
    case 'network':
      return failure('model.network', { detail: plain });
    case 'tls':
      return failure('model.tls', { detail: plain });
    case 'gated':
      return failure('model.gated', { detail: `${endpoint}/${plain.split('/').slice(0, 2).join('/')}` });
    case 'token':
      return failure('model.token', { detail: plain });
    case 'missing':
      return failure('model.not-on-hub', { detail: plain });
    case 'hash':
      return failure('model.hash', { detail: plain });
    case 'disk':
      return plain === 'full'
        ? failure('disk.full', { file: folder, detail: folder })
        : failure('output.not-writable', { file: folder, detail: plain });
    case 'internal':
      return failure('model.loader', { detail: plain });
  }
}
