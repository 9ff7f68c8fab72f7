import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProjectFile } from '../projects/projectFile.ts';
import { segmentOf } from './testing/handWorker.ts';
import { eventually, jobOf, type QueueCase, queueCase } from './testing/queueCase.ts';
import { sketchOf } from './testing/sameDocument.ts';

let all: QueueCase;
beforeEach(() => {
  all = queueCase();
});
afterEach(async () => {
  await all.remove();
  expect(all.bugs).toEqual([]);
});

describe('what a job writes', () => {
  const transcribe = async (name: string, formats: readonly string[]) => {
    const before = all.hand.jobs.length;
    all.start(name, { formats: [...formats] });
    const job = await all.nextJob(before);
    job.say(segmentOf(0, 0, 'Hello there.'));
    job.finish();
    return await all.endOf(name);
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
    const job = await all.nextJob(0);
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
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'Hello there.'));
    all.sessions.close(all.view('a.wav').sessionId ?? '');
    job.say(segmentOf(1, 3000, 'And more.'));
    job.finish();
    const view = await all.endOf('a.wav');
    expect(view.sessionId).toBeNull();
    const saved = await readProjectFile(view.projectPath ?? '');
    expect(saved.ok && sketchOf(saved.value.project)).toBe('Hello there. | And more.');
    expect(all.recent).toEqual([view.projectPath]);
  });
});

describe('edits while words arrive', () => {
  it('survive, as do the words, and are in the file', async () => {
    all.start('a.wav', {});
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'Helo there'));
    const { sessionId } = all.view('a.wav');
    const first = all.document('a.wav').utterances.chunks[0]?.[0]?.words.chunks[0]?.[0];
    const renamed = { kind: 'setWordText', words: [{ wordId: first?.id ?? '', text: 'Hello' }] } as const;
    expect(all.sessions.edit(sessionId ?? '', renamed)).toBe(true);
    job.say(segmentOf(1, 600, 'my friends.'));
    job.say(segmentOf(2, 3000, 'And more.'));
    job.finish();
    const view = await all.endOf('a.wav');
    expect(sketchOf(all.document('a.wav'))).toBe('Hello there my friends. | And more.');
    const saved = await readProjectFile(view.projectPath ?? '');
    expect(saved.ok && sketchOf(saved.value.project)).toBe('Hello there my friends. | And more.');
    expect(saved.ok && saved.value.revision).toBe(1);
  });

  it('that remove, split or reassign what the next words would join let the words come all the same', async () => {
    all.start('a.wav', {});
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'one two'));
    const sessionId = all.view('a.wav').sessionId ?? '';
    const utterance = all.document('a.wav').utterances.chunks[0]?.[0];
    const words = utterance?.words.chunks[0] ?? [];
    const second = words[1]?.id ?? '';
    const edits = [
      { kind: 'splitUtterance', wordId: second, newUtteranceId: 'by-hand' },
      { kind: 'addSpeaker', index: 0, speaker: { id: 'anna', name: 'Anna', color: 0 } },
      { kind: 'assignSpeaker', utteranceIds: ['by-hand'], speakerId: 'anna', overlaps: 'refuse' },
    ] as const;
    for (const edit of edits) expect(all.sessions.edit(sessionId, edit)).toBe(true);
    job.say(segmentOf(1, 500, 'three'));
    expect(sketchOf(all.document('a.wav'))).toBe('one | two three');
    all.sessions.edit(sessionId, { kind: 'removeUtterances', utteranceIds: ['by-hand'] });
    job.say(segmentOf(2, 750, 'four'));
    job.finish();
    await all.endOf('a.wav');
    expect(sketchOf(all.document('a.wav'))).toBe('one | four');
  });

  it('that were saved by a person keep their place, with the words that came after', async () => {
    all.start('a.wav', { formats: ['srt'] });
    const job = await all.nextJob(0);
    job.say(segmentOf(0, 0, 'one'));
    const sessionId = all.view('a.wav').sessionId ?? '';
    const own = all.media('mine.wordlane');
    await all.sessions.save(sessionId, own);
    job.say(segmentOf(1, 500, 'two'));
    job.finish();
    const view = await all.endOf('a.wav');
    expect(view).toMatchObject({ projectPath: own, outputs: [all.media('mine.srt')] });
    expect(all.sessions.state(sessionId)?.saved).toBe(true);
    expect(existsSync(all.media('a.wordlane'))).toBe(false);
  });
});
