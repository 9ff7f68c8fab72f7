import { afterEach, beforeEach, expect, it } from 'vitest';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { toArray } from '../../common/document/list.ts';
import { allWords } from '../../common/document/queries.ts';
import { readProjectFile } from '../projects/projectFile.ts';
import { type Workplace, workplace } from '../sessions/testing/workplace.ts';
import type { JobQueue } from './queue.ts';
import { createQueue } from './runQueue.ts';
import { segmentOf } from './testing/handWorker.ts';
import { eventually, type QueueCase, queueCase } from './testing/queueCase.ts';

/** The queue with the sessions that the program has. */
let all: QueueCase;
let place: Workplace;
let queue: JobQueue;
beforeEach(async () => {
  all = queueCase();
  place = await workplace();
  queue = createQueue({ ...all.options, sessions: place.sessions });
});
afterEach(async () => {
  await queue.close();
  await all.remove();
  await place.end();
  expect([...all.bugs, ...place.bugs]).toEqual([]);
});

const start = async (formats: readonly string[]) => {
  const path = place.at('talk.wav');
  const choice = { ...USUAL_CHOICE, engine: 'hand' };
  queue.start({ jobId: 'job-talk', path, choice: { ...choice, profile: 'plain', formats: [...formats] } });
  return await eventually(() => all.hand.jobs[0]);
};
const view = () => queue.list()[0];
const ended = async () => await eventually(() => view()?.state === 'done' && view());

it('what a job wrote is open, saved and not asked about', async () => {
  const job = await start(['srt']);
  job.say(segmentOf(0, 0, 'Hello there.'));
  expect(place.sessions.unsaved().map(({ jobId }) => jobId)).toEqual(['job-talk']);
  job.finish();
  const done = await ended();
  expect(place.sessions.state(done.sessionId ?? '')).toMatchObject({
    path: place.at('talk.wordlane'),
    saved: true,
    jobId: null,
  });
  expect(place.sessions.unsaved()).toEqual([]);
  expect(place.noted.at(-1)).toMatchObject({ path: place.at('talk.wordlane'), title: 'talk' });
  const opened = await place.sessions.open(place.at('talk.wordlane'), new AbortController().signal);
  expect(opened.ok && opened.value.sessionId).toBe(done.sessionId);
});

it('a person’s edit after the end is saved over what the job wrote', async () => {
  const job = await start([]);
  job.say(segmentOf(0, 0, 'Helo there.'));
  job.finish();
  const { sessionId } = await ended();
  if (sessionId === null) throw new Error('no session');
  const project = place.sessions.document(sessionId)?.project;
  const first = project === undefined ? undefined : [...allWords(project)][0];
  const changed = place.sessions.change({
    sessionId,
    clientId: 'window',
    opId: 'edit-1',
    operation: { kind: 'setWordText', words: [{ wordId: first?.id, text: 'Hello' }] },
    label: 'undo.text',
    group: null,
  });
  expect(changed.ok).toBe(true);
  expect(place.sessions.state(sessionId)?.saved).toBe(false);
  expect((await place.sessions.save(sessionId, null)).ok).toBe(true);
  const saved = await readProjectFile(place.at('talk.wordlane'));
  if (!saved.ok) throw new Error('not readable');
  expect(saved.value.revision).toBe(1);
  expect(toArray(saved.value.project.utterances)).toHaveLength(1);
  expect([...allWords(saved.value.project)].map(({ text }) => text)).toEqual(['Hello', 'there.']);
});
