import childProcess from 'node:child_process';
import { writeSync } from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * A host of its own that installs the engine `fake` and is killed at a point that is counted:
 * `node killedHost.ts PYTHON_RUNTIME DATA_ROOT PATH NUMBER`. Points are each step that it tells, each touch of the
 * disk, before and in the middle of each file that it writes, and each program that it starts. Number 0 is never
 * reached: then it prints the points that it came by, one a line.
 */
const [, , pythonRuntimeDir = '', dataRoot = '', path = '', number = '0'] = process.argv;
const killAt = Number(number);
const seen: string[] = [];

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** True at the point where it must die. */
function reached(what: string): boolean {
  return seen.push(what) === killAt;
}

type Anything = (...values: readonly unknown[]) => unknown;
const disk = promises as unknown as Record<string, Anything>;
const touching = ['mkdir', 'open', 'rename', 'rm', 'chmod', 'readdir', 'readFile', 'stat', 'appendFile'];
for (const name of touching) {
  const original = disk[name];
  if (original === undefined) throw new Error(name);
  disk[name] = (...values) => {
    if (reached(`${name} ${String(values[0])}`)) die();
    return original(...values);
  };
}

const writeFile = promises.writeFile;
disk.writeFile = async (...values) => {
  if (reached(`writeFile ${String(values[0])}`)) die();
  if (reached(`half of ${String(values[0])}`)) {
    await writeFile(String(values[0]), halfOf(values[1]));
    die();
  }
  return (writeFile as Anything)(...values);
};

const handle = await promises.open(process.execPath, 'r');
const shared = Object.getPrototypeOf(handle) as Record<string, Anything>;
await handle.close();
const writeHandle = shared.writeFile;
if (writeHandle === undefined) throw new Error('FileHandle.writeFile');
shared.writeFile = function (this: FileHandle, ...values) {
  if (reached('writeFile of a handle')) die();
  if (reached('half of a handle')) {
    writeSync(this.fd, halfOf(values[0]));
    die();
  }
  return writeHandle.apply(this, [...values]);
};
const syncHandle = shared.sync;
if (syncHandle === undefined) throw new Error('FileHandle.sync');
shared.sync = function (this: FileHandle) {
  if (reached('sync')) die();
  return syncHandle.apply(this, []);
};

const starts = childProcess as unknown as Record<string, Anything>;
const spawn = starts.spawn;
if (spawn === undefined) throw new Error('spawn');
starts.spawn = (...values) => {
  if (reached(`spawn ${String(values[0])}`)) die();
  const child = spawn(...values);
  if (reached(`spawned ${String(values[0])}`)) die();
  return child;
};
syncBuiltinESMExports();

const { AS_IT_FITS } = await import('../engine.ts');
const { swiftEngines } = await import('./swiftMachine.ts');
seen.length = 0;
const installed = await swiftEngines({ pythonRuntimeDir, bin: path }, dataRoot).install(
  'fake',
  AS_IT_FITS,
  ({ step, message }) => {
    if (reached(`step ${step} ${message}`)) die();
  },
  new AbortController().signal,
);
if (killAt === 0) process.stdout.write(seen.join('\n'));
process.exitCode = installed.ok ? 0 : 1;

function halfOf(data: unknown): Uint8Array {
  const bytes = Buffer.from(String(data));
  return bytes.subarray(0, bytes.length >> 1);
}
