import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyProject } from '../../common/document/build.ts';
import { realOutputEffects } from '../output/output.ts';
import { readProjectFile, writeProjectFile } from '../projects/projectFile.ts';
import { change, given, retitle, type Workplace, workplace } from './testing/workplace.ts';

let place: Workplace;
const never = new AbortController().signal;
beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

async function savedProject(name: string, title: string): Promise<string> {
  const project = emptyProject({ projectId: 'p', title, profile: 'plain', language: 'en' });
  const path = place.at(name);
  given(await writeProjectFile(path, { project, revision: 0 }, realOutputEffects));
  return path;
}

describe('an opened project', () => {
  it('is saved until it is changed, and again after undoing back to the file', async () => {
    const path = await savedProject('talk.wordlane', 'Talk');
    const { sessionId, saved } = given(await place.sessions.open(path, never));
    expect(saved).toBe(true);
    given(change(place.sessions, sessionId, retitle('Other')));
    expect(place.sessions.state(sessionId)).toMatchObject({ saved: false, undo: { undo: 'edit.word' } });
    expect(place.sessions.undo(sessionId)).toEqual({ ok: true, value: true });
    expect(place.sessions.state(sessionId)).toMatchObject({ saved: true, undo: { redo: 'edit.word' } });
  });

  it('is written as a person’s revision, and undo goes on across it', async () => {
    const path = await savedProject('talk.wordlane', 'Talk');
    const { sessionId } = given(await place.sessions.open(path, never));
    given(change(place.sessions, sessionId, retitle('Other')));
    expect(given(await place.sessions.save(sessionId, null))).toMatchObject({ saved: true, path });
    expect(given(await readProjectFile(path))).toMatchObject({ revision: 1, project: { title: 'Other' } });
    given(place.sessions.undo(sessionId));
    expect(place.sessions.state(sessionId)?.saved).toBe(false);
    expect(place.sessions.document(sessionId)?.project.title).toBe('Talk');
  });
});
