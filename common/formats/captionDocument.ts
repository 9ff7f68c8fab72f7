import {
  endsSentence,
  isSoundDescription,
  SENTENCE_PAUSE_MS,
  UTTERANCE_PAUSE_MS,
} from '../document/build.ts';
import type { IdSource } from '../document/ids.ts';
import { CHUNK_SIZE, type ChunkedList, EMPTY_LIST, listOf } from '../document/list.ts';
import type {
  CuePlacement,
  PinnedCue,
  Speaker,
  Utterance,
  Word,
  WordId,
  WordStyle,
} from '../document/types.ts';
import { NO_DECISIONS } from '../document/types.ts';
import type { ImportedCue } from './captionImport.ts';
import { letterOf, PLAIN_WORD, plainWords, spanText, type WordSpan, wordSpansOf } from './captionWords.ts';
import type { ReadNotice } from './format.ts';
import { type MarkedRun, NO_STYLE, sameStyle } from './markedText.ts';
import { shareOf, wordTimesOf } from './wordTimes.ts';

/** A run of words of one voice inside one cue. */
interface Part {
  readonly voice: string | null;
  readonly words: Word[];
}

interface OpenUtterance {
  readonly voice: string | null;
  /** Empty while it is the open one: its words are still collected. */
  words: ChunkedList<Word>;
  /** Start of its first timed word and end of its last; null while none has a time. */
  startMs: number | null;
  endMs: number | null;
}

interface Voice {
  readonly speaker: Speaker;
  /** No word of this speaker may begin before it. */
  endMs: number;
}

/**
 * Collects cues, in order of start, into utterances, speakers and decisions. Words of a cue stand together in the
 * document, since a pinned cue is everything between two words.
 */
