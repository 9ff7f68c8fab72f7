import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaReference } from '../../common/document/types.ts';
import {
  codeOf,
  given,
  never,
  projectFile,
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

const JFK = 'tests/fixtures/media/jfk.wav';
const BIRD = 'tests/fixtures/media/bird.wav';

/** A project whose file says that its media lies at `path`. */
async function withMedia(
  name: string,
  path: string,
  relativePath: string | null,
  fingerprint: string | null,
) {
  const media: MediaReference = {
    id: 'm1',
    path,
    relativePath,
    fingerprint,
    durationMs: 11_000,
    streams: [],
    frameRate: null,
    startOffsetMs: 0,
  };
  return given(await place.sessions.open(await projectFile(place, name, { media: [media] }), never));
}

/** The fingerprint of a recording, as a new project notes it. */
async function fingerprintOf(path: string): Promise<string | null> {
  const { sessionId } = given(await place.sessions.create(path, never));
  return place.sessions.document(sessionId)?.project.media[0]?.fingerprint ?? null;
}

describe('the media of a project', () => {
  it('are found where the file says, opened, and their waveform is begun', async () => {
    await cp(JFK, place.at('talk.wav'));
    const { media } = await withMedia('talk.wordlane', place.at('talk.wav'), null, null);
    expect(media).toMatchObject([
      { mediaId: 'm1', name: 'talk.wav', path: place.at('talk.wav'), state: 'ready', failure: null },
    ]);
    expect(media[0]).toMatchObject({ fileId: 'file-0', key: 'key-of-file-0', facts: { durationMs: 11_000 } });
    expect(place.prepared).toEqual(['file-0']);
  });

  it.each([
    ['from where the project lies now', '../sound/talk.wav', 'sound/talk.wav'],
    ['beside the project by its name', null, 'projects/talk.wav'],
  ])('are found %s', async (_, relativePath, lies) => {
    await mkdir(place.at('sound'));
    await mkdir(place.at('projects'));
    await cp(JFK, place.at(lies));
    const elsewhere = 'C:\\Users\\Ada\\talk.wav';
    const { media } = await withMedia('projects/talk.wordlane', elsewhere, relativePath, null);
    expect(media).toMatchObject([{ state: 'ready', path: place.at(lies) }]);
  });

  it('that are not there are missing, with the place where they were', async () => {
    const { media, saved } = await withMedia('talk.wordlane', '/nowhere/talk.wav', 'talk.wav', null);
    expect(media).toMatchObject([
      { state: 'missing', name: 'talk.wav', path: '/nowhere/talk.wav', fileId: null, key: null },
    ]);
    expect(media[0]?.failure).toMatchObject({ code: 'media.missing', file: '/nowhere/talk.wav' });
    expect(saved).toBe(true);
  });

  it('that cannot be used say why', async () => {
    await writeFile(place.at('talk.wav'), '');
    const { media } = await withMedia('talk.wordlane', place.at('talk.wav'), null, null);
    expect(media).toMatchObject([{ state: 'failed', failure: { code: 'media.empty' } }]);
  });

  it('that vanish while the project is open are missing, and found again when they are back', async () => {
    await cp(JFK, place.at('talk.wav'));
    const { sessionId } = await withMedia('talk.wordlane', place.at('talk.wav'), null, null);
    const window = watcher(place.sessions, sessionId, 0);
    await window.next();
    await rename(place.at('talk.wav'), place.at('away.wav'));
    await place.tick();
    const gone = await window.state(({ media }) => media[0]?.state === 'missing');
    expect(gone.media[0]?.failure?.code).toBe('media.missing');
    await rename(place.at('away.wav'), place.at('talk.wav'));
    await place.tick();
    await window.state(({ media }) => media[0]?.state === 'ready');
    window.stop();
  });

  it('show every window what is made of them', async () => {
    await cp(JFK, place.at('talk.wav'));
    const { sessionId } = await withMedia('talk.wordlane', place.at('talk.wav'), null, null);
    const window = watcher(place.sessions, sessionId, 0);
    await window.next();
    place.fileChanged('file-0');
    await window.state(({ media }) => media[0]?.peaks.kind === 'ready');
    window.stop();
  });
});

describe('content', () => {
  it('that is another than the project was made of is told, and the project opens all the same', async () => {
    await cp(JFK, place.at('talk.wav'));
    const fingerprint = await fingerprintOf(BIRD);
    const { sessionId } = await withMedia('talk.wordlane', place.at('talk.wav'), null, fingerprint);
    const window = watcher(place.sessions, sessionId, 0);
    const told = await window.state(({ notices }) => notices.length > 0);
    expect(told.notices[0]).toContain('“talk.wav” is not the file');
    expect(told.media[0]?.state).toBe('ready');
    window.stop();
  });

  it('is preferred to a name: the right file beside the project takes the place of a wrong one', async () => {
    await mkdir(place.at('here'));
    await cp(BIRD, place.at('talk.wav'));
    await cp(JFK, place.at('here/talk.wav'));
    const fingerprint = await fingerprintOf(JFK);
    const { sessionId } = await withMedia(
      'here/talk.wordlane',
      place.at('talk.wav'),
      'talk.wav',
      fingerprint,
    );
    const window = watcher(place.sessions, sessionId, 0);
    const state = await window.state(({ media }) => media[0]?.path === place.at('here/talk.wav'));
    expect(state).toMatchObject({ notices: [], media: [{ state: 'ready' }] });
    window.stop();
  });
});

describe('pointing a project at a file that was found again', () => {
  it('is an edit that can be undone', async () => {
    await cp(JFK, place.at('found.wav'));
    const { sessionId } = await withMedia(
      'talk.wordlane',
      '/nowhere/talk.wav',
      null,
      await fingerprintOf(JFK),
    );
    const state = given(await place.sessions.relink(sessionId, 'm1', place.at('found.wav'), never));
    expect(state).toMatchObject({ saved: false, notices: [], undo: { undo: 'undo.relink' } });
    expect(state.media).toMatchObject([{ mediaId: 'm1', state: 'ready', path: place.at('found.wav') }]);
    expect(place.sessions.document(sessionId)?.project.media).toMatchObject([
      { id: 'm1', path: place.at('found.wav'), relativePath: 'found.wav' },
    ]);
    const window = watcher(place.sessions, sessionId, 0);
    given(place.sessions.undo(sessionId));
    await window.state(({ media }) => media[0]?.state === 'missing');
    expect(place.sessions.state(sessionId)?.saved).toBe(true);
    window.stop();
  });

  it('takes another recording with a notice', async () => {
    const { sessionId } = await withMedia(
      'talk.wordlane',
      '/nowhere/talk.wav',
      null,
      await fingerprintOf(JFK),
    );
    const state = given(await place.sessions.relink(sessionId, 'm1', BIRD, never));
    expect(state.notices).toEqual([expect.stringContaining('“bird.wav” is not the file')]);
    expect(state.media[0]?.state).toBe('ready');
  });

  it('refuses what is no recording', async () => {
    const { sessionId } = await withMedia('talk.wordlane', '/nowhere/talk.wav', null, null);
    await writeFile(place.at('empty.wav'), '');
    const refused = await place.sessions.relink(sessionId, 'm1', place.at('empty.wav'), never);
    expect(codeOf(refused)).toBe('media.empty');
    await cp(JFK, place.at('found.wav'));
    expect(codeOf(await place.sessions.relink(sessionId, 'other', place.at('found.wav'), never))).toBe(
      'edit.missing',
    );
    await rm(place.at('found.wav'));
    expect(codeOf(await place.sessions.relink(sessionId, 'm1', place.at('found.wav'), never))).toBe(
      'media.missing',
    );
  });
});

describe('a project without words', () => {
  it('is made of a recording, with its length and its name', async () => {
    await cp(JFK, place.at('My talk.wav'));
    const { sessionId, media, path, saved } = given(
      await place.sessions.create(place.at('My talk.wav'), never),
    );
    expect({ path, saved }).toEqual({ path: null, saved: true });
    expect(media).toMatchObject([{ state: 'ready', name: 'My talk.wav' }]);
    const project = place.sessions.document(sessionId)?.project;
    expect(project).toMatchObject({ title: 'My talk', profile: 'plain', media: [{ durationMs: 11_000 }] });
    expect(project?.media[0]?.fingerprint).toMatch(/^fp1-/);
  });

  it('is refused for what cannot be transcribed either', async () => {
    await writeFile(place.at('empty.wav'), '');
    expect(codeOf(await place.sessions.create(place.at('empty.wav'), never))).toBe('media.empty');
  });
});
