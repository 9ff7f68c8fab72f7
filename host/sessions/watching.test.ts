import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { closeLog, emptyLog, follow, KEPT_ENTRIES, logEvent } from './eventLog.ts';
import { change, given, never, retitle, type Workplace, watcher, workplace } from './testing/workplace.ts';

let place: Workplace;
let sessionId: string;
beforeEach(async () => {
  place = await workplace();
  ({ sessionId } = given(await place.sessions.create(null, never)));
});
afterEach(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

const edit = (title: string) => given(change(place.sessions, sessionId, retitle(title)));

describe('a window that watches', () => {
  it('first learns the state, then every operation in order with the state after it', async () => {
    const window = watcher(place.sessions, sessionId, 0);
    expect(await window.next()).toMatchObject({ kind: 'state', state: { sessionId, saved: true } });
    edit('One');
    expect(await window.next()).toMatchObject({
      kind: 'operation',
      version: 1,
      origin: 'person',
      clientId: 'window-1',
    });
    expect(await window.next()).toMatchObject({ kind: 'state', state: { saved: false } });
    given(place.sessions.undo(sessionId));
    expect(await window.next()).toMatchObject({
      kind: 'operation',
      version: 2,
      origin: 'undo',
      clientId: 'host',
    });
    expect(await window.next()).toMatchObject({
      kind: 'state',
      state: { saved: true, undo: { redo: 'edit.word' } },
    });
    window.stop();
  });

  it('sees what another window does, and both see the same', async () => {
    const windows = [watcher(place.sessions, sessionId, 0), watcher(place.sessions, sessionId, 0)];
    edit('One');
    edit('Two');
    for (const window of windows) {
      expect((await window.operation()).version).toBe(1);
      expect((await window.operation()).version).toBe(2);
      window.stop();
    }
  });

  it('that is slow gets every operation, and of the states only the newest', async () => {
    const window = watcher(place.sessions, sessionId, 0);
    await window.next();
    for (let number = 1; number <= 1000; number++) edit(`Title ${number}`);
    const last = await window.state(({ undo }) => undo.steps.length > 0);
    expect(window.seen.slice(1, -1).map((event) => event.kind === 'operation' && event.version)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index + 1),
    );
    expect(last.undo.steps).toHaveLength(200);
    window.stop();
  });

  it('goes on after a version that it has seen', async () => {
    for (const title of ['One', 'Two', 'Three']) edit(title);
    const window = watcher(place.sessions, sessionId, 2);
    expect((await window.next()).kind).toBe('state');
    expect(await window.next()).toMatchObject({ kind: 'operation', version: 3 });
    window.stop();
  });

  it('hears again of a refusal that it may have missed', async () => {
    edit('One');
    change(place.sessions, sessionId, { kind: 'deleteWords', wordIds: ['nobody'] });
    const window = watcher(place.sessions, sessionId, 1);
    await window.next();
    expect(await window.next()).toMatchObject({ kind: 'refused', clientId: 'window-1' });
    window.stop();
  });

  it('fetches the document anew where its version is too old or was never given', async () => {
    for (let number = 0; number < KEPT_ENTRIES + 2000; number++) edit(`Title ${number % 7}`);
    for (const ahead of [Number.NEGATIVE_INFINITY, 1]) {
      const version = place.sessions.document(sessionId)?.version ?? 0;
      const since = Math.max(0, version + ahead);
      const window = watcher(place.sessions, sessionId, since);
      await window.next();
      expect(await window.next()).toEqual({ kind: 'reset', version });
      edit(`After ${ahead}`);
      expect((await window.operation()).version).toBeGreaterThan(version);
      window.stop();
    }
  });

  it('that falls too far behind while it watches is told to fetch the document, and goes on from there', async () => {
    const window = watcher(place.sessions, sessionId, 0);
    await window.next();
    for (let number = 0; number < KEPT_ENTRIES + 2000; number++) edit(`Title ${number % 7}`);
    const version = place.sessions.document(sessionId)?.version;
    expect(await window.next()).toEqual({ kind: 'reset', version });
    edit('Last');
    expect((await window.operation()).version).toBe((version ?? 0) + 1);
    window.stop();
  });

  it('ends where it wants to, waiting or not', async () => {
    const stopped = new AbortController();
    const events = place.sessions.watch(sessionId, 0, stopped.signal)[Symbol.asyncIterator]();
    await events.next();
    const waiting = events.next();
    stopped.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

describe('the log of what happened', () => {
  it('keeps no watcher that has left', async () => {
    const log = emptyLog();
    const state = place.sessions.state(sessionId);
    if (state === null) throw new Error('not open');
    const watched = { log, state: () => state, version: () => 0 };
    const left = follow(watched, 0, never);
    await left.next();
    expect(log.wakers.size).toBe(1);
    await left.return();
    expect(log.wakers.size).toBe(0);
    logEvent(log, 0, { kind: 'refused', clientId: 'w', opId: 'o', failure: failure('edit.missing', {}) });
    closeLog(log);
    const kinds: string[] = [];
    for await (const event of follow(watched, 0, never)) kinds.push(event.kind);
    expect(kinds).toEqual(['state', 'refused', 'closed']);
  });
});
