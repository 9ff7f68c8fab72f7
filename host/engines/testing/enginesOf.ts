import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { AS_IT_FITS, type InstallProgress } from '../engine.ts';
import { createEngines, type EngineOptions, type EngineService } from '../engines.ts';
import type { Machine } from './machine.ts';

export const never: AbortSignal = new AbortController().signal;

/** The engines of a machine made of scripts; each call is as a new start of the program. */
export function enginesOf(machine: Machine, change: Partial<EngineOptions>): EngineService {
  return createEngines({
    pythonRuntimeDir: machine.pythonRuntimeDir,
    dataRoot: machine.dataRoot,
    env: machine.env,
    platform: process.platform,
    arch: 'x64',
    driverFolders: [],
    userFolder: '/home/someone',
    clock: systemClock,
    threads: 2,
    freeBytes: async () => 1e12,
    ...change,
  });
}

export async function install(service: EngineService) {
  const seen: InstallProgress[] = [];
  const installed = await service.install('fake', AS_IT_FITS, (progress) => seen.push(progress), never);
  return { installed, seen };
}

export async function installFailure(service: EngineService) {
  const { installed } = await install(service);
  return installed.ok ? null : installed.failure;
}

/** Generations and what else lies in the runtime's folder, but for the notes of who is at work. */
export async function runtimeEntries(machine: Machine): Promise<readonly string[]> {
  const folder = join(machine.dataRoot, 'runtimes', 'fake');
  return existsSync(folder) ? (await readdir(folder)).filter((name) => name !== 'installing').sort() : [];
}

/** Waits until the fake uv has come to its `wait`. */
export async function reached(machine: Machine): Promise<void> {
  const isThere = () => {
    if (!existsSync(machine.reached)) throw new Error('uv has not come that far');
  };
  await vi.waitFor(isThere, { timeout: 20_000, interval: 10 });
}
