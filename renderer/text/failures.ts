import type { Failure } from '../../common/contract/failure.ts';
import { failureMessages } from '../../common/contract/messages.en.ts';
import { say } from './text.ts';

/** What happened and what to do here, each a sentence without the file's name; `repair` may be empty. */
export function explainHere({ code, detail, file }: Failure): {
  readonly reason: string;
  readonly repair: string;
} {
  const fill = (text: string) =>
    text.replaceAll('{detail}', () => detail ?? '').replaceAll('{file}', () => file ?? '');
  // The places are filled after: in a path, `\u0041` is four letters and no character.
  const reason = fill(say(`failure.reason.${code}`, PLACES));
  const repair = failureMessages[code].repair === '' ? '' : fill(say(`failure.repair.${code}`, PLACES));
  return { reason, repair };
}

const PLACES = { detail: '{detail}', file: '{file}' } as const;