export function documentBuilder(ids: IdSource) {
  const voices = new Map<string, Voice>();
  const finished: OpenUtterance[] = [];
  /** The words of the open utterance. A new array for each: one that grew old costs the collector a note a word. */
  let words: Word[] = [];
  const pins: PinnedCue[] = [];
  const placements = new Map<WordId, CuePlacement>();
  const wordStyles = new Map<WordId, WordStyle>();
  const notices: ReadNotice[] = [];
  const found = new Int32Array(PLAIN_WORD * MOST_PLAIN_WORDS);
  const recentTexts: string[] = new Array(RECENT_TEXTS).fill('');
  const recentKeys = new Int32Array(2 * RECENT_TEXTS);
  let open: OpenUtterance | null = null;
  /** The latest first time of an utterance so far: by it, utterances are put in order at the end. */
  let latestFirstMs = Number.NEGATIVE_INFINITY;

  /**
   * The text from `from` to `to`; for most words of a language the same string again, which saves a fifth of the
   * memory. Words of at most eight Latin letters are told by the keys of `plainWords` alone, which are 0 for others.
   */
  function sameText(text: string, from: number, to: number, low: number, high: number): string {
    const length = to - from;
    const sum =
      low === 0 ? text.charCodeAt(from) * 31 + text.charCodeAt(to - 1) + length * 517 : low + high * 31;
    const slot = (Math.imul(sum, 0x9e3779b1) >>> 20) & (RECENT_TEXTS - 1);
    const recent = recentTexts[slot] ?? '';
    const isSame =
      recent.length === length &&
      recentKeys[2 * slot] === low &&
      recentKeys[2 * slot + 1] === high &&
      (low !== 0 || text.startsWith(recent, from));
    if (isSame) return recent;
    const fresh = text.slice(from, to);
    recentTexts[slot] = fresh;
    recentKeys[2 * slot] = low;
    recentKeys[2 * slot + 1] = high;
    return fresh;
  }

  function utteranceFor(voice: string | null, startMs: number): OpenUtterance {
    if (open === null || !goesOn(open, words[words.length - 1]?.text ?? '', voice, startMs)) {
      close();
      open = { voice, words: EMPTY_LIST, startMs: null, endMs: null };
      finished.push(open);
    }
    return open;
  }

  function close(): void {
    if (open !== null)
      open.words =
        words.length <= CHUNK_SIZE ? { length: words.length, chunks: [words.slice()] } : listOf(words);
    words = [];
  }

  function add(cue: ImportedCue, nextStartMs: number): void {
    const { runs, times } = cue.text;
    const count = runs.length === 0 && times.length === 0 ? plainWords(cue.text.text, found) : -1;
    if (count > 0) addPlain(cue, count);
    else addMarked(cue, nextStartMs);
  }

  /** One unknown voice, simple words, no marks: most cues of most files. Makes nothing but what the document keeps. */
  function addPlain(cue: ImportedCue, count: number): void {
    const { startMs: cueStartMs, endMs: cueEndMs } = cue;
    const { text } = cue.text;
    const behind = count * PLAIN_WORD;
    let letters = 0;
    for (let word = 0; word < behind; word += PLAIN_WORD)
      letters += (found[word + 1] as number) - (found[word] as number);
    const utterance = utteranceFor(null, cueStartMs);
    // Grown by literals: what `push` leaves in reserve would be a third of the memory of a whole file.
    let lineBreaks: readonly WordId[] = NO_BREAKS;
    let firstWordId: WordId = '';
    let id: WordId = '';
    let passed = 0;
    let startMs = cueStartMs;
    for (let word = 0; word < behind; word += PLAIN_WORD) {
      const from = found[word] as number;
      const to = found[word + 1] as number;
      if (found[word + 2] === 1) lineBreaks = lineBreaks.length === 0 ? [id] : [...lineBreaks, id];
      passed += to - from;
      const endMs = shareOf(cueStartMs, cueEndMs, passed, letters);
      const hasLength = endMs > startMs;
      id = ids.next();
      if (word === 0) firstWordId = id;
      words.push({
        id,
        text: sameText(text, from, to, found[word + 3] as number, found[word + 4] as number),
        startMs: hasLength ? startMs : null,
        endMs: hasLength ? endMs : null,
        confidence: null,
        timing: hasLength ? 'interpolated' : null,
        kind: 'word',
        glue: false,
      });
      if (!hasLength) continue;
      utterance.startMs ??= startMs;
      utterance.endMs = endMs;
      startMs = endMs;
    }
    latestFirstMs = Math.max(latestFirstMs, utterance.startMs ?? latestFirstMs);
    pin(cue, firstWordId, id, lineBreaks);
  }

  function addMarked(cue: ImportedCue, nextStartMs: number): void {
    const lineBreaks: WordId[] = [];
    const parts = partsOf(cue, wordSpansOf(cue.text.text), lineBreaks);
    const latestBeforeMs = latestFirstMs;
    let firstMs: number | null = null;
    parts.forEach((part, index) => {
      if (part.voice !== null) speak(part.words, voiceNamed(part.voice), cue.line);
      // The words of a cue stand together in the document; times that would let another cue in between go.
      const isParted =
        (firstTimeOf(part.words) ?? 0) > nextStartMs ||
        latestBeforeMs > (firstMs ?? Number.NEGATIVE_INFINITY);
      if (index > 0 && isParted) withoutTimes(part.words);
      const utterance = utteranceFor(part.voice, firstTimeOf(part.words) ?? cue.startMs);
      for (const word of part.words) {
        words.push(word);
        utterance.startMs ??= word.startMs;
        utterance.endMs = word.endMs ?? utterance.endMs;
      }
      if (index === 0) firstMs = utterance.startMs;
      latestFirstMs = Math.max(latestFirstMs, utterance.startMs ?? latestFirstMs);
    });
    const firstWordId = parts[0]?.words[0]?.id;
    const lastWordId = parts.at(-1)?.words.at(-1)?.id;
    if (firstWordId !== undefined && lastWordId !== undefined) pin(cue, firstWordId, lastWordId, lineBreaks);
  }

  function partsOf(cue: ImportedCue, lines: readonly (readonly WordSpan[])[], lineBreaks: WordId[]): Part[] {
    const { text, runs } = cue.text;
    const times = wordTimesOf(cue, lines);
    const parts: Part[] = [];
    let part: Part | undefined;
    let at = 0;
    let run = 0;
    for (const line of lines) {
      let id: WordId = '';
      for (const span of line) {
        const marks = runs.length === 0 ? null : runOf(runs, text, span, run);
        run = marks?.index ?? 0;
        const voice = marks?.voice ?? null;
        if (part === undefined || part.voice !== voice) {
          part = { voice, words: [] };
          parts.push(part);
        }
        id = ids.next();
        if (marks !== null && !sameStyle(marks.style, NO_STYLE)) wordStyles.set(id, marks.style);
        const wordText = spanText(text, span);
        const startMs = times.starts[at] ?? null;
        part.words.push({
          id,
          text: wordText,
          startMs,
          endMs: times.ends[at] ?? null,
          confidence: null,
          timing: startMs === null ? null : times.marked[at] === true ? 'imported' : 'interpolated',
          kind: isSoundDescription(wordText) ? 'sound' : 'word',
          glue: span.glue,
        });
        at++;
      }
      lineBreaks.push(id);
    }
    lineBreaks.pop();
    return parts;
  }

  /** Lets the words follow what their speaker has said already. */
  function speak(said: Word[], voice: Voice, line: number): void {
    let isMoved = false;
    said.forEach((word, index) => {
      if (word.startMs === null || word.endMs === null) return;
      if (word.startMs < voice.endMs) {
        said[index] = beginningAt(word, voice.endMs);
        isMoved = true;
      }
      voice.endMs = Math.max(voice.endMs, word.endMs);
    });
    if (!isMoved) return;
    const message = `${voice.speaker.name} speaks in two cues at once: later words begin later or have no time.`;
    notices.push({ line, message });
  }

  function pin(
    cue: ImportedCue,
    firstWordId: WordId,
    lastWordId: WordId,
    lineBreaks: readonly WordId[],
  ): void {
    const { startMs, endMs, source, placement } = cue;
    pins.push(
      source === null
        ? { firstWordId, lastWordId, startMs, endMs, lineBreaks }
        : { firstWordId, lastWordId, startMs, endMs, lineBreaks, source },
    );
    if (placement !== null) placements.set(firstWordId, placement);
  }

  function voiceNamed(name: string): Voice {
    let voice = voices.get(name);
    if (voice === undefined) {
      voice = { speaker: { id: ids.next(), name, color: voices.size }, endMs: 0 };
      voices.set(name, voice);
    }
    return voice;
  }

  function finish() {
    close();
    const pinnedCues = new Map<WordId, PinnedCue>();
    for (const cue of pins) pinnedCues.set(cue.firstWordId, cue);
    const utterances = byFirstTime(finished).map(
      (utterance): Utterance => ({
        id: ids.next(),
        speakerId: utterance.voice === null ? null : (voices.get(utterance.voice)?.speaker.id ?? null),
        language: null,
        words: utterance.words,
      }),
    );
    const speakers = [...voices.values()].map(({ speaker }) => speaker);
    return {
      utterances,
      speakers,
      decisions: { ...NO_DECISIONS, pinnedCues, placements, wordStyles },
      notices,
    };
  }

  return { add, finish };
}

