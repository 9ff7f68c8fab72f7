import { type Failure, failure } from '../../common/contract/failure.ts';

/** Where the app is shown. `none`: nowhere from here; the address is printed. */
export const FRONTS = ['electron', 'browser', 'none'] as const;
export type Front = (typeof FRONTS)[number];

export interface FrontFacts {
  /** `--front`; null = whatever is best here. */
  readonly wish: Front | null;
  /** The desktop window's program is installed. */
  readonly hasDesktop: boolean;
  /** A person sits at this terminal: it both shows and reads. */
  readonly hasTerminal: boolean;
  readonly hasDisplay: boolean;
  /** The person was asked before whether to install it, and did not want to. */
  readonly hasDeclined: boolean;
}

export type FrontChoice =
  /** `reason` is the end of a sentence that begins with what is opened. */
  | { readonly kind: Front; readonly reason: string }
  /** Whether to install the desktop window first. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Which front a start gets, and why. Nothing is ever installed without a person who says yes. */
export function chooseFront(facts: FrontFacts): FrontChoice {
  const { wish, hasDesktop, hasTerminal, hasDisplay } = facts;
  if (wish === 'none' || wish === 'browser') return { kind: wish, reason: 'as asked' };
  if (wish === 'electron') {
    if (!hasDisplay) return { kind: 'refused', failure: failure('desktop.no-display', {}) };
    if (hasDesktop) return { kind: 'electron', reason: 'as asked' };
    return hasTerminal ? { kind: 'ask' } : { kind: 'refused', failure: failure('desktop.missing', {}) };
  }
  if (!hasDisplay) return { kind: 'none', reason: 'because there is no display here' };
  if (hasDesktop) return { kind: 'electron', reason: 'because it is installed here' };
  if (hasTerminal && !facts.hasDeclined) return { kind: 'ask' };
  return { kind: 'browser', reason: 'because the desktop window is not installed here' };
}

/** Whether a window that is opened here would be seen by whoever started us. */
export function hasDisplay(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  const has = (name: string) => (env[name] ?? '') !== '';
  // A build machine shows nothing to anybody, and over SSH the person sits elsewhere.
  if ((has('CI') && env.CI !== 'false') || has('SSH_CONNECTION') || has('SSH_TTY')) return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  return has('DISPLAY') || has('WAYLAND_DISPLAY');
}
