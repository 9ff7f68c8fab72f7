import { cp, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import { checkCaptions } from '../../common/captions/checks/checks.ts';
import { netflix } from '../../common/captions/profiles/netflix.ts';
import { emptyProject } from '../../common/document/build.ts';
import type { Operation } from '../../common/document/operations.ts';
import { allWords } from '../../common/document/queries.ts';
import type { PinnedCue } from '../../common/document/types.ts';
import { largeProject } from '../../tests/support/large.ts';
import { hardViolations } from './recentEntry.ts';
import {
  change,
  codeOf,
  given,
  never,
  projectFile,
  retitle,
  type Workplace,
  watcher,
  workplace,
} from './testing/workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHello there.\n';

describe('opening', () => {
  it('gives a project file as it lies, saved, with nothing to undo', async () => {
    const path = await projectFile(place, 'talk.wordlane', { title: 'Talk' });
    const state = given(await place.sessions.open(path, never));
    expect(state).toMatchObject({ path, saved: true, savedAtMs: null, media: [], jobId: null, notices: [] });
    expect(state.undo).toEqual({ undo: null, redo: null, steps: [] });
    expect(place.sessions.document(state.sessionId)).toMatchObject({
      version: 0,
      project: { title: 'Talk' },
    });
  });

  it('gives captions as a project that has no file yet', async () => {
    await writeFile(place.at('talk.srt'), SRT);
    const state = given(await place.sessions.open(place.at('talk.srt'), never));
    expect(state).toMatchObject({ path: null, saved: true });
    expect(codeOf(await place.sessions.save(state.sessionId, null))).toBe('project.unnamed');
  });

  it('tells what was guessed about a file', async () => {
    await writeFile(place.at('talk.srt'), `${SRT}\n2\n00:00:09,000 --> 00:00:03,000\nBackwards.\n`);
    expect(given(await place.sessions.open(place.at('talk.srt'), never)).notices).toHaveLength(1);
  });

  it('of the same file gives the same session: by another name, through a link, twice at once', async () => {
    const path = await projectFile(place, 'talk.wordlane', {});
    await symlink(path, place.at('link.wordlane'));
    await symlink(place.folder, place.at('again'));
    const states = await Promise.all([
      place.sessions.open(path, never),
      place.sessions.open(place.at('link.wordlane'), never),
    ]);
    states.push(await place.sessions.open(place.at('again/talk.wordlane'), never));
    expect(new Set(states.map((state) => given(state).sessionId)).size).toBe(1);
    await writeFile(place.at('talk.srt'), SRT);
    const first = given(await place.sessions.open(place.at('talk.srt'), never));
    expect(given(await place.sessions.open(place.at('again/talk.srt'), never)).sessionId).toBe(
      first.sessionId,
    );
  });

  it('gives what another program wrote since, unless a window shows the project or something is unsaved', async () => {
    const path = await projectFile(place, 'talk.wordlane', { title: 'Ours' });
    const first = given(await place.sessions.open(path, never));
    const window = new AbortController();
    const stream = place.sessions.watch(first.sessionId, 0, window.signal)[Symbol.asyncIterator]();
    await stream.next();
    await projectFile(place, 'talk.wordlane', { title: 'Theirs' });
    expect(given(await place.sessions.open(path, never)).sessionId).toBe(first.sessionId);

    window.abort();
    await stream.next();
    given(change(place.sessions, first.sessionId, retitle('Unsaved')));
    expect(given(await place.sessions.open(path, never)).sessionId).toBe(first.sessionId);
    given(place.sessions.undo(first.sessionId));
    const second = given(await place.sessions.open(path, never));
    expect(place.sessions.document(second.sessionId)).toMatchObject({ project: { title: 'Theirs' } });
    expect(place.sessions.state(first.sessionId)).toBeNull();
  });

  it('refuses what is no project with the reason, and a recording with what to do', async () => {
    const path = await projectFile(place, 'whole.wordlane', {});
    await writeFile(place.at('cut.wordlane'), '{"format":"wordlane","schema":1}\n');
    expect(codeOf(await place.sessions.open(place.at('cut.wordlane'), never))).toBe('project.damaged');
    expect(codeOf(await place.sessions.open(place.at('none.wordlane'), never))).toBe('input.missing');
    await writeFile(place.at('zeros'), Buffer.alloc(10_000));
    expect(codeOf(await place.sessions.open(place.at('zeros'), never))).toBe('format.foreign');
    const recording = 'tests/fixtures/media/jfk.flac';
    expect(codeOf(await place.sessions.open(recording, never))).toBe('project.is-media');
    expect(codeOf(await place.sessions.open(path, never))).toBeNull();
  });
});

describe('a document that was changed', () => {
  async function opened(): Promise<string> {
    return given(await place.sessions.open(await projectFile(place, 'talk.wordlane', {}), never)).sessionId;
  }

  it('is saved again once it says what its file says, whichever way it came there', async () => {
    const id = await opened();
    const isSaved = () => place.sessions.state(id)?.saved;
    given(change(place.sessions, id, retitle('Other')));
    expect(isSaved()).toBe(false);
    given(place.sessions.undo(id));
    expect(isSaved()).toBe(true);
    given(place.sessions.redo(id));
    expect(isSaved()).toBe(false);
    given(change(place.sessions, id, retitle('Talk')));
    expect(isSaved()).toBe(true);
    expect(place.sessions.unsaved()).toEqual([]);
  });

  it('goes back step by step, several at once, and to a named state', async () => {
    const id = await opened();
    const title = () => place.sessions.document(id)?.project.title;
    for (const name of ['One', 'Two', 'Three']) given(change(place.sessions, id, retitle(name)));
    place.sessions.mark(id, 'here');
    for (const name of ['Four', 'Five']) given(change(place.sessions, id, retitle(name)));
    expect(place.sessions.undoToMark(id, 'here')).toEqual({ ok: true, value: true });
    expect(title()).toBe('Three');
    expect(place.sessions.undoToMark(id, 'nowhere')).toEqual({ ok: true, value: false });
    expect(place.sessions.undoSteps(id, 2)).toEqual({ ok: true, value: true });
    expect(title()).toBe('One');
    expect(place.sessions.undoSteps(id, 99)).toEqual({ ok: true, value: true });
    expect(title()).toBe('Talk');
    expect(place.sessions.undo(id)).toEqual({ ok: true, value: false });
    for (let step = 0; step < 5; step++) given(place.sessions.redo(id));
    expect(title()).toBe('Five');
  });

  it('takes the same operation of a window once, however often it is sent', async () => {
    const id = await opened();
    const rename = { sessionId: id, clientId: 'window-1', label: 'edit.word', group: null };
    const send = (opId: string, title: string) =>
      place.sessions.change({ ...rename, opId, operation: retitle(title) });
    expect(send('op-1', 'One')).toEqual({ ok: true, value: { version: 1 } });
    expect(send('op-2', 'Two')).toEqual({ ok: true, value: { version: 2 } });
    expect(send('op-1', 'One')).toEqual({ ok: true, value: { version: 1 } });
    expect(place.sessions.document(id)).toMatchObject({ version: 2, project: { title: 'Two' } });
  });

  it('refuses what does not fit and what is no operation, to the window and in the stream', async () => {
    const id = await opened();
    const window = watcher(place.sessions, id, 0);
    await window.next();
    const impossible: Operation = { kind: 'deleteWords', wordIds: ['nobody'] };
    expect(codeOf(change(place.sessions, id, impossible))).toBe('edit.missing');
    expect(await window.next()).toMatchObject({ kind: 'refused', failure: { code: 'edit.missing' } });
    expect(codeOf(change(place.sessions, id, { kind: 'explode' } as unknown as Operation))).toBe(
      'edit.invalid',
    );
    expect(place.sessions.document(id)?.version).toBe(0);
    window.stop();
  });
});

describe('a session that a job fills', () => {
  const arrives: Operation = { kind: 'setProject', field: 'language', value: 'en' };
  const project = emptyProject({ projectId: 'p', title: 'Talk', profile: 'plain', language: null });

  it('has nothing to undo of what arrives, and is saved once the job has written its newest version', async () => {
    const { sessionId, jobId } = place.sessions.adopt(project, 'job-1');
    expect(jobId).toBe('job-1');
    given(place.sessions.arrive(sessionId, arrives));
    expect(place.sessions.state(sessionId)).toMatchObject({ saved: false, undo: { undo: null } });
    const version = place.sessions.document(sessionId)?.version ?? -1;
    const path = await projectFile(place, 'talk.wordlane', { language: 'en' });
    place.sessions.written(sessionId, { path, version, revision: 0 });
    place.sessions.settle(sessionId);
    expect(place.sessions.state(sessionId)).toMatchObject({ saved: true, path, jobId: null });
    given(change(place.sessions, sessionId, retitle('Other')));
    expect(given(await place.sessions.save(sessionId, null)).saved).toBe(true);
  });

  it('stays unsaved where a person edited what the job did not write', () => {
    const { sessionId } = place.sessions.adopt(project, 'job-1');
    given(place.sessions.arrive(sessionId, arrives));
    const version = place.sessions.document(sessionId)?.version ?? -1;
    given(change(place.sessions, sessionId, retitle('Mine')));
    place.sessions.written(sessionId, { path: place.at('talk.wordlane'), version, revision: 0 });
    expect(place.sessions.state(sessionId)?.saved).toBe(false);
    given(place.sessions.undo(sessionId));
    expect(place.sessions.state(sessionId)?.saved).toBe(true);
  });
});

describe('a session that is gone', () => {
  it('answers that it is closed, ends its streams and forgets what was unsaved', async () => {
    const { sessionId } = given(await place.sessions.create(null, never));
    const window = watcher(place.sessions, sessionId, 0);
    await window.next();
    given(change(place.sessions, sessionId, retitle('Other')));
    expect(place.sessions.unsaved()).toMatchObject([{ sessionId }]);
    place.sessions.close(sessionId);
    expect((await window.operation()).version).toBe(1);
    await window.state(() => true);
    expect(await window.next()).toEqual({ kind: 'closed' });
    await expect(window.next()).rejects.toThrow('ended');
    expect(place.sessions.unsaved()).toEqual([]);
    expect(place.sessions.state(sessionId)).toBeNull();
    expect(place.sessions.document(sessionId)).toBeNull();
    expect(codeOf(change(place.sessions, sessionId, retitle('Late')))).toBe('project.closed');
    expect(codeOf(place.sessions.undo(sessionId))).toBe('project.closed');
    expect(codeOf(await place.sessions.save(sessionId, null))).toBe('project.closed');
    expect(await watcher(place.sessions, sessionId, 0).next()).toEqual({ kind: 'closed' });
  });
});

describe('a document that a window still holds after the host had to start again', () => {
  it('goes on under the same id, unsaved, and sends every window for it anew', async () => {
    const path = await projectFile(place, 'talk.wordlane', {});
    const held = emptyProject({ projectId: 'p', title: 'Edited', profile: 'plain', language: 'en' });
    const state = given(place.sessions.restore({ sessionId: 'session-1', project: held, path }));
    expect(state).toMatchObject({ sessionId: 'session-1', saved: false, path });
    const window = watcher(place.sessions, 'session-1', 57);
    await window.next();
    const version = place.sessions.document('session-1')?.version;
    expect(await window.next()).toEqual({ kind: 'reset', version });
    window.stop();
    // A second window that held it too finds it there and changes nothing.
    const other = { ...held, title: 'Older' };
    given(place.sessions.restore({ sessionId: 'session-1', project: other, path }));
    expect(place.sessions.document('session-1')?.project.title).toBe('Edited');
    expect(given(await place.sessions.save('session-1', null))).toMatchObject({ saved: true, path });
  });

  it('is kept as an unsaved one where its file is open already', async () => {
    const path = await projectFile(place, 'talk.wordlane', {});
    given(await place.sessions.open(path, never));
    const held = emptyProject({ projectId: 'p', title: 'Edited', profile: 'plain', language: 'en' });
    const state = given(place.sessions.restore({ sessionId: 'session-1', project: held, path }));
    expect(state).toMatchObject({ path: null, saved: false });
    expect(state.notices).toHaveLength(1);
  });
});

describe('the list of recent projects', () => {
  it('is told at once on opening and saving, and of broken rules when there is time', async () => {
    const project = { ...largeProject({ words: 300, speakers: 2, asMonologue: false }), media: [] };
    const path = await projectFile(place, 'talk.wordlane', { ...project, profile: 'tiktok' });
    const { sessionId } = given(await place.sessions.open(path, never));
    expect(place.noted).toMatchObject([
      { path, title: 'A long recording', language: 'en', speakers: [{ color: 0 }, { color: 1 }], checked: 0 },
    ]);
    const window = watcher(place.sessions, sessionId, 0);
    await place.tick();
    const [first, second] = place.noted;
    const opened = place.sessions.document(sessionId)?.project;
    if (opened === undefined) throw new Error('not open');
    const hard = await hardViolations(opened, never);
    expect(second?.problems).toBe((first?.problems ?? 0) + (hard ?? Number.NaN));
    given(await place.sessions.save(sessionId, place.at('other.wordlane')));
    expect(place.noted.at(-1)).toMatchObject({
      path: place.at('other.wordlane'),
      problems: second?.problems,
    });
    window.stop();
  });

  it('is told again when there is a picture', async () => {
    await cp('tests/fixtures/media/jfk.wav', place.at('talk.wav'));
    const { sessionId } = given(await place.sessions.create(place.at('talk.wav'), never));
    expect(place.noted).toEqual([]);
    given(await place.sessions.save(sessionId, place.at('talk')));
    expect(place.noted.at(-1)).toMatchObject({ mediaName: 'talk.wav', checked: null, thumbnail: null });
    place.fileChanged('file-0');
    expect(place.noted.at(-1)).toMatchObject({ thumbnail: '/thumbnails/file-0.jpg' });
    const times = place.noted.length;
    place.fileChanged('file-0');
    expect(place.noted).toHaveLength(times);
  });

  it('counts hard violations passage by passage as they are in the whole', async () => {
    for (const asMonologue of [false, true]) {
      const talk = { ...largeProject({ words: 12_000, speakers: 3, asMonologue }), profile: 'netflix' };
      // Cues of one word for a tenth of a second, as no profile takes them.
      const flashes = [...allWords(talk)].flatMap(({ id, startMs }, at): [string, PinnedCue][] => {
        if (at % 50 > 0 || startMs === null) return [];
        const cue = { firstWordId: id, lastWordId: id, startMs, endMs: startMs + 100, lineBreaks: [] };
        return [[id, cue]];
      });
      const project = { ...talk, decisions: { ...talk.decisions, pinnedCues: new Map(flashes) } };
      const whole = checkCaptions(deriveCaptions(project, netflix, captionSettings(project)));
      const hard = whole.filter(({ severity }) => severity === 'hard').length;
      expect(hard).toBeGreaterThan(200);
      expect(await hardViolations(project, never)).toBe(hard);
    }
  });
});
