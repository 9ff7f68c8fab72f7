import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  appendFile,
  chmod,
  copyFile,
  open,
  readdir,
  readFile,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import type { DecodeProgress } from './media.ts';
import {
  createWorkbench,
  decodeFile,
  entryNames,
  makeRecording,
  NEVER,
  noise,
  testFfmpeg,
  tryDecode,
  type Workbench,
} from './testing/recordings.ts';

let bench: Workbench;
let recording = '';
let removals: (() => Promise<void>)[] = [];
beforeEach(async () => {
  bench = await workbench({});
  recording = await makeRecording(...noise(3, 44_100), join(bench.folder, 'talk.m4a'));
});
afterEach(async () => {
  for (const remove of removals) await remove();
  removals = [];
});

async function workbench(replaced: Parameters<typeof createWorkbench>[0]): Promise<Workbench> {
  const made = await createWorkbench(replaced);
  removals.push(made.remove);
  return made;
}

const noFfmpeg = async () => fail<string>(failure('internal', { detail: 'decoded again' }));
const requestOf = async (made: Workbench, path: string) => {
  const info = await made.service.probe(path, NEVER);
  if (!info.ok) throw new Error(info.failure.code);
  return { info: info.value, audioTrack: null, channel: 'mix' as const, range: null };
};

describe('a decode', () => {
  it('runs once for a content and a choice, wherever the file lies', async () => {
    const first = await decodeFile(bench.service, recording, {});
    const copy = join(bench.folder, 'copy of talk.m4a');
    await copyFile(recording, copy);
    const request = await requestOf(bench, copy);
    const { service } = await workbench({ cacheDir: bench.cacheDir, ffmpegPath: noFfmpeg });
    const seen: DecodeProgress[] = [];
    const second = await service.decode(request, (progress) => seen.push(progress), NEVER);
    expect(second).toMatchObject({ ok: true, value: { pcmPath: first.pcmPath, samples: first.samples } });
    expect(seen).toEqual([{ doneMs: first.samples / 16, totalMs: first.samples / 16 }]);
  });

  it('of a file that changes meanwhile fails and leaves nothing for the next one', async () => {
    const made = await workbench({
      ffmpegPath: async () => {
        await appendFile(recording, 'more of it');
        return succeed(testFfmpeg());
      },
    });
    const request = await requestOf(bench, recording);
    const decoded = await made.service.decode(request, () => {}, NEVER);
    expect(decoded).toMatchObject({ ok: false, failure: { code: 'media.changed', file: recording } });
    expect(await entryNames(made.cacheDir)).toEqual([]);
  });

  it('runs again for another range, channel, or content', async () => {
    const whole = await decodeFile(bench.service, recording, {});
    const part = await decodeFile(bench.service, recording, { range: { startMs: 500, endMs: 900 } });
    const other = await decodeFile(bench.service, recording, { range: { startMs: 500, endMs: 901 } });
    await appendFile(recording, 'one tag more');
    const changed = await decodeFile(bench.service, recording, {});
    expect(new Set([whole, part, other, changed].map((decoded) => decoded.pcmPath)).size).toBe(4);
  });

  it('is shared by those who ask while it runs', async () => {
    let starts = 0;
    const counted = await workbench({
      ffmpegPath: async () => {
        starts += 1;
        return succeed(testFfmpeg());
      },
    });
    const request = await requestOf(counted, recording);
    starts = 0;
    const seen: number[] = [];
    const all = await Promise.all(
      [1, 2, 3].map((who) => counted.service.decode(request, () => seen.push(who), NEVER)),
    );
    expect(all.map((decoded) => decoded.ok)).toEqual([true, true, true]);
    expect(starts).toBe(1);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
  });

  it('that one of two asked for and cancelled still runs for the other', async () => {
    const request = await requestOf(bench, recording);
    const controller = new AbortController();
    const cancelled = bench.service.decode(request, () => undefined, controller.signal);
    const kept = bench.service.decode(request, () => undefined, NEVER);
    controller.abort();
    expect(await cancelled).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(await kept).toMatchObject({ ok: true });
  });

  it('may be asked for by two processes at once', async () => {
    const reports = await Promise.all([decodeElsewhere(), decodeElsewhere(), decodeElsewhere()]);
    expect(new Set(reports.map((report) => report.samples)).size).toBe(1);
    expect(await entryNames(bench.cacheDir)).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/u)]);
  });

  it('keeps its files while they are held, also when they are larger than the cap', async () => {
    const small = await workbench({ cacheCapBytes: 10_000 });
    const held = await decodeFile(small.service, recording, {});
    const other = await decodeFile(small.service, recording, { range: { startMs: 0, endMs: 500 } });
    expect(existsSync(held.pcmPath)).toBe(true);
    await held.release();
    await other.release();
    await (await decodeFile(small.service, recording, { range: { startMs: 0, endMs: 100 } })).release();
    expect(existsSync(held.pcmPath)).toBe(false);
    expect(await small.service.cacheSizeBytes()).toBeLessThan(10_000);
  });

  it('hides what was said from other people on the computer', async () => {
    const held = await decodeFile(bench.service, recording, {});
    for (const file of [held.pcmPath, held.peaksPath]) expect((await stat(file)).mode & 0o077).toBe(0);
  });
});

