/** Where the host process stands, as the shell sees it. Plain data: `supervise` says what follows from what. */
export type HostState =
  | { readonly kind: 'starting'; readonly failures: readonly number[] }
  | { readonly kind: 'running'; readonly url: string; readonly failures: readonly number[] }
  | { readonly kind: 'waiting'; readonly delayMs: number; readonly failures: readonly number[] }
  | { readonly kind: 'failed'; readonly reason: string; readonly failures: readonly number[] }
  | { readonly kind: 'ended'; readonly failures: readonly number[] };

export type HostEvent =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'exited'; readonly code: number; readonly lastWords: string; readonly atMs: number }
  | { readonly kind: 'due' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'quit' };

/** More deaths than this within five minutes: starting again would only hide what is wrong. */
const MOST_FAILURES = 3;
const COUNTED_MS = 5 * 60_000;
const FIRST_DELAY_MS = 250;

export const FIRST_STATE: HostState = { kind: 'starting', failures: [] };

/** The state after an event. A host that dies is started again, after a pause that doubles. */
export function supervise(state: HostState, event: HostEvent): HostState {
  const { failures } = state;
  if (state.kind === 'ended') return state;
  switch (event.kind) {
    case 'quit':
      return { kind: 'ended', failures };
    case 'retry':
      return state.kind === 'failed' ? FIRST_STATE : state;
    case 'listening':
      return state.kind === 'starting' ? { kind: 'running', url: event.url, failures } : state;
    case 'due':
      return state.kind === 'waiting' ? { kind: 'starting', failures } : state;
    case 'exited': {
      const recent = [...failures.filter((atMs) => event.atMs - atMs < COUNTED_MS), event.atMs];
      // A host that never got as far as listening will not do so the next time either.
      if (state.kind === 'starting' && failures.length === 0 && event.code !== 0) {
        return { kind: 'failed', reason: reasonOf(event), failures: recent };
      }
      if (recent.length > MOST_FAILURES) return { kind: 'failed', reason: reasonOf(event), failures: recent };
      return { kind: 'waiting', delayMs: FIRST_DELAY_MS * 2 ** (recent.length - 1), failures: recent };
    }
  }
}

/** What the program said last is the best explanation there is; it ends with a sentence for people. */
function reasonOf({ code, lastWords }: { readonly code: number; readonly lastWords: string }): string {
  const lines = lastWords.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1) ?? `It ended with code ${code}.`;
}

/** Finds `listening on URL#ticket=…` in what the host prints; null in any other line. */
export function listeningUrl(line: string): string | null {
  return /^listening on (http:\/\/127\.0\.0\.1:\d+\/#ticket=[\w-]+)$/.exec(line.trim())?.[1] ?? null;
}
