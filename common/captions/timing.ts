import { MAX_PULL_MS } from './costs.ts';
import type { Draft } from './drafts.ts';
import { tickBefore } from './rules.ts';
import type { Splice } from './splice.ts';
import { replacedNumbers } from './splice.ts';

/** When each cue is shown, in ticks. */
export interface Shown {
  readonly ins: Int32Array;
  readonly outs: Int32Array;
}

export const NOTHING_SHOWN: Shown = { ins: new Int32Array(0), outs: new Int32Array(0) };

/** How far ahead a fixed time (a pinned cue, the end of the media) makes cues before it hurry. */
const HURRY_CUES = 12;

export interface Retimed {
  readonly shown: Shown;
  /** Cues `[from, newTo)` were timed anew; all others are the old ones. */
  readonly change: Splice;
}

/**
 * Gives cues their times, left to right: a cue's in-time depends on the cue before it and on what the next
 * few ask for; its out-time on its in-time and the next one. So after a change only cues from a few before
 * it are timed again, up to the first behind it that starts as it did.
 *
 * `endTick` is the end of the media, Infinity when unknown.
 */
export function retime(drafts: readonly Draft[], old: Shown, change: Splice, endTick: number): Retimed {
  const from = Math.max(0, change.from - HURRY_CUES - 1);
  const shift = change.newTo - change.oldTo;
  const ins: number[] = [];
  let to = from;
  for (; to < drafts.length; to++) {
    const previousIn = to > from ? (ins[to - from - 1] as number) : (old.ins[to - 1] ?? 0);
    const inTick = inTimeOf(drafts, to, previousIn, endTick);
    if (to >= change.newTo && inTick === old.ins[to - shift]) break;
    ins.push(inTick);
  }
  const nextIn = to < drafts.length ? (old.ins[to - shift] as number) : Number.POSITIVE_INFINITY;
  const outs = ins.map((inTick, index) =>
    outTimeOf(drafts[from + index] as Draft, inTick, ins[index + 1] ?? nextIn, endTick),
  );
  const timed = { from, oldTo: to - shift, newTo: to };
  return {
    shown: {
      ins: replacedNumbers(old.ins, timed, ins, 0),
      outs: replacedNumbers(old.outs, timed, outs, 0),
    },
    change: timed,
  };
}

/**
 * When a cue starts. It wants to start with its first word. It starts earlier, in silence, when that is the
 * only way to be shown long enough; and later than its word only when the cue before it, or a pinned one,
 * leaves no other room.
 */
function inTimeOf(drafts: readonly Draft[], at: number, previousIn: number, endTick: number): number {
  const draft = drafts[at] as Draft;
  if (draft.isPinned) return draft.startTick;
  const { minTicks, gapTicks, leadTicks } = draft.rules;
  const previous = at > 0 ? (drafts[at - 1] as Draft) : null;
  const next = drafts[at + 1] ?? null;
  const earliest =
    previous === null
      ? 0
      : previous.isPinned
        ? previous.endTick + gapTicks
        : previousIn + minTicks + gapTicks;
  const wanted = Math.max(earliest, sharedStart(draft, previous, previousIn, next));
  const nextWanted = next?.startTick ?? Number.POSITIVE_INFINITY;
  // Silence that the cue may take: never the words before it.
  const silentFrom = Math.max(earliest, previous === null ? 0 : previous.endTick + gapTicks);
  let inTick = wanted;
  const missing = wanted + minTicks + gapTicks - nextWanted;
  if (missing > 0) {
    const pull = Math.min(missing, tickBefore(MAX_PULL_MS, draft.rules));
    inTick = Math.max(Math.min(wanted, silentFrom), wanted - pull);
  } else {
    const hurried = wanted + draft.readingTicks + gapTicks - nextWanted;
    if (hurried > 0) inTick = Math.max(Math.min(wanted, silentFrom), wanted - Math.min(hurried, leadTicks));
  }
  return Math.max(earliest, Math.min(inTick, latestStart(drafts, at, endTick)));
}

/**
 * Where cues of people who talk at once stand one after the other, the later one waits until the first had
 * its share of the time of both, by length.
 */
function sharedStart(draft: Draft, previous: Draft | null, previousIn: number, next: Draft | null): number {
  // Words that follow at once end and begin within the same frame; that is no overlap.
  if (previous === null || previous.isPinned || draft.startTick >= previous.endTick - 1) {
    return draft.startTick;
  }
  const until = Math.min(
    Math.max(draft.endTick, previous.endTick),
    next === null ? Number.POSITIVE_INFINITY : Math.max(next.startTick, draft.startTick),
  );
  const share = previous.characters / (previous.characters + draft.characters);
  const point = Math.round(previousIn + (until - previousIn) * share);
  return Math.max(draft.startTick, Math.min(point, previous.endTick));
}

/** The last in-time that leaves this cue and those up to the next fixed time their shortest duration. */
function latestStart(drafts: readonly Draft[], at: number, endTick: number): number {
  const { minTicks, gapTicks } = (drafts[at] as Draft).rules;
  for (let ahead = 1; ahead <= HURRY_CUES; ahead++) {
    const next = drafts[at + ahead];
    if (next !== undefined && !next.isPinned) continue;
    const fixed = next === undefined ? endTick + gapTicks : next.startTick;
    return fixed - ahead * (minTicks + gapTicks);
  }
  return Number.POSITIVE_INFINITY;
}

/** When a cue ends: heard, read, held a moment, and no small gap left before the next. */
function outTimeOf(draft: Draft, inTick: number, nextIn: number, endTick: number): number {
  if (draft.isPinned) return draft.endTick;
  const { minTicks, maxTicks, gapTicks, chainTicks, lingerTicks } = draft.rules;
  const least = inTick + minTicks;
  const longest = inTick + maxTicks;
  const room = nextIn - gapTicks;
  const wanted = Math.max(
    draft.endTick,
    Math.min(draft.endTick + lingerTicks, endTick),
    Math.min(inTick + draft.readingTicks, Math.max(endTick, draft.endTick)),
  );
  let outTick = Math.max(least, Math.min(wanted, room, longest));
  const gap = nextIn - outTick;
  if (gap > gapTicks && gap < chainTicks) {
    if (room <= longest) outTick = room;
    // The cue is as long as it may be: a clear gap is better than a flicker.
    else outTick = Math.max(least, Math.min(outTick, nextIn - chainTicks));
  }
  // Only a pinned cue can leave less room than the shortest duration; then the room is used as it is.
  if (outTick > room && room > inTick) outTick = room;
  return outTick;
}
