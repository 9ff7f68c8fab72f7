import { readdir, readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import type { Gpu, Machine } from '../engine.ts';
import type { Surroundings } from '../runtime/place.ts';
import { type ProgramRun, QUIETLY, runProgram, succeeded } from '../runtime/program.ts';
import { findOnPath } from '../runtime/pythons.ts';
import { installerEnvironment } from '../worker/environment.ts';
import { GPU_FIELDS, queryArguments, readCardName, readGpus, readKernelModule } from './nvidia.ts';
import { driverProblem, type Platform } from './variant.ts';

/** It answers in 20–300 ms, in 2 s where no program keeps the driver awake; a broken driver keeps it for ever. */
const ANSWER_MS = 10_000;

export interface MachineSurroundings extends Pick<Surroundings, 'env' | 'clock' | 'log' | 'redact'> {
  readonly platform: Platform;
  /** What the kernel tells of NVIDIA's driver: `/proc/driver/nvidia`. */
  readonly kernelFolder: string;
  /** Where `nvidia-smi` may lie besides the PATH. */
  readonly usualFolders: readonly string[];
}

/** Where drivers put `nvidia-smi`, which is not always on the PATH of a program that was started from a desktop. */
export function usualFolders(platform: NodeJS.Platform, env: Surroundings['env']): readonly string[] {
  if (platform !== 'win32') return ['/usr/bin', '/usr/local/nvidia/bin', '/usr/lib/wsl/lib'];
  const windows = env.SystemRoot ?? env.SYSTEMROOT ?? 'C:\\Windows';
  const programs = env.ProgramFiles ?? env.PROGRAMFILES ?? 'C:\\Program Files';
  return [join(windows, 'System32'), join(programs, 'NVIDIA Corporation', 'NVSMI')];
}

/**
 * Looks at processor, memory and NVIDIA's cards. Never fails and never hangs: a driver that does not answer within
 * 10 s is a problem that the result names. Changes nothing.
 */
export async function probeMachine(around: MachineSurroundings, signal: AbortSignal): Promise<Machine> {
  const processors = cpus();
  const seen = await lookAtCards(around, signal);
  const tooOld = seen.gpus.map((gpu) => driverProblem(gpu, around.platform)).find((each) => each !== null);
  return {
    // Where the system does not name it (some ARM boards), its kind has to do.
    cpu: { model: processors[0]?.model.trim() || around.platform.arch, cores: processors.length },
    memoryBytes: totalmem(),
    gpus: seen.gpus,
    problem: seen.problem ?? tooOld ?? null,
  };
}

interface Cards {
  readonly gpus: readonly Gpu[];
  readonly problem: Failure | null;
}

const NO_CARDS: Cards = { gpus: [], problem: null };

async function lookAtCards(around: MachineSurroundings, signal: AbortSignal): Promise<Cards> {
  if (around.platform.os === 'darwin') return NO_CARDS;
  const path = await findSmi(around);
  if (path === null) return cardsByKernel(around);
  const run = await ask(path, queryArguments(GPU_FIELDS), around, signal);
  if (succeeded(run)) return cardsOf(run);
  if (run.stopped) return { gpus: [], problem: silent(`nvidia-smi said nothing for ${ANSWER_MS / 1000} s`) };
  if (/not a valid field/iu.test(run.output)) {
    return cardsOf(await ask(path, queryArguments(GPU_FIELDS.slice(0, -1)), around, signal));
  }
  // It says so on its standard output, and it is the truth: the program came with a driver whose card is gone.
  if (/no devices were found/iu.test(run.output)) return NO_CARDS;
  return { gpus: [], problem: silent(complaint(run)) };
}

function cardsOf(run: ProgramRun): Cards {
  const gpus = readGpus(run.output);
  // Not a single card, and yet it spoke: what it said is no list of cards.
  return { gpus, problem: gpus.length === 0 && run.output.trim() !== '' ? silent(complaint(run)) : null };
}

async function findSmi({ env, platform, usualFolders }: MachineSurroundings): Promise<string | null> {
  const name = platform.os === 'win32' ? 'nvidia-smi.exe' : 'nvidia-smi';
  for (const folder of usualFolders) {
    if ((await namesIn(folder)).includes(name)) return join(folder, name);
  }
  return findOnPath('nvidia-smi', env, platform.os);
}

function ask(
  path: string,
  args: readonly string[],
  around: MachineSurroundings,
  signal: AbortSignal,
): Promise<ProgramRun> {
  const command = {
    file: path,
    arguments: args,
    cwd: process.cwd(),
    env: installerEnvironment(around.env, {}),
  };
  return runProgram(command, around, { signal, timeLimitMs: ANSWER_MS, ...QUIETLY });
}

/** In containers that are given the card but not its programs. Capability and memory stay unknown there. */
async function cardsByKernel({ kernelFolder }: MachineSurroundings): Promise<Cards> {
  const driver = readKernelModule(await textOf(join(kernelFolder, 'version')));
  if (driver === null) return NO_CARDS;
  const buses = (await namesIn(join(kernelFolder, 'gpus'))).toSorted();
  const names = await Promise.all(
    buses.map(async (bus) => readCardName(await textOf(join(kernelFolder, 'gpus', bus, 'information')))),
  );
  const gpus = names.map((name, index) => ({
    index,
    name: name ?? 'NVIDIA graphics card',
    memoryBytes: null,
    freeBytes: null,
    driver,
    capability: null,
  }));
  return { gpus, problem: null };
}

function complaint({ output, errorLines, exit }: ProgramRun): string {
  const lines = [...output.split('\n'), ...errorLines]
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said =
    lines[0]?.replace(/\.$/u, '') ?? `nvidia-smi ended with ${exit.code ?? exit.signal ?? exit.notStarted}`;
  return said.length > 160 ? `${said.slice(0, 160)}…` : said;
}

function silent(detail: string): Failure {
  return failure('device.driver-silent', { detail });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // No such driver here.
    return '';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No such folder here.
    return [];
  }
}
