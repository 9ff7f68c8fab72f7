import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import type { SessionEvent } from '../contract/projects.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { checkInvariants } from '../document/invariants.ts';
import type { Operation } from '../document/operations.ts';
import { serialiseProject } from '../document/serialise.ts';
import type { Project } from '../document/types.ts';
import {
  forgetNext,
  type Ordered,
  orderArrival,
  orderChange,
  orderMark,
  orderRedo,
  orderUndo,
  orderUndoToMark,
  type Step,
  startOrder,
} from './order.ts';
import { answer, propose, type Received, type Replica, receive, replicaOf, resume } from './replica.ts';

/** A host as plain as can be: one order, a log of it, and an answer to each operation. */
interface Host {
  ordered: Ordered;
  readonly log: { readonly version: number; readonly event: SessionEvent }[];
  readonly answers: Map<string, Result<{ readonly version: number }>>;
}

/** A window with its connection: what is on the way in each direction stays in order. */
interface Window {
  replica: Replica;
  readonly proposed: string[];
  readonly lost: string[];
  up: { readonly opId: string; readonly operation: Operation }[];
  down: SessionEvent[];
  replies: { readonly opId: string; readonly answered: Result<{ readonly version: number }> }[];
}

const WINDOWS = 3;
const anyWindow = fc.nat(WINDOWS - 1);
const anyAct = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), who: anyWindow, what: anyIntention }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('send', 'receive', 'reply'), who: anyWindow }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('undo', 'redo', 'mark', 'toMark'), who: anyWindow }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('break', 'reset'), who: anyWindow }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('arrive' as const), who: anyWindow, what: anyIntention }),
  },
);
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

function tell(host: Host, windows: readonly Window[], event: SessionEvent): void {
  host.log.push({ version: host.ordered.version, event });
  for (const window of windows) window.down.push(event);
}

function take(host: Host, windows: readonly Window[], step: Step, clientId: string, opId: string): void {
  host.ordered = step.ordered;
  const { version } = step.ordered;
  const { origin, operation, dropped } = step;
  tell(host, windows, { kind: 'operation', version, clientId, opId, origin, operation, dropped });
}

function order(
  host: Host,
  windows: readonly Window[],
  window: Window,
  opId: string,
  operation: Operation,
): void {
  const { clientId } = window.replica;
  const known = host.answers.get(opId);
  if (known === undefined) {
    const ordered = orderChange(host.ordered, { operation, label: 'edit', group: null, atMs: 0 });
    if (ordered.ok) take(host, windows, ordered.value, clientId, opId);
    else tell(host, windows, { kind: 'refused', clientId, opId, failure: ordered.failure });
    host.answers.set(opId, ordered.ok ? succeed({ version: host.ordered.version }) : fail(ordered.failure));
  }
  const answered = host.answers.get(opId);
  if (answered !== undefined) window.replies.push({ opId, answered });
}

function keep(window: Window, { replica, lost }: Received): void {
  window.replica = replica;
  window.lost.push(...lost.map(({ opId }) => opId));
}

/** A new connection: the window says which version it has, and sends again what it had no answer to. */
function connect(host: Host, window: Window): void {
  window.replies = [];
  window.up = window.replica.pending.map(({ opId, operation }) => ({ opId, operation }));
  const since = window.replica.version;
  window.down = host.log.flatMap(({ version, event }) =>
    version > since || (event.kind === 'refused' && version === since) ? [event] : [],
  );
}

function perform(act: Act, number: number, host: Host, windows: readonly Window[]): void {
  const window = windows[act.who] as Window;
  switch (act.kind) {
    case 'edit': {
      const opId = `${window.replica.clientId}-${number}`;
      const operation = operationFor(window.replica.project, act.what, number);
      const proposed = propose(window.replica, opId, operation);
      if (!proposed.ok) return;
      window.replica = proposed.value;
      window.proposed.push(opId);
      window.up.push({ opId, operation });
      return;
    }
    case 'send': {
      const message = window.up.shift();
      if (message !== undefined) order(host, windows, window, message.opId, message.operation);
      return;
    }
    case 'receive': {
      const event = window.down.shift();
      if (event !== undefined) keep(window, receive(window.replica, event));
      return;
    }
    case 'reply': {
      const reply = window.replies.shift();
      if (reply !== undefined) keep(window, answer(window.replica, reply.opId, reply.answered));
      return;
    }
    case 'undo':
    case 'redo': {
      const step = act.kind === 'undo' ? orderUndo(host.ordered) : orderRedo(host.ordered);
      if (step?.ok === true) take(host, windows, step.value, 'host', `${number}`);
      else if (step !== null) host.ordered = forgetNext(host.ordered, act.kind);
      return;
    }
    case 'mark':
      host.ordered = orderMark(host.ordered, 'here');
      return;
    case 'toMark': {
      const steps = orderUndoToMark(host.ordered, 'here');
      if (steps?.ok === true) for (const step of steps.value) take(host, windows, step, 'host', `${number}`);
      return;
    }
    case 'arrive': {
      const step = orderArrival(host.ordered, operationFor(host.ordered.project, act.what, number));
      if (step.ok) take(host, windows, step.value, 'host', `${number}`);
      return;
    }
    case 'break':
      connect(host, window);
      return;
    default:
      window.replica = resume(window.replica, host.ordered.project, host.ordered.version);
      connect(host, window);
  }
}

function settle(host: Host, windows: readonly Window[]): void {
  while (windows.some(({ up, down, replies }) => up.length + down.length + replies.length > 0)) {
    windows.forEach((_, who) => {
      for (const kind of ['send', 'receive', 'reply'] as const) perform({ kind, who }, 0, host, windows);
    });
  }
}

const textOf = (project: Project) => serialiseProject(project);

describe('windows on one project', () => {
  it('come to show what the host has, whatever they did and however late and broken the news came', () => {
    fc.assert(
      fc.property(anySmallProject, fc.array(anyAct, { maxLength: 60 }), (project, acts) => {
        const host: Host = { ordered: startOrder(project), log: [], answers: new Map() };
        const windows = Array.from({ length: WINDOWS }, (_, who): Window => {
          const replica = replicaOf(`w${who}`, project, 0);
          return { replica, proposed: [], lost: [], up: [], down: [], replies: [] };
        });
        acts.forEach((act, number) => {
          perform(act, number, host, windows);
        });
        settle(host, windows);
        expect(checkInvariants(host.ordered.project)).toEqual([]);
        const text = textOf(host.ordered.project);
        const ordered = host.log.flatMap(({ event }) => (event.kind === 'operation' ? [event.opId] : []));
        for (const { replica, proposed, lost } of windows) {
          expect(replica.pending).toEqual([]);
          expect(textOf(replica.project)).toBe(text);
          expect(replica.version).toBe(host.ordered.version);
          for (const opId of proposed) {
            const fate = [...ordered, ...lost].filter((other) => other === opId);
            expect(fate, opId).toHaveLength(1);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