describe('room on the disk', () => {
  it('is looked for before decoding', async () => {
    const full = await workbench({ freeBytes: async () => 10_000_000 });
    const decoded = await tryDecode(full.service, recording, {});
    expect(decoded).toMatchObject({ ok: false, failure: { code: 'disk.low' } });
    expect(decoded.ok ? '' : decoded.failure.detail).toMatch(/\d+ MB are needed .* 10 MB are free/u);
    expect(await readdir(full.cacheDir)).toEqual([]);
  });

  it('is watched while decoding', async () => {
    let asked = 0;
    let nowMs = 0;
    const filling = await workbench({
      nowMs: () => {
        nowMs += 600;
        return nowMs;
      },
      freeBytes: async () => {
        asked += 1;
        return asked === 1 ? 1e12 : 1_000;
      },
    });
    expect(await tryDecode(filling.service, recording, {})).toMatchObject({
      ok: false,
      failure: { code: 'disk.low' },
    });
    expect(await readdir(filling.cacheDir)).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))('may end all the same, and nothing is left behind', async () => {
    const program = join(bench.folder, 'ffmpeg-on-full-disk');
    const redirect = `for a; do shift; case "$a" in file:*.s16le) a=file:/dev/full;; esac; set -- "$@" "$a"; done`;
    await writeFile(program, `#!/bin/sh\n${redirect}\nexec '${testFfmpeg()}' "$@"\n`);
    await chmod(program, 0o755);
    const full = await workbench({ ffmpegPath: async () => succeed(program) });
    expect(await tryDecode(full.service, recording, {})).toMatchObject({
      ok: false,
      failure: { code: 'disk.full' },
    });
    expect(await readdir(full.cacheDir)).toEqual([]);
  });

  it('that cannot be written to is named', async () => {
    const file = join(bench.folder, 'a file');
    await writeFile(file, '');
    const blocked = await workbench({ cacheDir: join(file, 'cache') });
    expect(await tryDecode(blocked.service, recording, {})).toMatchObject({
      ok: false,
      failure: { code: 'output.not-writable', file: join(file, 'cache') },
    });
  });
});

describe('a fingerprint', () => {
  const fingerprint = async (path: string) => {
    const found = await bench.service.fingerprint(path);
    if (!found.ok) throw new Error(found.failure.code);
    return found.value;
  };

  it('follows the content, not the name or the time', async () => {
    const copy = join(bench.folder, 'renamed');
    await copyFile(recording, copy);
    await utimes(copy, 1, 1);
    expect(await fingerprint(copy)).toMatch(/^fp1-[0-9a-f]{32}$/u);
    expect(await fingerprint(copy)).toBe(await fingerprint(recording));
    const bytes = await readFile(recording);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(copy, bytes);
    expect(await fingerprint(copy)).not.toBe(await fingerprint(recording));
  });

  it('of a huge file reads samples: it sees head, tail, size and long differences', async () => {
    const seen = new Set<string>();
    const sizeBytes = 5_000_000_000;
    for (const [place, bytes] of [
      [null, 0],
      [100, 1],
      [sizeBytes - 100, 1],
      [2_000_000_000, 100_000_000],
      [sizeBytes, 1],
    ] as const) {
      const path = join(bench.folder, `huge-${seen.size}`);
      const file = await open(path, 'w');
      await file.truncate(sizeBytes);
      if (place !== null) await file.write(new Uint8Array(bytes).fill(1), 0, bytes, place);
      await file.close();
      seen.add(await fingerprint(path));
    }
    expect(seen.size).toBe(5);
  });

  it('of a changed large file is not trusted alone: the time of change decides as well', async () => {
    const large = join(bench.folder, 'large.wav');
    await makeRecording('-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-t', '200', large);
    expect((await stat(large)).size).toBeGreaterThan(33_554_432);
    const range = { startMs: 0, endMs: 100 };
    const before = await decodeFile(bench.service, large, { range });
    await utimes(large, 1_000, 1_000);
    const after = await decodeFile(bench.service, large, { range });
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(after.pcmPath).not.toBe(before.pcmPath);
  });

  it('of what is not there is a failure', async () => {
    expect(await bench.service.fingerprint(join(bench.folder, 'none'))).toMatchObject({
      ok: false,
      failure: { code: 'media.missing' },
    });
  });
});

function decodeElsewhere(): Promise<{ readonly samples: number }> {
  const program = fileURLToPath(new URL('testing/decodeOnce.ts', import.meta.url));
  return new Promise((done, failed) => {
    const child = fork(program, [recording, bench.cacheDir], { stdio: 'inherit', execArgv: [] });
    child.once('message', (message) => done(message as { samples: number }));
    child.once('exit', (code) => {
      if (code !== 0) failed(new Error(`It ended with ${code}`));
    });
  });
}
