import type { CheckView, MachineView } from '../../common/contract/setup.ts';
import { explainHere } from '../text/failures.ts';
import { type MessageId, say } from '../text/text.ts';

/** What to do about parts of the program, where the command line's sentence names a command or a variable. */
const MENDS: Readonly<Record<string, MessageId>> = {
  python: 'setup.mend.python',
  uv: 'setup.mend.uv',
  ffmpeg: 'setup.mend.ffmpeg',
  'visual-c': 'setup.mend.visual-c',
};

/** What to do about a check in a window, in a sentence; null for nothing. `machine` knows what ails a driver. */
export function mendText({ id, ok, action }: CheckView, machine: MachineView | null): string | null {
  if (ok) return null;
  if (id === 'driver' && machine !== null && machine.problem !== null) {
    return explainHere(machine.problem).repair;
  }
  const own = MENDS[id];
  return own === undefined ? action : say(own);
}

/** What was found. That an engine could use the card is told with the place where a window changes that. */
export function foundText({ id, detail }: CheckView): string {
  return id.endsWith('.variant') ? say('setup.foundVariant') : detail;
}
