import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { HELLO, isAlive } from '../testing/workerCase.ts';

/** The hosts leave their folders behind. */
const folder = mkdtempSync(join(tmpdir(), 'wordlane-orphans-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARENT = fileURLToPath(new URL('../testing/parent.ts', import.meta.url));

/** Starts a host that has a worker in the middle of a job, and gives both process ids. */
async function startHost(end: 'exit' | 'throw' | 'kill') {
  // `self` is the worker's own process id, said by the script below.
  const script = JSON.stringify({ start: [HELLO], job: [{ do: 'self' }] });
  const host = spawn(process.execPath, [PARENT, script, end], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: folder },
  });
  const [chunk] = (await once(host.stdout, 'data')) as [Buffer];
  return { host, worker: Number(chunk.toString()) };
}

it.each(['exit', 'throw', 'SIGTERM', 'SIGKILL'] as const)(
  'no worker outlives a host that ends by %s',
  async (how) => {
    const byItself = how === 'exit' || how === 'throw';
    const { host, worker } = await startHost(byItself ? how : 'kill');
    expect(worker).toBeGreaterThan(1);
    if (!byItself) {
      expect(isAlive(worker)).toBe(true);
      host.kill(how);
    }
    await vi.waitFor(() => expect(isAlive(worker)).toBe(false), { timeout: 15_000, interval: 50 });
  },
);
