import { explainFailure, type Failure, type FailureCode } from '../../common/contract/failure.ts';
import { type MessageId, say } from './text.ts';

/** What to do about a failure in a window, where the command line's options mean nothing. */
const IN_WINDOW: Readonly<Partial<Record<FailureCode, MessageId>>> = {
  'output.exists': 'failure.otherName',
  'output.edited': 'failure.otherName',
  'output.not-writable': 'failure.otherFolder',
  'output.is-media': 'failure.otherName',
  'engine.language': 'failure.otherEngine',
  'engine.unknown': 'failure.otherEngine',
  'engine.slot-missing': 'failure.otherEngine',
  'engine.not-installed': 'failure.again',
  'engine.unhealthy': 'failure.again',
  'engine.crashed': 'failure.again',
  'engine.stalled': 'failure.again',
  'engine.protocol': 'failure.again',
  'runtime.failed': 'failure.again',
};

/** What happened and what to do here, each a sentence without the file's name; `repair` may be empty. */
export function explainHere(failure: Failure): { readonly reason: string; readonly repair: string } {
  const { reason, repair } = explainFailure(failure);
  const own = IN_WINDOW[failure.code];
  if (own !== undefined) return { reason, repair: say(own) };
  return { reason, repair: namesCommands(repair) ? '' : repair };
}

/** True for a sentence that speaks of options or commands. */
export function namesCommands(sentence: string): boolean {
  return /--[a-z]|`/u.test(sentence);
}