const NO_BREAKS: readonly WordId[] = [];

const RECENT_TEXTS = 4096;

/** A cue of more words takes the careful way. */
const MOST_PLAIN_WORDS = 256;

/**
 * Whether the utterance goes on with words of `voice` at `startMs`: the same voice without a pause, by the
 * rule for recognised speech. Where the file names nobody, the end of a sentence may be a change of speaker.
 */
function goesOn(utterance: OpenUtterance, lastText: string, voice: string | null, startMs: number): boolean {
  if (utterance.voice !== voice) return false;
  const pauseMs = startMs - (utterance.endMs ?? startMs);
  if (pauseMs < 0 || pauseMs >= UTTERANCE_PAUSE_MS) return false;
  if (voice !== null && pauseMs < SENTENCE_PAUSE_MS) return true;
  return !endsSentence(lastText);
}

/** What holds for a word. `from` is the index where the last search ended. */
function runOf(runs: readonly MarkedRun[], text: string, span: WordSpan, from: number) {
  const offset = letterOf(text, span);
  let index = from;
  while (index < runs.length - 1 && offset >= (runs[index]?.end ?? 0)) index++;
  const run = runs[index];
  return { index, style: run?.style ?? NO_STYLE, voice: run?.voice ?? null };
}

function beginningAt(word: Word, startMs: number): Word {
  if (word.endMs === null || word.endMs <= startMs)
    return { ...word, startMs: null, endMs: null, timing: null };
  return { ...word, startMs };
}

function withoutTimes(words: Word[]): void {
  words.forEach((word, index) => {
    words[index] = { ...word, startMs: null, endMs: null, timing: null };
  });
}

function firstTimeOf(words: readonly Word[]): number | null {
  for (const { startMs } of words) if (startMs !== null) return startMs;
  return null;
}

/** By the first timed word; an utterance without times stays behind the one that it followed. */
function byFirstTime(utterances: readonly OpenUtterance[]): readonly OpenUtterance[] {
  let last = 0;
  let isOrdered = true;
  const starts = utterances.map(({ startMs }) => {
    isOrdered &&= (startMs ?? last) >= last;
    last = startMs ?? last;
    return last;
  });
  if (isOrdered) return utterances;
  const order = utterances.map((_, index) => index);
  order.sort((left, right) => (starts[left] ?? 0) - (starts[right] ?? 0));
  return order.map((index) => utterances[index]).filter((utterance) => utterance !== undefined);
}
