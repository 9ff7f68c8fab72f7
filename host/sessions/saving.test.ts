import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realOutputEffects } from '../output/output.ts';
import { readProjectFile, writeProjectFile } from '../projects/projectFile.ts';
import {
  change,
  codeOf,
  given,
  never,
  projectFile,
  retitle,
  type Workplace,
  workplace,
} from './testing/workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await workplace(realOutputEffects);
});
afterEach(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

/** An open project with one edit. */
async function edited(name: string): Promise<string> {
  const { sessionId } = given(await place.sessions.open(await projectFile(place, name, {}), never));
  given(change(place.sessions, sessionId, retitle('Edited')));
  return sessionId;
}

describe('saving', () => {
  it('writes a person’s revision over the file and keeps undo', async () => {
    const id = await edited('talk.wordlane');
    const state = given(await place.sessions.save(id, null));
    expect(state).toMatchObject({ saved: true, path: place.at('talk.wordlane') });
    expect(state.savedAtMs).not.toBeNull();
    expect(given(await readProjectFile(place.at('talk.wordlane')))).toMatchObject({
      revision: 1,
      project: { title: 'Edited' },
    });
    given(place.sessions.undo(id));
    expect(place.sessions.state(id)?.saved).toBe(false);
    given(await place.sessions.save(id, null));
    expect(given(await readProjectFile(place.at('talk.wordlane')))).toMatchObject({
      revision: 2,
      project: { title: 'Talk' },
    });
    given(place.sessions.redo(id));
    expect(place.sessions.document(id)?.project.title).toBe('Edited');
  });

  it('keeps what is edited while it writes unsaved', async () => {
    const id = await edited('talk.wordlane');
    const saving = place.sessions.save(id, null);
    const another = place.sessions.save(id, null);
    await Promise.resolve();
    expect(given(await saving).saved).toBe(true);
    given(change(place.sessions, id, retitle('Later')));
    given(await another);
    expect(place.sessions.document(id)?.project.title).toBe('Later');
    expect(given(await place.sessions.save(id, null)).saved).toBe(true);
    expect(given(await readProjectFile(place.at('talk.wordlane'))).project.title).toBe('Later');
  });

  it('under another name moves the project there and leaves the old file as it was', async () => {
    const id = await edited('talk.wordlane');
    await mkdir(place.at('deep'));
    expect(given(await place.sessions.save(id, place.at('deep/other')))).toMatchObject({
      path: place.at('deep/other.wordlane'),
      saved: true,
    });
    expect(given(await readProjectFile(place.at('talk.wordlane'))).project.title).toBe('Talk');
    expect(given(await place.sessions.open(place.at('deep/other.wordlane'), never)).sessionId).toBe(id);
    expect(given(await place.sessions.open(place.at('talk.wordlane'), never)).sessionId).not.toBe(id);
  });

  it('writes the way to the media from where the project lies now', async () => {
    const path = place.at('recordings/talk.wav');
    await mkdir(place.at('recordings'));
    await writeFile(path, await readFile('tests/fixtures/media/jfk.wav'));
    const { sessionId } = given(await place.sessions.create(path, never));
    given(await place.sessions.save(sessionId, place.at('recordings/talk')));
    const mediaOf = async (file: string) => given(await readProjectFile(place.at(file))).project.media;
    expect(await mediaOf('recordings/talk.wordlane')).toMatchObject([{ path, relativePath: 'talk.wav' }]);
    given(await place.sessions.save(sessionId, place.at('talk')));
    expect(await mediaOf('talk.wordlane')).toMatchObject([{ path, relativePath: 'recordings/talk.wav' }]);
    expect(place.sessions.state(sessionId)?.saved).toBe(true);
  });

  it('refuses a file that another session has open, also when both want it at once', async () => {
    const id = await edited('talk.wordlane');
    await edited('other.wordlane');
    expect(codeOf(await place.sessions.save(id, place.at('other.wordlane')))).toBe('project.open-already');
    const untitled = [await place.sessions.create(null, never), await place.sessions.create(null, never)];
    const saves = await Promise.all(
      untitled.map(async (state) => await place.sessions.save(given(state).sessionId, place.at('new'))),
    );
    expect(saves.map(codeOf).sort()).toEqual(['project.open-already', null].sort());
  });

  it('replaces another file in its place only when that is asked for', async () => {
    const id = await edited('talk.wordlane');
    await edited('other.wordlane');
    const other = place.sessions.unsaved().find(({ path }) => path === place.at('other.wordlane'));
    place.sessions.close(other?.sessionId ?? '');
    const before = await readFile(place.at('other.wordlane'));
    expect(codeOf(await place.sessions.save(id, place.at('other.wordlane')))).toBe('output.exists');
    expect(await readFile(place.at('other.wordlane'))).toEqual(before);
    expect(given(await place.sessions.saveOver(id, place.at('other.wordlane'))).saved).toBe(true);
    expect(await readFile(place.at('other.wordlane'))).not.toEqual(before);
  });

  it('refuses to replace what another program wrote meanwhile, until that is asked for', async () => {
    const id = await edited('talk.wordlane');
    const path = place.at('talk.wordlane');
    const { project } = given(await readProjectFile(path));
    const theirs = { project: { ...project, title: 'Theirs' }, revision: 4 };
    given(await writeProjectFile(path, theirs, realOutputEffects));
    expect(codeOf(await place.sessions.save(id, null))).toBe('project.changed-on-disk');
    expect(given(await readProjectFile(path)).project.title).toBe('Theirs');
    expect(place.sessions.state(id)?.saved).toBe(false);
    expect(given(await place.sessions.saveOver(id, null)).saved).toBe(true);
    expect(given(await readProjectFile(path))).toMatchObject({ revision: 5, project: { title: 'Edited' } });
    expect(given(await place.sessions.save(id, null)).saved).toBe(true);
  });

  it('is content with a file that was only touched or removed', async () => {
    const id = await edited('talk.wordlane');
    const path = place.at('talk.wordlane');
    await writeFile(path, await readFile(path));
    given(await place.sessions.save(id, null));
    await rm(path);
    expect(given(await place.sessions.save(id, null)).saved).toBe(true);
    expect(given(await readProjectFile(path)).revision).toBe(2);
  });

  it('never replaces a file whose name it completed itself', async () => {
    const id = await edited('talk.wordlane');
    await writeFile(place.at('notes.wordlane'), 'precious');
    expect(codeOf(await place.sessions.save(id, place.at('notes')))).toBe('output.exists');
    expect(await readFile(place.at('notes.wordlane'), 'utf8')).toBe('precious');
  });

  it('says why it cannot write, and the project stays open and unsaved', async () => {
    const id = await edited('talk.wordlane');
    expect(codeOf(await place.sessions.save(id, place.at('nowhere/talk.wordlane')))).toBe(
      'output.not-writable',
    );
    expect(place.sessions.state(id)).toMatchObject({ saved: false, path: place.at('talk.wordlane') });
  });
});

describe('a disk that takes nothing', () => {
  it.each([
    ['ENOSPC', 'disk.full'],
    ['EROFS', 'output.not-writable'],
    ['EACCES', 'output.not-writable'],
  ])('%s leaves the old file whole and nothing beside it', async (system, code) => {
    let isBroken = false;
    const failing = await workplace({
      rename,
      open: (async (...args: Parameters<typeof open>) => {
        if (isBroken) throw Object.assign(new Error(system), { code: system });
        return await open(...args);
      }) as typeof open,
    });
    const path = await projectFile(failing, 'talk.wordlane', {});
    const { sessionId } = given(await failing.sessions.open(path, never));
    given(change(failing.sessions, sessionId, retitle('Edited')));
    isBroken = true;
    expect(codeOf(await failing.sessions.save(sessionId, null))).toBe(code);
    expect(failing.sessions.state(sessionId)?.saved).toBe(false);
    expect(given(await readProjectFile(path)).project.title).toBe('Talk');
    expect(await readdir(failing.folder)).toEqual(['talk.wordlane']);
    isBroken = false;
    expect(given(await failing.sessions.save(sessionId, null)).saved).toBe(true);
    await failing.end();
  });
});
