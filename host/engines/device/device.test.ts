import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Machine } from '../engine.ts';
import { createFakeClock } from '../testing/fakeClock.ts';
import { isAlive } from '../testing/workerCase.ts';
import { type MachineSurroundings, probeMachine } from './device.ts';

const never = new AbortController().signal;
const ONE_CARD = '0, NVIDIA GeForce RTX 4070, 12282, 11020, 570.124.06, 8.9';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wordlane device '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A computer whose `nvidia-smi` is this shell script; null: it has none. */
function look(smi: string | null, change: Partial<MachineSurroundings> = {}): Promise<Machine> {
  if (smi !== null) {
    const path = join(root, 'nvidia-smi');
    writeFileSync(path, `#!/bin/sh\n${smi}\n`);
    chmodSync(path, 0o755);
  }
  const around: MachineSurroundings = {
    env: { PATH: root },
    clock: systemClock,
    log: { path: '', write: async () => {} },
    redact: (line) => line,
    platform: { os: 'linux', arch: 'x64' },
    kernelFolder: join(root, 'proc'),
    usualFolders: [],
    ...change,
  };
  return probeMachine(around, never);
}

/** Says each line and then ends. */
function saying(code: number, ...lines: readonly string[]): string {
  return [...lines.map((line) => `echo '${line}'`), `exit ${code}`].join('\n');
}

describe('a look at the machine', () => {
  it('tells processor and memory, and of no card where there is no driver', async () => {
    const machine = await look(null);
    expect(machine).toMatchObject({ gpus: [], problem: null });
    expect(machine.cpu.cores).toBeGreaterThan(0);
    expect(machine.cpu.model).not.toBe('');
    expect(machine.memoryBytes).toBeGreaterThan(1e8);
  });

  it('tells all of a card: name, memory, driver, capability', async () => {
    expect((await look(saying(0, ONE_CARD))).gpus).toEqual([
      {
        index: 0,
        name: 'NVIDIA GeForce RTX 4070',
        memoryBytes: 12_282 * 1024 ** 2,
        freeBytes: 11_020 * 1024 ** 2,
        driver: '570.124.06',
        capability: 8.9,
      },
    ]);
  });

  it('asks for exactly what it reads', async () => {
    const asked =
      'test "$*" = "--query-gpu=index,name,memory.total,memory.free,driver_version,compute_cap --format=csv,noheader,nounits"';
    expect((await look(`${asked} && echo '${ONE_CARD}'`)).gpus).toHaveLength(1);
  });

  it('tells of several cards, and of what one of them does not tell', async () => {
    const second = '1, NVIDIA GB10, [N/A], [N/A], 580.95.05, 12.1';
    const { gpus } = await look(saying(0, ONE_CARD, second));
    expect(gpus.map(({ index, capability }) => [index, capability])).toEqual([
      [0, 8.9],
      [1, 12.1],
    ]);
    expect(gpus[1]).toMatchObject({ memoryBytes: null, freeBytes: null });
  });

  it('finds nvidia-smi where drivers put it, when the PATH does not lead there', async () => {
    const found = look(saying(0, ONE_CARD), { env: { PATH: '/nowhere' }, usualFolders: [root] });
    expect((await found).gpus).toHaveLength(1);
  });

  it('does without the capability where the driver is too old to tell, and says that it is too old', async () => {
    const script = [
      'case "$*" in *compute_cap*)',
      `echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;`,
      'esac',
      `echo '0, Tesla K80, 11441, 11440, 450.80.02'`,
    ].join('\n');
    const machine = await look(script);
    expect(machine.gpus[0]).toMatchObject({ name: 'Tesla K80', capability: null });
    expect(machine.problem).toMatchObject({ code: 'device.driver-old' });
  });

  it.each([
    [
      'whose driver is dead',
      saying(9, "NVIDIA-SMI has failed because it couldn'\\''t communicate with the NVIDIA driver."),
      'NVIDIA-SMI has failed',
    ],
    [
      'whose driver was updated and not started again',
      saying(18, 'Failed to initialize NVML: Driver/library version mismatch'),
      'version mismatch',
    ],
    ['that ends without a word', saying(1), 'nvidia-smi ended with 1'],
    ['that says rubbish', saying(0, 'segfault at 0', ',,,'), 'segfault at 0'],
  ])('names the problem of one %s', async (_what, script, detail) => {
    const machine = await look(script);
    expect(machine.gpus).toEqual([]);
    expect(machine.problem).toMatchObject({
      code: 'device.driver-silent',
      detail: expect.stringContaining(detail),
    });
  });

  it('takes a driver without a card for no card', async () => {
    expect(await look(saying(6, 'No devices were found'))).toMatchObject({ gpus: [], problem: null });
  });

  it('ends one that hangs after 10 s, and says so', async () => {
    const clock = createFakeClock();
    const pidFile = join(root, 'pid');
    const looking = look(
      `echo $$ > '${pidFile}.new'; /bin/mv '${pidFile}.new' '${pidFile}'; exec /bin/sleep 1000`,
      {
        clock,
      },
    );
    const pid = await vi.waitFor(() => Number(readFileSync(pidFile, 'utf8')), {
      timeout: 10_000,
      interval: 5,
    });
    clock.advance(9_999);
    expect(isAlive(pid)).toBe(true);
    clock.advance(1);
    expect(await looking).toMatchObject({
      gpus: [],
      problem: { code: 'device.driver-silent', detail: 'nvidia-smi said nothing for 10 s' },
    });
    expect(isAlive(pid)).toBe(false);
  });

  it('reads the kernel where a container has the card and not its programs', async () => {
    const card = join(root, 'proc', 'gpus', '0000:01:00.0');
    mkdirSync(card, { recursive: true });
    const version =
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version: 12\n';
    writeFileSync(join(root, 'proc', 'version'), version);
    writeFileSync(join(card, 'information'), 'Model: \t\t NVIDIA A10G\nIRQ:   \t\t 48\n');
    expect((await look(null)).gpus).toEqual([
      {
        index: 0,
        name: 'NVIDIA A10G',
        memoryBytes: null,
        freeBytes: null,
        driver: '535.183.01',
        capability: null,
      },
    ]);
  });

  it('knows the version of the open kernel module, too', async () => {
    const folder = join(root, 'proc', 'gpus', '0');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(root, 'proc', 'version'),
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.124.06  Release Build  (root@x)\n',
    );
    expect((await look(null)).gpus[0]).toMatchObject({ name: 'NVIDIA graphics card', driver: '570.124.06' });
  });

  it('looks for none on a Mac', async () => {
    const machine = await look(saying(0, ONE_CARD), { platform: { os: 'darwin', arch: 'arm64' } });
    expect(machine).toMatchObject({ gpus: [], problem: null });
  });
});
