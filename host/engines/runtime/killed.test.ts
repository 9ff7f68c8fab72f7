import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AS_IT_FITS } from '../engine.ts';
import { COMPLETE, createSwiftMachine, type SwiftMachine, swiftEngines } from '../testing/swiftMachine.ts';
import { isRunning } from './claims.ts';

/**
 * A real host is killed in the middle of an installation, at every step that it tells and at a hundred other points:
 * touches of the disk, halves of files, starts of programs. Half of them on a machine where an older runtime is in
 * use; in every other one all that it had started dies with it, as when the power goes.
 */
const RANDOM_POINTS = 100;
const AT_A_TIME = 3;
const HOST = fileURLToPath(new URL('../testing/killedHost.ts', import.meta.url));
const never = new AbortController().signal;

let machine: SwiftMachine;
let installed: string;

beforeAll(async () => {
  machine = createSwiftMachine();
  installed = join(machine.root, 'installed');
  const made = await swiftEngines(machine, installed).install('fake', AS_IT_FITS, () => {}, never);
  expect(made.ok).toBe(true);
  // What was installed is out of date from here on, and still in use.
  machine.update();
});
afterAll(() => machine.remove());

interface Trial {
  readonly start: 'nothing' | 'older runtime';
  readonly point: number;
  readonly powerCut: boolean;
}

/** The points that a whole installation comes by. */
async function pointsFrom(start: Trial['start']): Promise<readonly string[]> {
  const dataRoot = await dataRootFor(start, 'count');
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const host = spawn(process.execPath, hostArguments(dataRoot, 0), { stdio, env: hostEnvironment() });
  const [said] = await Promise.all([text(host.stdout), once(host, 'exit')]);
  return said.split('\n');
}

async function dataRootFor(start: Trial['start'], name: string): Promise<string> {
  const dataRoot = join(machine.root, `data ${start} ${name}`);
  if (start === 'older runtime') await cp(installed, dataRoot, { recursive: true });
  return dataRoot;
}

function hostArguments(dataRoot: string, point: number): readonly string[] {
  return [HOST, machine.pythonRuntimeDir, dataRoot, machine.bin, String(point)];
}

/** Node keeps what it has made of our sources: a tenth of a second for each host. */
function hostEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(machine.root, 'compiled') };
}

/** Kills it there, looks at what is left, and installs again; what is wrong with it, or null. */
async function tryOut({ start, point, powerCut }: Trial, name: string): Promise<string | null> {
  const dataRoot = await dataRootFor(start, name);
  const options = { stdio: 'ignore', env: hostEnvironment() } as const;
  const host = spawn(process.execPath, hostArguments(dataRoot, point), options);
  const [, signal] = (await once(host, 'exit')) as [number | null, string | null];
  if (powerCut) endAll(dataRoot);
  if (signal !== 'SIGKILL') return 'it was not killed';

  const service = swiftEngines(machine, dataRoot);
  const [found] = await service.list();
  if (found?.installed === true && !isWhole(dataRoot)) return 'a half runtime counts as installed';
  if (start === 'older runtime' && found?.installed !== true) return 'the older runtime is lost';
  const made = await service.install('fake', AS_IT_FITS, () => {}, never);
  if (!made.ok) return `the next installation fails: ${made.failure.detail}`;
  if (made.value.problem !== null) return `it is not in order: ${made.value.problem.detail}`;
  if (!isWhole(dataRoot)) return 'what is in use is half';
  const [status] = await service.list();
  if (status?.selfTest?.checks.every(({ ok }) => ok) !== true) return 'nothing is known of its self-test';
  const left = generations(dataRoot);
  if (left.length !== 1) return `there are ${left.length} generations`;
  await rm(dataRoot, { recursive: true, maxRetries: 3 });
  return null;
}

function isWhole(dataRoot: string): boolean {
  const folder = join(dataRoot, 'runtimes', 'fake');
  const { generation } = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8')) as {
    generation: string;
  };
  return existsSync(join(folder, generation, 'env', COMPLETE));
}

function generations(dataRoot: string): readonly string[] {
  return readdirSync(join(dataRoot, 'runtimes', 'fake')).filter((name) => name.startsWith('cpu-'));
}

/** Ends what the host has noted as its own and left behind. */
function endAll(dataRoot: string): void {
  const folder = join(dataRoot, 'runtimes', 'fake', 'installing');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(/^(\d+)-/u.exec(name)?.[1]);
    // Its own group, which it leads: nobody else's process.
    if (pid > 0 && isRunning(pid)) process.kill(-pid, 'SIGKILL');
  }
}

/** The same points in each run: a failure can be looked into. */
function scattered(count: number, below: number): readonly number[] {
  let state = 20_261_121;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 1 + Math.floor((state / 2 ** 31) * below);
  });
}

it('an installation that is killed anywhere is completed by the next one, and nothing half is ever in use', async () => {
  const starts = ['nothing', 'older runtime'] as const;
  const trials: Trial[] = [];
  for (const start of starts) {
    const points = await pointsFrom(start);
    expect(points.length).toBeGreaterThan(60);
    const steps = points.flatMap((point, at) => (point.startsWith('step ') ? [at + 1] : []));
    expect(steps.length).toBeGreaterThan(8);
    const chosen = [...steps, ...scattered(RANDOM_POINTS / starts.length, points.length - 8)];
    trials.push(...chosen.map((point, at) => ({ start, point, powerCut: at % 2 === 1 })));
  }
  expect(trials.length).toBeGreaterThanOrEqual(RANDOM_POINTS + 20);

  const wrong: string[] = [];
  const queue = trials.entries();
  const runNext = async (): Promise<void> => {
    for (const [at, trial] of queue) {
      const reason = await tryOut(trial, String(at)).catch((error: Error) => error.message);
      if (reason !== null) wrong.push(`${at}: ${JSON.stringify(trial)}: ${reason}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, runNext));
  expect(wrong).toEqual([]);
}, 300_000);
