import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProjectFile } from '../projects/projectFile.ts';
import { createQueue } from './runQueue.ts';
import { segmentOf } from './testing/handWorker.ts';
import { DURATION_MS, eventually, jobOf, type QueueCase, queueCase } from './testing/queueCase.ts';
import { sketchOf } from './testing/sameDocument.ts';

let all: QueueCase;
beforeEach(() => {
  all = queueCase();
});
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

/** The engine's next transcription, once the queue has come to it. */
const nextJob = async (index: number) => await eventually(() => all.hand.jobs[index]);
const endOf = async (name: string) =>
  await eventually(() => {
    const view = all.view(name);
    return ['done', 'failed', 'cancelled'].includes(view.state) && view;
  });
const documentOf = (name: string) => {
  const project = all.sessions.document(all.view(name).sessionId ?? '')?.project;
  if (project === undefined) throw new Error(`${name} is not open`);
  return project;
};

describe('the order of jobs', () => {
  it('recognises one file after another and decodes the next one meanwhile', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav']) all.start(name, {});
    const first = await nextJob(0);
    await eventually(() => all.decoded.length === 2);
    expect(first.request.audio.path).toContain('a.wav');
    expect(all.hand.jobs).toHaveLength(1);
    expect(all.queue.list().map(({ state }) => state)).toEqual(['running', 'waiting', 'waiting']);
    first.finish();
    const second = await nextJob(1);
    expect(second.request.audio.path).toContain('b.wav');
    await eventually(() => all.view('a.wav').state === 'done');
    expect(all.hand.started()).toBe(1);
  });

  it('starts a job once, however often it is asked for', async () => {
    all.start('a.wav', {});
    all.start('a.wav', { profile: 'netflix' });
    expect(all.queue.list()).toHaveLength(1);
    (await nextJob(0)).finish();
    await endOf('a.wav');
    expect(all.start('a.wav', {}).state).toBe('done');
    expect(all.hand.jobs).toHaveLength(1);
  });

  it('does the hurried job next, even before one that is decoded already', async () => {
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav']) all.start(name, {});
    const first = await nextJob(0);
    await eventually(() => all.decoded.length === 2);
    all.queue.hurry(all.view('d.wav').jobId);
    expect(all.queue.list().map(({ name }) => name)).toEqual(['a.wav', 'd.wav', 'b.wav', 'c.wav']);
    first.finish();
    expect((await nextJob(1)).request.audio.path).toContain('d.wav');
  });

  it('goes on with the others when one fails, and says why with its name', async () => {
    all.broken.add(all.media('a.wav'));
    all.start('a.wav', {});
    all.start('b.wav', {});
    expect((await endOf('a.wav')).failure).toMatchObject({
      code: 'media.unreadable',
      file: all.media('a.wav'),
    });
    (await nextJob(0)).finish();
    expect((await endOf('b.wav')).state).toBe('done');
  });

  it('refuses formats, profiles, languages and engines that are not known, each job for itself', async () => {
    all.start('a.wav', { formats: ['word'] });
    all.start('b.wav', { profile: 'none' });
    all.start('c.wav', { language: 'de' });
    all.start('d.wav', { engine: 'foot' });
    const codes = [];
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav']) codes.push((await endOf(name)).failure?.code);
    expect(codes).toEqual(['format.unknown', 'profile.unknown', 'engine.language', 'engine.unknown']);
  });

  it('takes ended jobs off the list, and only those', async () => {
    all.start('a.wav', {});
    const job = await nextJob(0);
    all.queue.remove(all.view('a.wav').jobId);
    expect(all.queue.list()).toHaveLength(1);
    job.finish();
    const { jobId } = await endOf('a.wav');
    all.queue.remove(jobId);
    expect(all.queue.list()).toEqual([]);
  });
});

