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
  /** Own operations on their way, oldest first, each with the document after it. */
  readonly pending: readonly Pending[];
  /** What the window shows: `confirmed` with everything pending. */
  readonly project: Project;
}

interface Pending {
  readonly opId: string;
  readonly operation: Operation;
  readonly after: Project;
}

export interface Received {
  readonly replica: Replica;
  /** Own operations that are gone because what they were about is gone, with the reason. */
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
    const rest = replica.pending.filter(({ opId }) => opId !== event.opId);
    if (rest.length === replica.pending.length) return { replica, lost: [] };
    const rebased = rebase({ ...replica, pending: rest });
    return { ...rebased, lost: [{ opId: event.opId, failure: event.failure }, ...rebased.lost] };
  }
  if (event.kind !== 'operation' || event.version <= replica.version) return { replica, lost: [] };
  if (event.version !== replica.version + 1) throw new Error(`version ${event.version} skips some`);
  const [first, ...rest] = replica.pending;
  if (first !== undefined && event.clientId === replica.clientId && first.opId === event.opId) {
    return {
      replica: { ...replica, confirmed: first.after, version: event.version, pending: rest },
      lost: [],
    };
  }
  const applied = apply(replica.confirmed, event.operation);
  // The host applied it to the very same document, so this cannot be unless one of both is wrong.
  if (!applied.ok) throw new Error(`the host's operation does not apply: ${applied.failure.code}`);
  const own = event.clientId === replica.clientId ? event.opId : null;
  const pending = own === null ? replica.pending : replica.pending.filter(({ opId }) => opId !== own);
  return rebase({ ...replica, confirmed: applied.value.project, version: event.version, pending });
}

/** Applies what is pending anew on what is confirmed. */
function rebase(replica: Replica): Received {
  const lost: { opId: string; failure: Failure }[] = [];
  const pending: Pending[] = [];
  let project = replica.confirmed;
  for (const { opId, operation } of replica.pending) {
    const applied = apply(project, operation);
    if (applied.ok) {
      project = applied.value.project;
      pending.push({ opId, operation, after: project });
    } else lost.push({ opId, failure: applied.failure });
  }
  return { replica: { ...replica, pending, project }, lost };
}
