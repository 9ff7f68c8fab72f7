import type { Decisions, PinnedCue, SpeakerId, Utterance, Word } from '../document/types.ts';
import type { WordShape } from './grammar/shape.ts';
import { shapeOf } from './grammar/shape.ts';
import type { Entry, PinnedItem } from './item.ts';
import type { Rules } from './rules.ts';
import { charactersOf, unitsOf } from './width.ts';

/** What of the project the words are read with. */
export interface ReadingContext {
  readonly decisions: Decisions;
  readonly rulesOf: (language: string | null) => Rules;
}

/** Turns words into entries, in the order in which they are written. */
export interface Scribe {
  /** Says whose words follow, from which one on. `voice` is what tells this speaker from others. */
  readonly enter: (utterance: Utterance, voice: string | null, fromWord: number) => void;
  readonly write: (word: Word) => void;
  /** True between the first and the last word of a pinned cue. */
  readonly inPinned: () => boolean;
  /** A pinned cue whose last word has not come is none: its words are written as they are. */
  readonly finish: () => void;
}

interface Spoken {
  readonly word: Word;
  readonly utterance: Utterance;
  readonly voice: string | null;
  readonly startsUtterance: boolean;
}

export function scribeTo(entries: Entry[], context: ReadingContext): Scribe {
  const { pinnedCues, hidden, breaks } = context.decisions;
  const shapes = new Map<string, WordShape>();
  const shapeFor = (text: string): WordShape => {
    const known = shapes.get(text);
    if (known !== undefined) return known;
    const shape = shapeOf(text);
    shapes.set(text, shape);
    return shape;
  };
  let utterance: Utterance | null = null;
  let voice: string | null = null;
  let rules: Rules | null = null;
  let startsUtterance = false;
  let open: { readonly cue: PinnedCue; readonly spoken: Spoken[] } | null = null;

  const writeEntry = (
    word: Word,
    by: Utterance,
    whose: string | null,
    starts: boolean,
    byRules: Rules,
    pinned: PinnedItem | null,
  ) => {
    const isTimed = pinned !== null || (word.startMs !== null && word.endMs !== null);
    const startMs = pinned?.cue.startMs ?? word.startMs ?? 0;
    const units = pinned === null ? unitsOf(word.text, byRules.lineLength.measure) : 0;
    // Every field from the start, so that all entries have one layout in memory: there are 150,000.
    entries.push({
      word,
      shape: shapeFor(word.text),
      pinned,
      startsUtterance: starts,
      speakerId: by.speakerId,
      voice: whose,
      rules: byRules,
      units,
      characters: byRules.lineLength.measure === 'graphemes' ? units : charactersOf(word.text),
      wish: breaks.size === 0 ? null : (breaks.get(word.id) ?? null),
      isTimed,
      startMs,
      endMs: Math.max(startMs, pinned?.cue.endMs ?? word.endMs ?? 0),
      lineBreakCost: 0,
      cueBreakCost: 0,
      endsCue: true,
      endsVoice: false,
    });
  };
  const flush = () => {
    const spoken = open?.spoken ?? [];
    open = null;
    for (const one of spoken) {
      const { language } = one.utterance;
      writeEntry(one.word, one.utterance, one.voice, one.startsUtterance, context.rulesOf(language), null);
    }
  };
  const writePinned = (cue: PinnedCue, spoken: readonly Spoken[]) => {
    const first = spoken[0];
    if (first === undefined) return;
    const { word, utterance: by, voice: whose, startsUtterance: starts } = first;
    const pinned = { cue, lines: pinnedLines(cue, spoken) };
    writeEntry(word, by, whose, starts, context.rulesOf(by.language), pinned);
  };

  return {
    enter: (next, whose, fromWord) => {
      utterance = next;
      voice = whose;
      rules = context.rulesOf(next.language);
      startsUtterance = fromWord === 0;
    },
    write: (word) => {
      if (utterance === null || rules === null) throw new Error('a word was written before its utterance');
      if (pinnedCues.size > 0) {
        const cue = pinnedCues.get(word.id);
        if (cue !== undefined) {
          flush();
          open = { cue, spoken: [] };
        }
      }
      if (hidden.size === 0 || !hidden.has(word.id)) {
        if (open === null) writeEntry(word, utterance, voice, startsUtterance, rules, null);
        else open.spoken.push({ word, utterance, voice, startsUtterance });
        startsUtterance = false;
      }
      if (open === null) return;
      if (word.id !== open.cue.lastWordId) return;
      const { cue, spoken } = open;
      open = null;
      writePinned(cue, spoken);
    },
    inPinned: () => open !== null,
    finish: flush,
  };
}

function pinnedLines(cue: PinnedCue, spoken: readonly Spoken[]): PinnedItem['lines'] {
  const ends = new Set(cue.lineBreaks);
  const lines: { speakerId: SpeakerId | null; words: Word[] }[] = [];
  let line: { speakerId: SpeakerId | null; words: Word[] } | null = null;
  for (const { word, utterance } of spoken) {
    if (line === null) {
      line = { speakerId: utterance.speakerId, words: [] };
      lines.push(line);
    }
    line.words.push(word);
    if (ends.has(word.id)) line = null;
  }
  return lines;
}
