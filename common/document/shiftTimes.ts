import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { changeDecisions, setUtterances } from './draft.ts';
import { type Extent, extentOfUtterance } from './extents.ts';
import { mapItems } from './list.ts';
import type { ShiftTimes, WordTimes } from './operations.ts';
import type { WordId } from './types.ts';
import { LATEST_MS, timesProblem } from './wordRules.ts';

export function shiftTimes(draft: Draft, operation: ShiftTimes): Failure | null {
  const { fromMs, deltaMs } = operation;
  const toMs = operation.toMs ?? LATEST_MS + 1;
  if (!Number.isInteger(deltaMs)) return failure('edit.time', { detail: `a shift by ${deltaMs} ms` });
  if (deltaMs === 0 || fromMs >= toMs) return null;
  const before: WordTimes[] = [];
  let problem: string | null = null;
  const inRange = (startMs: number | null) => startMs !== null && startMs >= fromMs && startMs < toMs;
  // Where something else starts inside the shifted range, shifting that range back would take it along.
  let reversible = true;
  const landsInRange = (startMs: number | null) =>
    startMs !== null && startMs >= fromMs + deltaMs && startMs < toMs + deltaMs;
  const touches = ({ startMs, endMs }: Extent) =>
    (startMs < toMs && endMs > fromMs) || (startMs < toMs + deltaMs && endMs > fromMs + deltaMs);
  const utterances = mapItems(draft.project.utterances, (utterance) => {
    const extent = extentOfUtterance(utterance);
    if (extent === null || !touches(extent)) return utterance;
    const words = mapItems(utterance.words, (word) => {
      const { startMs, endMs } = word;
      if (startMs === null || endMs === null || !inRange(startMs)) {
        if (landsInRange(startMs)) reversible = false;
        return word;
      }
      before.push({ wordId: word.id, startMs, endMs, timing: word.timing });
      const moved = { ...word, startMs: startMs + deltaMs, endMs: endMs + deltaMs };
      problem ??= timesProblem(moved);
      return moved;
    });
    return words === utterance.words ? utterance : { ...utterance, words };
  });
  const pins: { readonly wordId: WordId; readonly startMs: number; readonly endMs: number }[] = [];
  for (const [wordId, pin] of draft.project.decisions.pinnedCues) {
    if (inRange(pin.startMs))
      pins.push({ wordId, startMs: pin.startMs + deltaMs, endMs: pin.endMs + deltaMs });
    else if (landsInRange(pin.startMs)) reversible = false;
  }
  if (problem !== null || pins.some((pin) => pin.startMs < 0)) {
    return failure('edit.time', { detail: problem ?? 'a cue would begin before 0' });
  }
  for (let chunk = 0; chunk < utterances.chunks.length; chunk++) {
    if (utterances.chunks[chunk] === draft.project.utterances.chunks[chunk]) continue;
    for (const utterance of utterances.chunks[chunk] ?? []) draft.placed.add(utterance.id);
  }
  setUtterances(draft, utterances);
  for (const { wordId } of before) draft.timedWords.add(wordId);
  const undoAt = draft.undo.length;
  changeDecisions(
    draft,
    pins.flatMap(({ wordId, startMs, endMs }) => {
      const pin = draft.project.decisions.pinnedCues.get(wordId);
      return pin === undefined
        ? []
        : [{ about: 'pinnedCues' as const, wordId, value: { ...pin, startMs, endMs } }];
    }),
  );
  if (reversible) {
    draft.undo.splice(undoAt);
    const back = operation.toMs === null ? null : operation.toMs + deltaMs;
    draft.undo.push({ kind: 'shiftTimes', fromMs: fromMs + deltaMs, toMs: back, deltaMs: -deltaMs });
  } else {
    draft.undo.push({ kind: 'setWordTimes', words: before });
  }
  return null;
}
