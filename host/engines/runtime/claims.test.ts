import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addClaim, claimants, tryOnlyClaim } from './claims.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'wordlane-claims-')), 'claims');
});
afterEach(() => rm(dirname(folder), { recursive: true, force: true }));

/** No process has this id: it is beyond what any system gives. */
const NOBODY = 2 ** 30;

function claimOf(pid: number, processStart: string | null, writtenAtMs = Date.now()): string {
  return JSON.stringify({ pid, processStart, writtenAtMs });
}

it('a claim holds until it is released', async () => {
  expect(await claimants(folder)).toEqual([]);
  const release = await addClaim(folder, process.pid);
  expect(await claimants(folder)).toEqual([process.pid]);
  await release();
  expect(await claimants(folder)).toEqual([]);
});

it('of many who try for the only claim at once, one at most gets it', async () => {
  for (let round = 0; round < 20; round++) {
    const tries = await Promise.all(Array.from({ length: 8 }, () => tryOnlyClaim(folder)));
    const winners = tries.filter((each) => 'release' in each);
    expect(winners.length).toBeLessThanOrEqual(1);
    for (const winner of winners) await winner.release();
    expect(await readdir(folder)).toEqual([]);
  }
});

it('who comes later is told who has it', async () => {
  const first = await tryOnlyClaim(folder);
  expect(await tryOnlyClaim(folder)).toEqual({ heldBy: process.pid });
  if ('release' in first) await first.release();
  expect('release' in (await tryOnlyClaim(folder))).toBe(true);
});

it.each([
  ['a process that is gone', claimOf(NOBODY, null)],
  ['a process from before the machine was started', claimOf(process.pid, null, 1)],
  ['nobody that can be told', 'rubbish'],
])('a claim of %s is void', async (_whose, text) => {
  await (await addClaim(folder, process.pid))();
  await writeFile(join(folder, `${text === 'rubbish' ? 'x' : NOBODY}-a.json`), text);
  expect('release' in (await tryOnlyClaim(folder))).toBe(true);
});

it.runIf(process.platform === 'linux')('a claim of a later process with the same id is void', async () => {
  await (await addClaim(folder, process.pid))();
  await writeFile(join(folder, `${process.pid}-a.json`), claimOf(process.pid, '1'));
  expect(await claimants(folder)).toEqual([]);
});

it('a claim that is just being written counts', async () => {
  await (await addClaim(folder, process.pid))();
  await writeFile(join(folder, `${process.pid}-a.json`), '');
  expect(await tryOnlyClaim(folder)).toEqual({ heldBy: process.pid });
});
