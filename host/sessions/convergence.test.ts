import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SessionEvent } from '../../common/contract/projects.ts';
import type { Operation } from '../../common/document/operations.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import {
  answer,
  propose,
  type Received,
  type Replica,
  receive,
  replicaOf,
  resume,
} from '../../common/sync/replica.ts';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { type Workplace, workplace } from './testing/workplace.ts';

let place: Workplace;
beforeAll(async () => {
  place = await workplace();
});
afterAll(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

/** A window as the interface has one: a replica, what it still has to send, and the stream it reads. */
interface Window {
  replica: Replica;
  up: { readonly opId: string; readonly operation: Operation }[];
  readonly proposed: string[];
  /** Operations that it was told are lost. */
  readonly fates: string[];
  /** Versions under which it saw each operation. */
  readonly seen: Map<string, Set<number>>;
  connection: Connection;
}

interface Connection {
  readonly stop: () => void;
  readonly events: AsyncIterator<SessionEvent>;
  /** What was asked of the stream and is not there yet. */
  waiting: Promise<IteratorResult<SessionEvent>> | null;
}

const anyAct = fc.record({
  kind: fc.constantFrom(
    'edit',
    'edit',
    'edit',
    'send',
    'send',
    'read',
    'read',
    'undo',
    'redo',
    'arrive',
    'break',
  ),
  who: fc.nat(1),
  what: anyIntention,
});

function connect(sessionId: string, sinceVersion: number): Connection {
  const stopped = new AbortController();
  const events = place.sessions.watch(sessionId, sinceVersion, stopped.signal)[Symbol.asyncIterator]();
  return { stop: () => stopped.abort(), events, waiting: null };
}

function keep(window: Window, { replica, lost }: Received): void {
  window.replica = replica;
  window.fates.push(...lost.map(({ opId }) => opId));
}

function send(sessionId: string, window: Window, hearsAnswer: boolean): void {
  const message = window.up.shift();
  if (message === undefined) return;
  const { clientId } = window.replica;
  const answered = place.sessions.change({ sessionId, clientId, ...message, label: 'edit', group: null });
  if (hearsAnswer) keep(window, answer(window.replica, message.opId, answered));
}

/** Reads one event where there is one; null where there is none yet, `closed` at the end. */
async function read(sessionId: string, window: Window): Promise<SessionEvent | null> {
  const { connection } = window;
  connection.waiting ??= connection.events.next();
  const next = await Promise.race([connection.waiting, setImmediate(null)]);
  if (next === null) return null;
  connection.waiting = null;
  if (next.done === true) return { kind: 'closed' };
  if (next.value.kind === 'reset') {
    const document = place.sessions.document(sessionId);
    if (document !== null) window.replica = resume(window.replica, document.project, document.version);
    sendAgain(window);
  } else keep(window, receive(window.replica, next.value));
  if (next.value.kind === 'operation') {
    const { opId, version } = next.value;
    window.seen.set(opId, (window.seen.get(opId) ?? new Set()).add(version));
  }
  return next.value;
}

function sendAgain(window: Window): void {
  window.up = window.replica.pending.map(({ opId, operation }) => ({ opId, operation }));
}

it('windows and host agree at the end, whatever happened between them', async () => {
  await fc.assert(
    fc.asyncProperty(anySmallProject, fc.array(anyAct, { maxLength: 40 }), async (project, acts) => {
      const { sessionId } = place.sessions.adopt(project, 'job');
      const windows = [0, 1].map(
        (who): Window => ({
          replica: replicaOf(`window-${who}`, project, 0),
          up: [],
          proposed: [],
          fates: [],
          seen: new Map(),
          connection: connect(sessionId, 0),
        }),
      );
      for (const [number, { kind, who, what }] of acts.entries()) {
        const window = windows[who] as Window;
        const shown =
          kind === 'arrive' ? place.sessions.document(sessionId)?.project : window.replica.project;
        if (kind === 'send') send(sessionId, window, what.flag);
        else if (kind === 'read') await read(sessionId, window);
        else if (kind === 'undo') place.sessions.undo(sessionId);
        else if (kind === 'redo') place.sessions.redo(sessionId);
        else if (kind === 'arrive')
          place.sessions.arrive(sessionId, operationFor(shown ?? project, what, number));
        else if (kind === 'break') {
          window.connection.stop();
          window.connection = connect(sessionId, window.replica.version);
          sendAgain(window);
        } else {
          const opId = `${window.replica.clientId}-${number}`;
          const operation = operationFor(window.replica.project, what, number);
          const proposed = propose(window.replica, opId, operation);
          if (!proposed.ok) continue;
          window.replica = proposed.value;
          window.proposed.push(opId);
          window.up.push({ opId, operation });
        }
      }
      for (const window of windows) while (window.up.length > 0) send(sessionId, window, true);
      const last = place.sessions.document(sessionId);
      place.sessions.close(sessionId);
      for (const window of windows) {
        while ((await read(sessionId, window))?.kind !== 'closed');
      }
      for (const { replica, proposed, fates, seen } of windows) {
        expect(replica.pending).toEqual([]);
        expect(replica.version).toBe(last?.version);
        expect(serialiseProject(replica.project)).toBe(last === null ? '' : serialiseProject(last.project));
        for (const [opId, versions] of seen) expect(versions.size, opId).toBe(1);
        for (const opId of fates) expect(proposed).toContain(opId);
        expect(new Set(fates).size).toBe(fates.length);
      }
    }),
    { numRuns: 150 },
  );
});
