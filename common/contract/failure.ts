import { failureMessages } from './messages.en.ts';

/**
 * Every way in which a thing may go wrong that a person should read about. Closed: a new code needs a
 * sentence and a repair in the catalogue, or the program does not compile.
 */
export type FailureCode = keyof typeof failureMessages;

/** An expected failure as plain data; it crosses processes unchanged. */
export interface Failure {
  readonly code: FailureCode;
  /** The file (or folder) that it is about, as the person named it; null when there is none. */
  readonly file: string | null;
  /** What fills `{detail}` in the sentence: a value, a place, a list. Never a stack trace. */
  readonly detail: string | null;
}

/** An engine's own sentence fills a place before a full stop. */
const FULL_STOP = /(?<!\.)\.$/u;

export function failure(code: FailureCode, about: { file?: string; detail?: string }): Failure {
  return { code, file: about.file ?? null, detail: about.detail?.replace(FULL_STOP, '') ?? null };
}

/** What happened and what to do, each one sentence without the file name. */
export function explainFailure(failed: Failure): { readonly reason: string; readonly repair: string } {
  const message = failureMessages[failed.code];
  // Functions, for a `$&` in a file's name stands for nothing.
  const fill = (text: string) =>
    text.replaceAll('{detail}', () => failed.detail ?? '').replaceAll('{file}', () => failed.file ?? '');
  return { reason: fill(message.reason), repair: fill(message.repair) };
}

/** One line for a terminal or a log: the file, the reason, what to do. */
export function failureLine(failed: Failure): string {
  const { reason, repair } = explainFailure(failed);
  const line = repair === '' ? reason : `${reason} ${repair}`;
  // A file name may hold line feeds; an error stays one line.
  return (failed.file === null ? line : `${failed.file}: ${line}`).replace(/[\r\n\u2028\u2029]+/gu, ' ');
}
