import { failure } from '../../../common/contract/failure.ts';
import type { SessionEvent, SessionState } from '../../../common/contract/projects.ts';
import { fail, succeed } from '../../../common/contract/result.ts';
import { checkInvariants } from '../../../common/document/invariants.ts';
import type { Operation } from '../../../common/document/operations.ts';
import type { Project } from '../../../common/document/types.ts';
import {
  type Ordered,
  orderArrival,
  orderChange,
  orderUndo,
  type Step,
  startOrder,
  undoState,
} from '../../../common/sync/order.ts';
import type { Sessions } from '../../sessions/sessions.ts';

/** Sessions in memory, with what a test wants to know of them. */
export interface MemorySessions extends Sessions {
  readonly events: SessionEvent[];
  /** Called after every ordered operation. */
  onOperation: (sessionId: string, operation: Operation) => void;
  /** A change as a window makes it. */
  readonly edit: (sessionId: string, operation: Operation) => boolean;
}

interface Held {
  ordered: Ordered;
  path: string | null;
  savedVersion: number | null;
  jobId: string | null;
}

/** The order of operations is that of the real sessions (common/sync); files are not written. */
export function memorySessions(): MemorySessions {
  const held = new Map<string, Held>();
  let count = 0;
  const stateOf = (sessionId: string, one: Held): SessionState => ({
    sessionId,
    path: one.path,
    saved: one.savedVersion === one.ordered.version,
    savedAtMs: null,
    undo: undoState(one.ordered),
    media: [],
    jobId: one.jobId,
    notices: [],
  });
  const keep = (sessionId: string, one: Held, step: Step) => {
    const broken = checkInvariants(step.ordered.project);
    if (broken.length > 0) throw new Error(`invariants: ${JSON.stringify(broken)}`);
    one.ordered = step.ordered;
    sessions.events.push({
      kind: 'operation',
      version: step.ordered.version,
      clientId: 'x',
      opId: 'x',
      origin: step.origin,
      operation: step.operation,
      dropped: step.dropped,
    });
    sessions.onOperation(sessionId, step.operation);
  };
  const unused = () => {
    throw new Error('the queue does not use this');
  };
  const sessions: MemorySessions = {
    events: [],
    onOperation: () => {},
    edit: (sessionId, operation) =>
      sessions.change({
        sessionId,
        clientId: 'window',
        opId: `op-${sessions.events.length}`,
        operation,
        label: 'x',
        group: null,
      }).ok,
    adopt: (project: Project, jobId) => {
      const sessionId = `session-${++count}`;
      const one = { ordered: startOrder(project), path: null, savedVersion: 0, jobId };
      held.set(sessionId, one);
      return stateOf(sessionId, one);
    },
    state: (sessionId) => {
      const one = held.get(sessionId);
      return one === undefined ? null : stateOf(sessionId, one);
    },
    document: (sessionId) => {
      const one = held.get(sessionId);
      return one === undefined ? null : { project: one.ordered.project, version: one.ordered.version };
    },
    change: ({ sessionId, operation, label, group }) => {
      const one = held.get(sessionId);
      if (one === undefined) return fail(failure('project.closed', {}));
      const step = orderChange(one.ordered, { operation: operation as Operation, label, group, atMs: 0 });
      if (!step.ok) return step;
      keep(sessionId, one, step.value);
      return succeed({ version: one.ordered.version });
    },
    arrive: (sessionId, operation) => {
      const one = held.get(sessionId);
      if (one === undefined) return fail(failure('project.closed', {}));
      const step = orderArrival(one.ordered, operation);
      if (!step.ok) return step;
      keep(sessionId, one, step.value);
      return succeed(undefined);
    },
    written: (sessionId, { path, version }) => {
      const one = held.get(sessionId);
      if (one === undefined || one.path !== null) return;
      one.path = path;
      one.savedVersion = version;
    },
    settle: (sessionId) => {
      const one = held.get(sessionId);
      if (one !== undefined) one.jobId = null;
    },
    undo: (sessionId) => {
      const one = held.get(sessionId);
      const step = one === undefined ? null : orderUndo(one.ordered);
      if (one === undefined || step === null || !step.ok) return succeed(false);
      keep(sessionId, one, step.value);
      return succeed(true);
    },
    save: async (sessionId, path) => {
      const one = held.get(sessionId);
      if (one === undefined) return fail(failure('project.closed', {}));
      one.path = path ?? one.path;
      one.savedVersion = one.ordered.version;
      return succeed(stateOf(sessionId, one));
    },
    close: (sessionId) => {
      held.delete(sessionId);
    },
    unsaved: () => [...held].map(([id, one]) => stateOf(id, one)).filter(({ saved }) => !saved),
    open: unused,
    create: unused,
    restore: unused,
    watch: unused,
    redo: unused,
    mark: unused,
    undoToMark: unused,
    undoSteps: unused,
    saveOver: unused,
    relink: unused,
    exportFiles: unused,
    exportText: unused,
  };
  return sessions;
}
