import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realOutputEffects } from '../output/output.ts';
import { createQueue } from './runQueue.ts';
import { createSpeeds } from './speeds.ts';
import { segmentOf } from './testing/handWorker.ts';
import { DURATION_MS, eventually, jobOf, NO_MODELS, type QueueCase, queueCase } from './testing/queueCase.ts';
import { sketchOf } from './testing/sameDocument.ts';

let all: QueueCase;
beforeEach(() => {
  all = queueCase();
});
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

describe('the order of jobs', () => {
  it('recognises one file after another and decodes the next one meanwhile', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav']) all.start(name, {});
    const first = await all.nextJob(0);
    await eventually(() => all.decoded.length === 2);
    expect(first.request.audio.path).toContain('a.wav');
    expect(all.hand.jobs).toHaveLength(1);
    expect(all.queue.list().map(({ state }) => state)).toEqual(['running', 'waiting', 'waiting']);
    first.finish();
    const second = await all.nextJob(1);
    expect(second.request.audio.path).toContain('b.wav');
    await eventually(() => all.view('a.wav').state === 'done');
    expect(all.hand.started()).toBe(1);
  });

  it('starts a job once, however often it is asked for', async () => {
    all.start('a.wav', {});
    all.start('a.wav', { profile: 'netflix' });
    expect(all.queue.list()).toHaveLength(1);
    (await all.nextJob(0)).finish();
    await all.endOf('a.wav');
    expect(all.start('a.wav', {}).state).toBe('done');
    expect(all.hand.jobs).toHaveLength(1);
  });

  it('does the hurried job next, even before one that is decoded already', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav']) all.start(name, {});
    const first = await all.nextJob(0);
    await eventually(() => all.decoded.length === 2);
    all.queue.hurry(all.view('d.wav').jobId);
    expect(all.queue.list().map(({ name }) => name)).toEqual(['a.wav', 'd.wav', 'b.wav', 'c.wav']);
    first.finish();
    expect((await all.nextJob(1)).request.audio.path).toContain('d.wav');
  });

  it('goes on with the others when one fails, and says why with its name', async () => {
    all.broken.add(all.media('a.wav'));
    all.start('a.wav', {});
    all.start('b.wav', {});
    expect((await all.endOf('a.wav')).failure).toMatchObject({
      code: 'media.unreadable',
      file: all.media('a.wav'),
    });
    (await all.nextJob(0)).finish();
    expect((await all.endOf('b.wav')).state).toBe('done');
  });

  it('refuses formats, profiles, languages and engines that are not known, each job for itself', async () => {
    all.start('a.wav', { formats: ['word'] });
    all.start('b.wav', { profile: 'none' });
    all.start('c.wav', { language: 'de' });
    all.start('d.wav', { engine: 'foot' });
    const codes = [];
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav'])
      codes.push((await all.endOf(name)).failure?.code);
    expect(codes).toEqual(['format.unknown', 'profile.unknown', 'engine.language', 'engine.unknown']);
  });

  it('takes ended jobs off the list, and only those', async () => {
    all.start('a.wav', {});
    const job = await all.nextJob(0);
    all.queue.remove(all.view('a.wav').jobId);
    expect(all.queue.list()).toHaveLength(1);
    job.finish();
    const { jobId } = await all.endOf('a.wav');
    all.queue.remove(jobId);
    expect(all.queue.list()).toEqual([]);
  });
});

describe('cancelling', () => {
  it('is seen at once, keeps what arrived open and goes on with the next job', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'kept words'));
    all.queue.cancel(all.view('a.wav').jobId);
    expect(all.view('a.wav').state).toBe('cancelled');
    expect(job.signal.aborted).toBe(true);
    (await all.nextJob(1)).finish();
    await all.endOf('b.wav');
    expect(sketchOf(all.document('a.wav'))).toBe('kept words');
    expect(all.sessions.state(all.view('a.wav').sessionId ?? '')).toMatchObject({
      jobId: null,
      path: null,
      saved: false,
    });
    expect(existsSync(all.media('a.wordlane'))).toBe(false);
    // The worker that was stopped in the middle is not used again.
    expect(all.hand.started()).toBe(2);
    expect(all.hand.closed()).toBe(1);
  });

  it('takes a waiting job out without starting it', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav']) all.start(name, {});
    await all.nextJob(0);
    all.queue.cancel(all.view('c.wav').jobId);
    expect(all.view('c.wav').state).toBe('cancelled');
    expect(all.decoded).not.toContain(all.media('c.wav'));
  });

  it('takes out a job that is decoded already, and goes on with the one behind it', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav']) all.start(name, {});
    const first = await all.nextJob(0);
    await eventually(() => all.decoded.length === 2);
    all.queue.cancel(all.view('b.wav').jobId);
    await eventually(() => all.decoded.includes(all.media('c.wav')));
    first.finish();
    expect((await all.nextJob(1)).request.audio.path).toContain('c.wav');
  });

  it('of everything at the end leaves no worker', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    await all.nextJob(0);
    await all.queue.close();
    expect(all.queue.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(all.hand.closed()).toBe(all.hand.started());
    expect(all.start('c.wav', {}).state).toBe('cancelled');
  });
});

