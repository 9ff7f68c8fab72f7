import type { SessionEvent, SessionState } from '../../common/contract/projects.ts';

/**
 * What happened to an open project, once for all its watchers: each reads on at its own pace, so that one that
 * is slow costs nothing but its place in the list.
 */
export interface EventLog {
  /** How many entries were dropped from the front. */
  dropped: number;
  readonly entries: Entry[];
  /** Changes with every change of the state. */
  stateNumber: number;
  isClosed: boolean;
  readonly wakers: Set<() => void>;
}

interface Entry {
  /** The document's version after it. */
  readonly version: number;
  readonly event: SessionEvent;
}

/** A window that was away for longer fetches the document anew; 20,000 edits of one word hold about 8 MB. */
export const KEPT_ENTRIES = 20_000;

/** Entries are dropped some at a time, because taking one from the front of an array moves all. */
const DROPPED_AT_ONCE = 1000;

export function emptyLog(): EventLog {
  return { dropped: 0, entries: [], stateNumber: 0, isClosed: false, wakers: new Set() };
}

/** Adds what happened and tells the watchers that the state is another one. */
export function logEvent(log: EventLog, version: number, event: SessionEvent): void {
  log.entries.push({ version, event });
  if (log.entries.length >= KEPT_ENTRIES + DROPPED_AT_ONCE) {
    log.entries.splice(0, DROPPED_AT_ONCE);
    log.dropped += DROPPED_AT_ONCE;
  }
  logState(log);
}

/** Something in the state changed that is no operation: it was saved, a file came or went. */
export function logState(log: EventLog): void {
  log.stateNumber++;
  for (const wake of log.wakers) wake();
}

/** Watchers read what is left and end. */
export function closeLog(log: EventLog): void {
  log.isClosed = true;
  for (const wake of log.wakers) wake();
}

export interface Watched {
  readonly log: EventLog;
  readonly state: () => SessionState;
  /** The document's present version. */
  readonly version: () => number;
}

/**
 * A `state`, then everything after a version in order, then what happens, until `signal` aborts or the session
 * closes. The state is made when it is read: a slow reader gets every operation and the newest state alone.
 * `reset` takes the place of what is not kept any more, and of versions that never were.
 */
export async function* follow(
  { log, state, version }: Watched,
  sinceVersion: number,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent, void, undefined> {
  let wake = () => {};
  const onWake = () => wake();
  log.wakers.add(onWake);
  signal.addEventListener('abort', onWake, { once: true });
  try {
    let seenState = log.stateNumber;
    yield { kind: 'state', state: state() };
    let next = placeAfter(log, sinceVersion, version());
    while (!signal.aborted) {
      if (next === null || next < log.dropped) {
        next = log.dropped + log.entries.length;
        yield { kind: 'reset', version: version() };
        continue;
      }
      const entry = log.entries[next - log.dropped];
      if (entry !== undefined) {
        next++;
        yield entry.event;
      } else if (seenState !== log.stateNumber) {
        seenState = log.stateNumber;
        yield { kind: 'state', state: state() };
      } else if (log.isClosed) {
        yield { kind: 'closed' };
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    log.wakers.delete(onWake);
    signal.removeEventListener('abort', onWake);
  }
}

/** Where a window that has seen a version reads on; null where what follows it is not there. */
function placeAfter(log: EventLog, sinceVersion: number, version: number): number | null {
  if (sinceVersion > version) return null;
  let at = log.entries.length;
  // A refusal makes no version: it is told again, and passed over by whom it does not concern.
  while (at > 0 && isAfter(log.entries[at - 1] as Entry, sinceVersion)) at--;
  const oldest = log.entries[at];
  const known = oldest === undefined ? version : versionBefore(oldest);
  return known > sinceVersion ? null : log.dropped + at;
}

function isAfter({ version, event }: Entry, sinceVersion: number): boolean {
  return version > sinceVersion || (event.kind === 'refused' && version === sinceVersion);
}

/** The version that a window must have seen to go on with an entry. */
function versionBefore({ version, event }: Entry): number {
  return event.kind === 'operation' ? version - 1 : version;
}
