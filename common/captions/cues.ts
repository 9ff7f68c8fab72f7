import { joinWords } from '../document/queries.ts';
import type { Decisions, SpeakerId } from '../document/types.ts';
import type { Cue, CueLine } from './cue.ts';
import type { Draft } from './drafts.ts';
import type { Item, PinnedItem } from './item.ts';
import { tickToMs } from './rules.ts';

/** The finished cue: a pinned one as it was fixed, any other with its lines, marks and times. */
export function cueOf(draft: Draft, inTick: number, outTick: number, decisions: Decisions): Cue {
  const first = draft.items[0] as Item;
  const last = draft.items[draft.items.length - 1] as Item;
  const firstWordId = first.word.id;
  const placement = decisions.placements.size === 0 ? null : (decisions.placements.get(firstWordId) ?? null);
  const style = decisions.cueStyles.size === 0 ? null : (decisions.cueStyles.get(firstWordId) ?? null);
  if (first.pinned !== null) {
    const { cue } = first.pinned;
    return {
      firstWordId: cue.firstWordId,
      lastWordId: cue.lastWordId,
      startMs: cue.startMs,
      endMs: cue.endMs,
      lines: pinnedLines(first.pinned, draft),
      pinned: true,
      placement: decisions.placements.get(cue.firstWordId) ?? placement,
      style: decisions.cueStyles.get(cue.firstWordId) ?? style,
      source: cue.source ?? null,
    };
  }
  return {
    firstWordId,
    lastWordId: last.word.id,
    startMs: tickToMs(inTick, draft.rules),
    endMs: tickToMs(outTick, draft.rules),
    lines: linesOf(draft),
    pinned: false,
    placement,
    style,
    source: null,
  };
}

function linesOf({ items, split, rules }: Draft): CueLine[] {
  if (split === 0) return [lineOf(items, '')];
  const isShared = items[split - 1]?.endsVoice === true && rules.marks !== null;
  return [
    lineOf(items.slice(0, split), isShared ? (rules.marks?.first ?? '') : ''),
    lineOf(items.slice(split), isShared ? (rules.marks?.second ?? '') : ''),
  ];
}

function lineOf(items: readonly Item[], mark: string): CueLine {
  const words = items.map((item) => item.word);
  return { speakerId: items[0]?.speakerId ?? null, words, text: joinWords(words), mark };
}

/** What was imported has its own marks in its text; what a person pinned looks as it did before. */
function pinnedLines({ cue, lines }: PinnedItem, draft: Draft): CueLine[] {
  const { marks } = draft.rules;
  const speakers = new Set<SpeakerId | null>(lines.map((line) => line.speakerId));
  const isShared = marks !== null && cue.source === undefined && lines.length === 2 && speakers.size === 2;
  return lines.map(({ speakerId, words }, index) => ({
    speakerId,
    words,
    text: joinWords(words),
    mark: isShared ? (index === 0 ? marks.first : marks.second) : '',
  }));
}