describe('an engine', () => {
  it('that crashes in the middle fails its file, keeps what arrived, and is fresh for the next', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'before the end'));
    job.crash();
    expect((await all.endOf('a.wav')).failure?.code).toBe('engine.crashed');
    expect(sketchOf(all.document('a.wav'))).toBe('before the end');
    (await all.nextJob(1)).finish();
    await all.endOf('b.wav');
    expect(all.hand.started()).toBe(2);
  });

  it('leaves no empty project behind when it fails before the first word', async () => {
    all.start('a.wav', {});
    (await all.nextJob(0)).crash();
    expect((await all.endOf('a.wav')).sessionId).toBeNull();
  });

  it('that comes with the program is set up first, with progress', async () => {
    all.hand.installed = false;
    all.start('a.wav', {});
    const install = await eventually(() => all.hand.installs[0]);
    install.progress(0.5);
    expect(all.view('a.wav')).toMatchObject({ state: 'running', stage: 'prepare', etaSeconds: null });
    const halfway = all.view('a.wav').fraction;
    expect(halfway).toBeGreaterThan(0.2);
    install.finish();
    (await all.nextJob(0)).finish();
    expect((await all.endOf('a.wav')).state).toBe('done');
  });

  it('can be cancelled while it is set up', async () => {
    all.hand.installed = false;
    all.start('a.wav', {});
    await eventually(() => all.hand.installs[0]);
    all.queue.cancel(all.view('a.wav').jobId);
    expect((await all.endOf('a.wav')).state).toBe('cancelled');
  });

  it('stays loaded for a minute without jobs', async () => {
    all.start('a.wav', {});
    (await all.nextJob(0)).finish();
    await all.endOf('a.wav');
    all.clock.advance(59_000);
    all.start('b.wav', {});
    (await all.nextJob(1)).finish();
    await all.endOf('b.wav');
    expect(all.hand.started()).toBe(1);
    await eventually(() => {
      all.clock.advance(60_000);
      return all.hand.closed() === 1;
    });
    all.start('c.wav', {});
    await all.nextJob(2);
    expect(all.hand.started()).toBe(2);
  });
});

describe('progress', () => {
  it('tells done, speed and time left, for waiting jobs as well', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    all.start('c.wav', {});
    const job = await all.nextJob(0);
    job.progress(0, DURATION_MS);
    all.clock.advance(3000);
    job.progress(DURATION_MS / 2, DURATION_MS);
    await eventually(() => all.view('c.wav').totalMs !== null && all.view('b.wav').totalMs !== null);
    expect(all.view('a.wav')).toMatchObject({
      stage: 'recognise',
      doneMs: DURATION_MS / 2,
      totalMs: DURATION_MS,
      speed: 10,
      etaSeconds: 3,
    });
    // Nothing of this engine was measured before, so only the running job can tell.
    expect(all.view('b.wav').etaSeconds).toBeNull();
    job.finish();
    await all.endOf('a.wav');
    // Three seconds for a minute: 1/20 of the sound.
    await eventually(() => all.view('b.wav').etaSeconds !== null && all.view('c.wav').etaSeconds !== null);
    expect(all.view('b.wav').etaSeconds).toBeCloseTo(3);
    expect(all.view('c.wav').etaSeconds).toBeCloseTo(6);
    expect(await all.options.speeds.list()).toEqual([
      {
        ...{ engine: 'hand', slot: 'transcribe', slotId: 'hand', kind: null, model: 'tiny', device: 'cpu' },
        ...{ rtf: expect.closeTo(0.05), measured: true },
      },
    ]);
  });

  it('does not count the time that a job waited for its turn', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    const first = await all.nextJob(0);
    await eventually(() => all.decoded.length === 2);
    all.clock.advance(30_000);
    first.finish();
    const second = await all.nextJob(1);
    all.clock.advance(5000);
    second.finish();
    expect((await all.endOf('a.wav')).wallSeconds).toBe(30);
    expect((await all.endOf('b.wav')).wallSeconds).toBe(5);
  });

  it('tells how fast a choice would be, also after the next start of the program', async () => {
    all.start('a.wav', {});
    const job = await all.nextJob(0);
    all.clock.advance(6000);
    job.finish();
    await all.endOf('a.wav');
    await all.queue.close();
    await all.options.speeds.written();
    const speeds = createSpeeds({
      path: join(all.home.root, 'measured.json'),
      engines: all.hand.engines,
      finder: NO_MODELS,
      models: async () => [],
      effects: realOutputEffects,
    });
    const again = createQueue({ ...all.options, speeds });
    const { choice } = jobOf('', {});
    const foot = { ...choice, engine: 'foot' };
    const split = { ...choice, channel: 'split' } as const;
    const speed = { rtf: expect.closeTo(0.1), measured: true, complete: true, laterRtf: 0 };
    expect(await again.expect([choice, foot, split])).toEqual([
      speed,
      null,
      { ...speed, rtf: expect.closeTo(0.2) },
    ]);
    await again.close();
  });

  it('reaches watchers at most ten times a second, and always in the end', async () => {
    const watching = new AbortController();
    const seen: string[] = [];
    const watched = (async () => {
      for await (const [view] of all.queue.watch(watching.signal)) {
        seen.push(view === undefined ? 'none' : `${view.state} ${view.stage} ${view.doneMs ?? 0}`);
      }
    })();
    all.start('a.wav', {});
    const job = await all.nextJob(0);
    for (let at = 0; at < 1000; at++) {
      job.progress(at * 60, DURATION_MS);
      await Promise.resolve();
    }
    const before = seen.length;
    expect(before).toBeLessThanOrEqual(2);
    all.clock.advance(100);
    await eventually(() => seen.length === before + 1);
    job.finish();
    await all.endOf('a.wav');
    all.clock.advance(100);
    await eventually(() => seen.at(-1)?.startsWith('done'));
    watching.abort();
    await watched;
  });
});