describe('cancelling', () => {
  it('is seen at once, keeps what arrived open and goes on with the next job', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'kept words'));
    all.queue.cancel(all.view('a.wav').jobId);
    expect(all.view('a.wav').state).toBe('cancelled');
    expect(job.signal.aborted).toBe(true);
    (await nextJob(1)).finish();
    await endOf('b.wav');
    expect(sketchOf(documentOf('a.wav'))).toBe('kept words');
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
    await nextJob(0);
    all.queue.cancel(all.view('c.wav').jobId);
    expect(all.view('c.wav').state).toBe('cancelled');
    expect(all.decoded).not.toContain(all.media('c.wav'));
  });

  it('of everything at the end leaves no worker', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    await nextJob(0);
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
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'before the end'));
    job.crash();
    expect((await endOf('a.wav')).failure?.code).toBe('engine.crashed');
    expect(sketchOf(documentOf('a.wav'))).toBe('before the end');
    (await nextJob(1)).finish();
    await endOf('b.wav');
    expect(all.hand.started()).toBe(2);
  });

  it('leaves no empty project behind when it fails before the first word', async () => {
    all.start('a.wav', {});
    (await nextJob(0)).crash();
    expect((await endOf('a.wav')).sessionId).toBeNull();
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
    (await nextJob(0)).finish();
    expect((await endOf('a.wav')).state).toBe('done');
  });

  it('can be cancelled while it is set up', async () => {
    all.hand.installed = false;
    all.start('a.wav', {});
    await eventually(() => all.hand.installs[0]);
    all.queue.cancel(all.view('a.wav').jobId);
    expect((await endOf('a.wav')).state).toBe('cancelled');
  });

  it('stays loaded for a minute without jobs', async () => {
    all.start('a.wav', {});
    (await nextJob(0)).finish();
    await endOf('a.wav');
    all.clock.advance(59_000);
    all.start('b.wav', {});
    (await nextJob(1)).finish();
    await endOf('b.wav');
    expect(all.hand.started()).toBe(1);
    await eventually(() => {
      all.clock.advance(60_000);
      return all.hand.closed() === 1;
    });
    all.start('c.wav', {});
    await nextJob(2);
    expect(all.hand.started()).toBe(2);
  });
});

describe('progress', () => {
  it('tells done, speed and time left, for waiting jobs as well', async () => {
    all.start('a.wav', {});
    all.start('b.wav', {});
    all.start('c.wav', {});
    const job = await nextJob(0);
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
    await endOf('a.wav');
    // Three seconds for a minute: 1/20 of the sound.
    expect(all.view('b.wav').etaSeconds).toBeCloseTo(3);
    expect(all.view('c.wav').etaSeconds).toBeCloseTo(6);
    expect((await all.queue.engines())[0]?.measuredRtf).toBeCloseTo(0.05);
  });

  it('remembers the speed of an engine for the next start of the program', async () => {
    all.start('a.wav', {});
    const job = await nextJob(0);
    all.clock.advance(6000);
    job.finish();
    await endOf('a.wav');
    await all.queue.close();
    const again = createQueue(all.options);
    expect((await again.engines())[0]?.measuredRtf).toBeCloseTo(0.1);
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
    const job = await nextJob(0);
    for (let at = 0; at < 1000; at++) {
      job.progress(at * 60, DURATION_MS);
      await Promise.resolve();
    }
    const before = seen.length;
    expect(before).toBeLessThanOrEqual(2);
    all.clock.advance(100);
    await eventually(() => seen.length === before + 1);
    job.finish();
    await endOf('a.wav');
    all.clock.advance(100);
    await eventually(() => seen.at(-1)?.startsWith('done'));
    watching.abort();
    await watched;
  });
});

describe('what a job writes', () => {
  const transcribe = async (name: string, formats: readonly string[]) => {
    const before = all.hand.jobs.length;
    all.start(name, { formats: [...formats] });
    const job = await nextJob(before);
    job.say(segmentOf(0, 0, 'Hello there.'));
    job.finish();
    return await endOf(name);
  };

  it('lies beside the media and replaces nothing', async () => {
    writeFileSync(all.media('talk.srt'), 'mine');
    const first = await transcribe('talk.wav', ['srt', 'vtt']);
    expect(first.projectPath).toBe(all.media('talk.wordlane'));
    expect(first.outputs).toEqual([all.media('talk-2.srt'), all.media('talk.vtt')]);
    expect(readFileSync(all.media('talk.srt'), 'utf8')).toBe('mine');
    const second = await transcribe('talk.mp4', ['srt']);
    expect(second.projectPath).toBe(all.media('talk-2.wordlane'));
    expect(second.outputs).toEqual([all.media('talk-2-2.srt')]);
    const saved = await readProjectFile(first.projectPath ?? '');
    expect(saved.ok && saved.value.revision).toBe(0);
  });

  it('lies in the data folder for what a page sent', async () => {
    mkdirSync(join(all.home.root, 'uploads', 'x1'), { recursive: true });
    const view = await transcribe(join('home', 'uploads', 'x1', 'talk.wav'), ['srt']);
    expect(view.projectPath).toBe(join(all.home.projects, 'talk.wordlane'));
    expect(view.outputs).toEqual([join(all.home.projects, 'talk.srt')]);
  });

  it('lies in the data folder where the media’s own folder takes nothing', async () => {
    // A device folder that refuses new files, also to the system's owner.
    const path = '/proc/self/talk.wav';
    all.queue.start(jobOf(path, {}));
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'Hello there.'));
    job.finish();
    const view = await eventually(() => {
      const [only] = all.queue.list();
      return only?.state !== 'running' && only;
    });
    expect(view.failure).toBeNull();
    expect(view.projectPath).toBe(join(all.home.projects, 'talk.wordlane'));
  });

  it('counts words and those that the engine was not sure of', async () => {
    expect(await transcribe('talk.wav', [])).toMatchObject({ words: 2, doubtful: 0, wallSeconds: 0 });
  });

  it('is written also when the project was closed meanwhile, and is among the last ones then', async () => {
    all.start('a.wav', {});
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'Hello there.'));
    all.sessions.close(all.view('a.wav').sessionId ?? '');
    job.say(segmentOf(1, 3000, 'And more.'));
    job.finish();
    const view = await endOf('a.wav');
    expect(view.sessionId).toBeNull();
    const saved = await readProjectFile(view.projectPath ?? '');
    expect(saved.ok && sketchOf(saved.value.project)).toBe('Hello there. | And more.');
    expect(all.recent).toEqual([view.projectPath]);
  });
});

