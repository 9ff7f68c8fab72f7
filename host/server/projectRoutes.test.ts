import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionState } from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import { parseProject } from '../../common/document/parse.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import { startTestServer, type TestServer } from '../../tests/support/hostServer.ts';
import { decodeProject } from '../projects/projectFile.ts';
import { type Workplace, workplace } from '../sessions/testing/workplace.ts';
import { usualLimits } from './server.ts';

let place: Workplace;
let server: TestServer;
let sessionId: string;
beforeAll(async () => {
  place = await workplace();
  server = await startTestServer({ sessions: place.sessions, limits: usualLimits });
  const made = await place.sessions.create(null, new AbortController().signal);
  if (!made.ok) throw new Error(made.failure.code);
  sessionId = made.value.sessionId;
  place.sessions.change({
    sessionId,
    clientId: 'test',
    opId: 'op-1',
    operation: { kind: 'setProject', field: 'title', value: 'Größe "1"' },
    label: 'project.rename',
    group: null,
  });
});
afterAll(async () => {
  await server.close();
  await place.end();
});

const bearer = () => ({ authorization: `Bearer ${server.token}` });
const documentOf = () => {
  const found = place.sessions.document(sessionId);
  if (found === null) throw new Error('the session is gone');
  return found;
};

async function put(id: string, body: string, query = '') {
  return await fetch(`${server.url}/projects/${id}/document${query}`, {
    method: 'PUT',
    headers: { ...bearer(), 'content-type': 'application/json' },
    body,
  });
}

describe('the document of a session', () => {
  it('comes with its version, as it would be saved', async () => {
    const answer = await fetch(`${server.url}/projects/${sessionId}/document`, { headers: bearer() });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-wordlane-version')).toBe(String(documentOf().version));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toBe(serialiseProject(documentOf().project));
  });

  it('is opened by the token alone, not by the key of its downloads', async () => {
    const keyed = `${server.url}/projects/${sessionId}/document?k=${server.keyOf(sessionId)}`;
    expect((await fetch(keyed)).status).toBe(401);
  });

  it('that is not open is not there', async () => {
    for (const id of ['none', '..%2fx', '__proto__']) {
      const answer = await fetch(`${server.url}/projects/${id}/document`, { headers: bearer() });
      expect([answer.status, await answer.json()]).toEqual([404, { code: 'unknown' }]);
    }
  });
});

describe('a document that a window still holds', () => {
  it('becomes a session again', async () => {
    const held = serialiseProject(documentOf().project);
    const path = join(place.folder, 'talk.wordlane');
    const answer = await put('held-session', held, `?path=${encodeURIComponent(path)}`);
    const restored = (await answer.json()) as Result<SessionState>;
    expect(restored).toMatchObject({ ok: true, value: { sessionId: 'held-session', path, saved: false } });
    const found = place.sessions.document('held-session');
    expect(found && serialiseProject(found.project)).toBe(held);
  });

  it('may be longer than other bodies', async () => {
    const project = { ...documentOf().project, title: 'x'.repeat(3_000_000) };
    const answer = await put('long-session', serialiseProject(project));
    expect(await answer.json()).toMatchObject({ ok: true });
    expect(place.sessions.document('long-session')?.project.title).toHaveLength(3_000_000);
  });

  it.each(['', '{', '{}', 'null', '{"schema":99}'])(
    'is refused with the reason where it is %j',
    async (body) => {
      const answer = await put('broken-session', body);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({
        ok: false,
        failure: { code: expect.stringMatching(/^project\./) },
      });
      expect(place.sessions.document('broken-session')).toBeNull();
    },
  );
});

describe('a download', () => {
  const keyed = (path: string, more = '') =>
    `${server.url}/projects/${sessionId}/${path}?k=${server.keyOf(sessionId)}${more}`;

  it('of the project is a project file that no job replaces', async () => {
    const answer = await fetch(keyed('file'));
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _1_.wordlane"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20_1_.wordlane`,
    );
    const opened = decodeProject(Buffer.from(await answer.arrayBuffer()), 'download');
    expect(opened).toMatchObject({ ok: true, value: { revision: 1, project: { title: 'Größe "1"' } } });
  });

  it('of an export has its text and its name', async () => {
    const made = place.sessions.exportText(sessionId, { format: 'vtt', profile: null, wordTimes: true });
    if (!made.ok) throw new Error(made.failure.code);
    const answer = await fetch(keyed('export/vtt'));
    expect(await answer.text()).toBe(made.value.text);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=".*\.vtt"; /);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('of a format or profile that is not known says so', async () => {
    for (const url of [keyed('export/nonsense'), keyed('export/srt', '&profile=nonsense')]) {
      const answer = await fetch(url);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ code: expect.stringMatching(/^(format|profile)\./) });
    }
  });

  it('needs the key of its own session', async () => {
    const other = server.keyOf('other');
    expect((await fetch(`${server.url}/projects/${sessionId}/file?k=${other}`)).status).toBe(401);
    expect((await fetch(`${server.url}/projects/other/file?k=${other}`)).status).toBe(404);
  });
});

it('what a page reads of a document is a document', async () => {
  const answer = await fetch(`${server.url}/projects/${sessionId}/document`, { headers: bearer() });
  expect(parseProject(await answer.text())).toMatchObject({ ok: true });
});
