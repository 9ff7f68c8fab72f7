import { spawn } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';

/**
 * A worker that does what a script says: `node fakeWorker.ts script.json`. It stands for all that a real one
 * can do wrong.
 */
export type Action =
  /** A message of the protocol; `seq` and the job's id are filled in where they are missing. */
  | { readonly do: 'say'; readonly message: Readonly<Record<string, unknown>> }
  /** Bytes as they are, each piece a write of its own. */
  | { readonly do: 'raw'; readonly base64: readonly string[] }
  /** A line of so many bytes that never ends. */
  | {
      readonly do: 'flood';
      readonly to: 'stdout' | 'stderr';
      readonly bytes: number;
      readonly lineBytes: number;
    }
  | { readonly do: 'print'; readonly text: string }
  | { readonly do: 'exit'; readonly code: number }
  | { readonly do: 'die'; readonly signal: 'SIGKILL' | 'SIGSEGV' | 'SIGTERM' }
  /** A process of its own that would live for ever; its id is said as a warning. */
  | { readonly do: 'child' }
  /** Says its own process id as a warning. */
  | { readonly do: 'self' }
  /** Takes all time, so that nothing else is heard. */
  | { readonly do: 'freeze' };

export interface Script {
  readonly start: readonly Action[];
  /** For every job of any type. */
  readonly job: readonly Action[];
  readonly onCancel: 'answer' | 'ignore';
  /** Stays when told by SIGTERM, by shutdown or by the end of its input. */
  readonly stubborn: boolean;
}

const scriptFile = process.argv[2];
if (scriptFile === undefined) throw new Error('usage: fakeWorker.ts script.json');
const script = JSON.parse(readFileSync(scriptFile, 'utf8')) as Script;
let seq = 0;

function say(message: Readonly<Record<string, unknown>>): void {
  writeAll(1, Buffer.from(`${JSON.stringify({ seq: seq++, ...message })}\n`));
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(descriptor, bytes, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.exit(9);
    }
  }
}

function perform(action: Action, id: string | null): void {
  switch (action.do) {
    case 'say':
      say(id === null ? action.message : { id, ...action.message });
      return;
    case 'raw':
      for (const piece of action.base64) writeAll(1, Buffer.from(piece, 'base64'));
      return;
    case 'flood': {
      const line = Buffer.alloc(action.lineBytes, 'x');
      if (action.to === 'stderr') line[line.length - 1] = 0x0a;
      for (let sent = 0; sent < action.bytes; sent += line.length) {
        writeAll(action.to === 'stdout' ? 1 : 2, line);
      }
      return;
    }
    case 'print':
      writeAll(2, Buffer.from(action.text));
      return;
    case 'exit':
      process.exit(action.code);
      break;
    case 'die':
      process.kill(process.pid, action.signal);
      for (;;);
    case 'child': {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      say({ type: 'warn', id, code: 'child', detail: String(child.pid) });
      return;
    }
    case 'self':
      say({ type: 'warn', id, code: 'self', detail: String(process.pid) });
      return;
    case 'freeze':
      for (;;);
  }
}

if (script.stubborn) process.on('SIGTERM', () => {});
const hold = setInterval(() => {}, 1_000);
for (const action of script.start) perform(action, null);

let held = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (held + chunk).split('\n');
  held = lines.pop() ?? '';
  for (const line of lines) {
    const message = JSON.parse(line) as { type: string; id: string; job?: string };
    if (message.type === 'shutdown') end();
    else if (message.type !== 'cancel') for (const action of script.job) perform(action, message.id);
    else if (script.onCancel === 'answer') {
      say({
        type: 'error',
        id: message.job,
        code: 'cancelled',
        message: 'cancelled',
        detail: null,
        retriable: true,
      });
    }
  }
});
process.stdin.on('end', end);

function end(): void {
  if (script.stubborn) return;
  clearInterval(hold);
  process.exit(0);
}