describe('edits while words arrive', () => {
  it('survive, as do the words, and are in the file', async () => {
    all.start('a.wav', {});
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'Helo there'));
    const { sessionId } = all.view('a.wav');
    const first = documentOf('a.wav').utterances.chunks[0]?.[0]?.words.chunks[0]?.[0];
    const renamed = { kind: 'setWordText', words: [{ wordId: first?.id ?? '', text: 'Hello' }] } as const;
    expect(all.sessions.edit(sessionId ?? '', renamed)).toBe(true);
    job.say(segmentOf(1, 600, 'my friends.'));
    job.say(segmentOf(2, 3000, 'And more.'));
    job.finish();
    const view = await endOf('a.wav');
    expect(sketchOf(documentOf('a.wav'))).toBe('Hello there my friends. | And more.');
    const saved = await readProjectFile(view.projectPath ?? '');
    expect(saved.ok && sketchOf(saved.value.project)).toBe('Hello there my friends. | And more.');
    expect(saved.ok && saved.value.revision).toBe(1);
  });

  it('that remove, split or reassign what the next words would join let the words come all the same', async () => {
    all.start('a.wav', {});
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'one two'));
    const sessionId = all.view('a.wav').sessionId ?? '';
    const utterance = documentOf('a.wav').utterances.chunks[0]?.[0];
    const words = utterance?.words.chunks[0] ?? [];
    const second = words[1]?.id ?? '';
    const edits = [
      { kind: 'splitUtterance', wordId: second, newUtteranceId: 'by-hand' },
      { kind: 'addSpeaker', index: 0, speaker: { id: 'anna', name: 'Anna', color: 0 } },
      { kind: 'assignSpeaker', utteranceIds: ['by-hand'], speakerId: 'anna', overlaps: 'refuse' },
    ] as const;
    for (const edit of edits) expect(all.sessions.edit(sessionId, edit)).toBe(true);
    job.say(segmentOf(1, 500, 'three'));
    expect(sketchOf(documentOf('a.wav'))).toBe('one | two three');
    all.sessions.edit(sessionId, { kind: 'removeUtterances', utteranceIds: ['by-hand'] });
    job.say(segmentOf(2, 750, 'four'));
    job.finish();
    await endOf('a.wav');
    expect(sketchOf(documentOf('a.wav'))).toBe('one | four');
  });

  it('that were saved by a person keep their place, with the words that came after', async () => {
    all.start('a.wav', { formats: ['srt'] });
    const job = await nextJob(0);
    job.say(segmentOf(0, 0, 'one'));
    const sessionId = all.view('a.wav').sessionId ?? '';
    const own = all.media('mine.wordlane');
    await all.sessions.save(sessionId, own);
    job.say(segmentOf(1, 500, 'two'));
    job.finish();
    const view = await endOf('a.wav');
    expect(view).toMatchObject({ projectPath: own, outputs: [all.media('mine.srt')] });
    expect(all.sessions.state(sessionId)?.saved).toBe(true);
    expect(existsSync(all.media('a.wordlane'))).toBe(false);
  });
});
