import type { Failure } from '../contract/failure.ts';
import type { SessionEvent } from '../contract/projects.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import type { Operation } from '../document/operations.ts';
import type { Project } from '../document/types.ts';

/**
 * One window's copy of a project that the host orders. The window's own operations show at once; what other
 * windows did is put before those that the host has not ordered yet. Immutable: versions share what is equal.
 */
export interface Replica {
  readonly clientId: string;
  /** What the host has ordered, up to `version`. */
  readonly confirmed: Project;
  readonly version: number;
  /** Own operations on their way, oldest first. */
  readonly pending: readonly Pending[];
  /** What the window shows: `confirmed` with everything pending that fits. */
  readonly project: Project;
}

export interface Pending {
  readonly opId: string;
  readonly operation: Operation;
  /**
   * The document after it; null while it does not fit what others did. Only the host can tell that it is lost:
   * something that it ordered in between may let it fit again.
   */
  readonly after: Project | null;
}

export interface Received {
  readonly replica: Replica;
  /** Own operations that the host refused, because what they were about is gone, with the reason. */
  readonly lost: readonly { readonly opId: string; readonly failure: Failure }[];
}

export function replicaOf(clientId: string, project: Project, version: number): Replica {
  return { clientId, confirmed: project, version, pending: [], project };
}

/** Shows an own operation before the host knows of it. Refused like any operation that does not fit. */
export function propose(replica: Replica, opId: string, operation: Operation): Result<Replica> {
  const applied = apply(replica.project, operation);
  if (!applied.ok) return fail(applied.failure);
  const after = applied.value.project;
  const pending = [...replica.pending, { opId, operation, after }];
  return succeed({ ...replica, pending, project: after });
}

/**
 * Takes in what the host ordered or refused. Events come in the host's order; one that was seen before is
 * passed over. The own oldest operation coming back costs nothing: the document after it is known already.
 */
export function receive(replica: Replica, event: SessionEvent): Received {
  if (event.kind === 'refused' && event.clientId === replica.clientId) {
    return lose(replica, event.opId, event.failure);
  }
  if (event.kind !== 'operation' || event.version <= replica.version) return { replica, lost: [] };
  if (event.version !== replica.version + 1) throw new Error(`version ${event.version} skips some`);
  const { version } = event;
  const own = event.clientId === replica.clientId ? event.opId : null;
  const [first, ...rest] = replica.pending;
  if (own !== null && first?.opId === own && first.after !== null) {
    return { replica: { ...replica, confirmed: first.after, version, pending: rest }, lost: [] };
  }
  const applied = apply(replica.confirmed, event.operation);
  // The host applied it to the very same document, so this cannot be unless one of both is wrong.
  if (!applied.ok) throw new Error(`the host's operation does not apply: ${applied.failure.code}`);
  const pending = own === null ? replica.pending : without(replica.pending, own);
  const confirmed = applied.value.project;
  return { replica: rebased({ ...replica, confirmed, version, pending }), lost: [] };
}

/**
 * Takes in the host's answer to an own operation. It matters after a broken connection, when an operation is
 * sent again that is part of the fetched document already, or that was refused while nobody listened.
 */
export function answer(
  replica: Replica,
  opId: string,
  answered: Result<{ readonly version: number }>,
): Received {
  if (!answered.ok) return lose(replica, opId, answered.failure);
  // Ordered later than what this window has: it comes as an event.
  if (answered.value.version > replica.version) return { replica, lost: [] };
  const pending = without(replica.pending, opId);
  const isSettled = pending.length === replica.pending.length;
  return { replica: isSettled ? replica : rebased({ ...replica, pending }), lost: [] };
}

/**
 * Goes on from a document that was fetched anew (`reset`). What is pending stays so; the window sends all of it
 * again under the same `opId`, oldest first, and hands each reply to `answer`.
 */
export function resume(replica: Replica, project: Project, version: number): Replica {
  return rebased({ ...replica, confirmed: project, version });
}

function lose(replica: Replica, opId: string, failure: Failure): Received {
  const pending = without(replica.pending, opId);
  if (pending.length === replica.pending.length) return { replica, lost: [] };
  return { replica: rebased({ ...replica, pending }), lost: [{ opId, failure }] };
}

function without(pending: readonly Pending[], gone: string): readonly Pending[] {
  return pending.filter(({ opId }) => opId !== gone);
}

/** Applies what is pending anew on what is confirmed. */
function rebased(replica: Replica): Replica {
  let project = replica.confirmed;
  const pending = replica.pending.map(({ opId, operation }): Pending => {
    const applied = apply(project, operation);
    if (!applied.ok) return { opId, operation, after: null };
    project = applied.value.project;
    return { opId, operation, after: project };
  });
  return { ...replica, pending, project };
}
