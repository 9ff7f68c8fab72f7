import type { FailureCode } from '../../common/contract/failure.ts';

/** What happened and what to do, as two sentences for each code; `{detail}` and `{file}` are filled in. */
export type FailureTexts = Readonly<
  Record<FailureCode, { readonly reason: string; readonly repair: string }>
>;

export type FailureTextId = `failure.${'reason' | 'repair'}.${FailureCode}`;

/** The sentences as texts of a catalogue. */
export function catalogued(texts: FailureTexts): Readonly<Record<FailureTextId, string>> {
  const entries = Object.entries(texts).flatMap(([code, { reason, repair }]) => [
    [`failure.reason.${code}`, reason],
    [`failure.repair.${code}`, repair],
  ]);
  return Object.fromEntries(entries) as Record<FailureTextId, string>;
}
