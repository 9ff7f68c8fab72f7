import type { Failure } from '../../common/contract/failure.ts';
import type { Change, SessionEvent, SessionState } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { parseProject } from '../../common/document/parse.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import type { Project } from '../../common/document/types.ts';
import type { Connection } from '../host/connection.ts';

/** A session's document as one moment. */
export interface Fetched {
  readonly project: Project;
  readonly version: number;
}

export async function fetchProject(connection: Connection, sessionId: string): Promise<Result<Fetched>> {
  const answer = await connection.request(`/projects/${sessionId}/document`, {});
  if (!answer.ok) return fail({ code: 'project.closed', file: null, detail: null });
  const parsed = parseProject(await answer.text());
  if (!parsed.ok) return parsed;
  return succeed({ project: parsed.value, version: Number(answer.headers.get('x-wordlane-version')) });
}

/** What the link tells the document of this window. */
export interface LinkEvents {
  readonly onEvent: (event: Exclude<SessionEvent, { kind: 'reset' | 'closed' }>) => void;
  readonly onAnswer: (opId: string, answered: Result<{ readonly version: number }>) => void;
  /** The document was fetched anew; everything that has no answer yet is sent again after this. */
  readonly onFetched: (fetched: Fetched) => void;
  /** Nothing more will come: the session was closed elsewhere, or cannot be brought back. */
  readonly onEnd: (failure: Failure) => void;
  /** The document of this window, for a host that had to start again and knows nothing of it. */
  readonly held: () => { readonly project: Project; readonly path: string | null };
  /** The host has what this window held: nothing is on its way any more. */
  readonly onRestored: (fetched: Fetched) => void;
  /** Ids of the operations that are in the document of this window and not yet in the host's order, oldest first. */
  readonly pending: () => readonly string[];
  readonly onBug: (error: unknown) => void;
}

export interface HostLink {
  readonly send: (change: Change) => void;
  readonly close: () => void;
}

/** Operations kept before those that are ordered are looked for and let go. */
const KEPT = 256;

/**
 * Carries operations to the host and what it orders back, over broken connections. An operation without an answer
 * is sent again under the same id, in order, so it is ordered once; a host that was started again is given the
 * document that this window holds.
 */
export function linkToHost(
  connection: Connection,
  sessionId: string,
  sinceVersion: number,
  events: LinkEvents,
): HostLink {
  const { rpc, state } = connection;
  /** What may have to be sent again: all that is pending, and a little that no longer is. */
  const sent = new Map<string, Change>();
  let broken = false;
  let isOver = false;
  let stream = subscribe(sinceVersion);

  function subscribe(since: number): { readonly unsubscribe: () => void } {
    return rpc.projects.watch.subscribe(
      { sessionId, sinceVersion: since },
      { onData: ({ data }) => take(data), onError: events.onBug },
    );
  }

  function take(event: SessionEvent): void {
    if (event.kind === 'reset') fetchAnew().catch(events.onBug);
    else if (event.kind === 'closed') comeBack().catch(events.onBug);
    else events.onEvent(event);
  }

  async function fetchAnew(): Promise<void> {
    const fetched = await fetchProject(connection, sessionId);
    if (isOver) return;
    if (!fetched.ok) {
      events.onEnd(fetched.failure);
      return;
    }
    stream.unsubscribe();
    events.onFetched(fetched.value);
    stream = subscribe(fetched.value.version);
    sendAgain();
  }

  /** The session is gone: closed by the person elsewhere, or with a host that died. The latter gets it back. */
  async function comeBack(): Promise<void> {
    if (isOver) return;
    const known: SessionState | null = await rpc.projects.state.query({ sessionId });
    if (known !== null) return await fetchAnew();
    const { project, path } = events.held();
    const place = path === null ? '' : `?path=${encodeURIComponent(path)}`;
    const answer = await connection.request(`/projects/${sessionId}/document${place}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: serialiseProject(project),
    });
    if (!answer.ok) {
      events.onEnd({ code: 'project.closed', file: path, detail: null });
      return;
    }
    sent.clear();
    const fetched = await fetchProject(connection, sessionId);
    if (isOver || !fetched.ok) return;
    stream.unsubscribe();
    events.onRestored(fetched.value);
    stream = subscribe(fetched.value.version);
  }

  function mutate(change: Change): void {
    rpc.projects.change
      .mutate(change)
      .then((answered) => events.onAnswer(change.opId, answered))
      .catch(() => {
        // The connection broke before the answer came; whether the host has it will be seen.
        broken = true;
        if (state.getState().link === 'open') sendAgain();
      });
  }

  function sendAgain(): void {
    broken = false;
    for (const opId of events.pending()) {
      const change = sent.get(opId);
      if (change !== undefined) mutate(change);
    }
  }

  function forgetOrdered(): void {
    const pending = new Set(events.pending());
    for (const opId of sent.keys()) if (!pending.has(opId)) sent.delete(opId);
  }

  const stopLink = state.subscribe(({ link }) => {
    if (link === 'open' && broken) sendAgain();
  });

  return {
    send: (change) => {
      if (sent.size >= KEPT) forgetOrdered();
      sent.set(change.opId, change);
      mutate(change);
    },
    close: () => {
      isOver = true;
      stopLink();
      stream.unsubscribe();
    },
  };
}
