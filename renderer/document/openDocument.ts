import {
  type Captions,
  captionSettings,
  deriveCaptions,
  rederiveCaptions,
} from '../../common/captions/captions.ts';
import { checkCaptions } from '../../common/captions/checks/checks.ts';
import type { Violation } from '../../common/captions/checks/violation.ts';
import { defaultProfile, findProfile } from '../../common/captions/profiles/profiles.ts';
import type { Failure } from '../../common/contract/failure.ts';
import type { SessionState } from '../../common/contract/projects.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type IdSource, idSource } from '../../common/document/ids.ts';
import type { Operation } from '../../common/document/operations.ts';
import type { Project } from '../../common/document/types.ts';
import {
  answer,
  propose,
  type Received,
  type Replica,
  receive,
  replicaOf,
  resume,
} from '../../common/sync/replica.ts';
import type { Connection } from '../host/connection.ts';
import type { MessageId } from '../text/text.ts';
import { type Fetched, fetchProject, linkToHost } from './hostLink.ts';

/** How an edit is called in Undo and History, and which edits before it make one step with it. */
export interface EditStep {
  readonly label: MessageId;
  /** Same key within `withinMs` of the step before: one step of undo. */
  readonly group: { readonly key: string; readonly withinMs: number } | null;
}

/**
 * The project of this window, outside React. Every edit is an operation: it shows at once, goes to the host,
 * and comes to every other window from there.
 */
export interface OpenDocument {
  readonly project: () => Project;
  /** The captions of the present project; the same object until something in them changes. About 0.6 ms after an edit. */
  readonly captions: () => Captions;
  /** Where the captions break the rules of the profile; computed on demand, once a version. */
  readonly violations: () => readonly Violation[];
  readonly state: () => SessionState;
  /** Carries out an edit. A refusal (edit.*) changes nothing; the caller tells the person or tries another. */
  readonly change: (operation: Operation, step: EditStep) => Result<void>;
  readonly undo: () => Promise<boolean>;
  readonly redo: () => Promise<boolean>;
  /** Takes back the newest `count` steps at once. */
  readonly undoSteps: (count: number) => Promise<boolean>;
  readonly newIds: IdSource;
  /** Hands over what is still being typed somewhere, before something looks at the whole: undo, saving, an export. */
  readonly settle: () => void;
  /** A view that holds typed text back for a moment gives it when this calls. */
  readonly onSettle: (listener: () => void) => () => void;
  /** Called after every change of the project or the state, whoever made it; returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Edits that were lost because another window removed what they were about. */
  readonly onLost: (listener: (failure: Failure) => void) => () => void;
  readonly close: () => void;
}

/** Fetches a session's document and follows it. */
export async function openDocument(connection: Connection, sessionId: string): Promise<Result<OpenDocument>> {
  const state = await connection.rpc.projects.state.query({ sessionId });
  const fetched = await fetchProject(connection, sessionId);
  if (state === null || !fetched.ok) {
    return fail(fetched.ok ? { code: 'project.closed', file: null, detail: null } : fetched.failure);
  }
  return succeed(followDocument(connection, state, fetched.value));
}

function followDocument(connection: Connection, first: SessionState, fetched: Fetched): OpenDocument {
  const { sessionId } = first;
  const clientId = crypto.randomUUID().slice(0, 13);
  const listeners = new Set<() => void>();
  const lostListeners = new Set<(failure: Failure) => void>();
  const settleListeners = new Set<() => void>();
  const settle = () => {
    for (const listener of settleListeners) listener();
  };
  let replica: Replica = replicaOf(clientId, fetched.project, fetched.version);
  let state = first;
  let captions: Captions | null = null;
  let checked: { readonly of: Captions; readonly found: readonly Violation[] } | null = null;
  let operations = 0;
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const lose = (failure: Failure) => {
    for (const listener of lostListeners) listener(failure);
  };
  const take = ({ replica: next, lost }: Received) => {
    replica = next;
    for (const { failure } of lost) lose(failure);
    changed();
  };
  const present = (): Captions => {
    const { project } = replica;
    const known = captions;
    if (known !== null && known.memory.project === project) return known;
    const found = findProfile(project.profile);
    const profile = found.ok ? found.value : defaultProfile;
    const same = known !== null && known.profile === profile && sameMedia(known, project);
    captions = same
      ? rederiveCaptions(known, project)
      : deriveCaptions(project, profile, captionSettings(project));
    return captions;
  };
  const link = linkToHost(connection, sessionId, fetched.version, {
    onEvent: (event) => {
      if (event.kind === 'state') state = event.state;
      take(receive(replica, event));
    },
    onAnswer: (opId, answered) => take(answer(replica, opId, answered)),
    onFetched: ({ project, version }) => take({ replica: resume(replica, project, version), lost: [] }),
    onRestored: ({ project, version }) => take({ replica: replicaOf(clientId, project, version), lost: [] }),
    held: () => ({ project: replica.project, path: state.path }),
    pending: () => replica.pending.map(({ opId }) => opId),
    onEnd: lose,
    onBug: (error) => lose({ code: 'internal', file: null, detail: String(error) }),
  });
  return {
    project: () => replica.project,
    captions: present,
    violations: () => {
      const of = present();
      if (checked?.of !== of) checked = { of, found: checkCaptions(of) };
      return checked.found;
    },
    state: () => state,
    change: (operation, { label, group }) => {
      const opId = `${clientId}-${operations++}`;
      const proposed = propose(replica, opId, operation);
      if (!proposed.ok) return proposed;
      replica = proposed.value;
      changed();
      link.send({ sessionId, clientId, opId, operation, label, group });
      return succeed(undefined);
    },
    settle,
    onSettle: (listener) => {
      settleListeners.add(listener);
      return () => settleListeners.delete(listener);
    },
    undo: async () => {
      settle();
      const done = await connection.rpc.projects.undo.mutate({ sessionId });
      return done.ok && done.value;
    },
    redo: async () => {
      settle();
      const done = await connection.rpc.projects.redo.mutate({ sessionId });
      return done.ok && done.value;
    },
    undoSteps: async (count) => {
      settle();
      const done = await connection.rpc.projects.undoSteps.mutate({ sessionId, count });
      return done.ok && done.value;
    },
    newIds: idSource(`w${clientId.replaceAll('-', '').slice(0, 8)}`),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLost: (listener) => {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
    close: link.close,
  };
}

/** The settings of a derivation come from the media alone. */
function sameMedia(known: Captions, project: Project): boolean {
  return known.memory.project.media === project.media;
}
