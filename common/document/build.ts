import type { IdSource } from './ids.ts';
import { listOf } from './list.ts';
import type { RepairableWord } from './repair.ts';
import { repairTimes } from './repair.ts';
import type { MediaReference, OriginalReference, Project, Speaker, Utterance, Word } from './types.ts';
import { NO_DECISIONS } from './types.ts';

/** A word as an engine gives it: its times may be fractions, out of order, overlapping, or not numbers. */
export interface RecognisedWord {
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly confidence: number | null;
  readonly timing: Word['timing'];
  readonly glue: boolean;
  /** Overrides the segment's; null or absent says that the engine did not tell. */
  readonly speaker?: string | null;
}

export interface RecognisedSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly RecognisedWord[];
  readonly speaker?: string | null;
}

export interface BuildRequest {
  readonly ids: IdSource;
  readonly projectId: string;
  readonly title: string;
  readonly media: readonly MediaReference[];
  readonly language: string | null;
  readonly profile: string;
  readonly original: OriginalReference | null;
  readonly segments: readonly RecognisedSegment[];
}

/** A silence this long ends an utterance wherever it falls. */
export const UTTERANCE_PAUSE_MS = 1000;

/**
 * A silence this long ends an utterance after a sentence. 400 ms separates the pauses between sentences of
 * read and spontaneous speech from the ones inside, so that a turn of several sentences without a breath
 * stays one utterance and a monologue still falls into pieces that a person can read.
 */
export const SENTENCE_PAUSE_MS = 400;

export function emptyProject(request: {
  readonly projectId: string;
  readonly title: string;
  readonly profile: string;
  readonly language: string | null;
}): Project {
  return {
    schema: 1,
    id: request.projectId,
    title: request.title,
    media: [],
    speakers: [],
    utterances: listOf<Utterance>([]),
    decisions: NO_DECISIONS,
    styles: [],
    profile: request.profile,
    language: request.language,
    original: null,
    imported: null,
  };
}

/**
 * Makes a document of what an engine recognised. The invariants hold whatever the engine says: bad times are
 * repaired (see repair.ts), empty words dropped, punctuation that stands alone joined to the word before.
 * A new utterance begins where the speaker changes, after a pause of a second, and after the end of a sentence
 * followed by a pause of 400 ms. A segment without any word time shares its own time among its words,
 * marked `interpolated`. Linear time.
 */
export function buildProject(request: BuildRequest): Project {
  const words = flatten(request.segments);
  repairTimes(words);
  const speakers = speakersOf(words, request.ids);
  const utterances = divide(words).map((run): Utterance => {
    const [first] = run;
    return {
      id: request.ids.next(),
      speakerId: speakers.get(first?.speaker ?? null)?.id ?? null,
      language: null,
      words: listOf(run.map((word) => wordOf(word, request.ids))),
    };
  });
  return {
    ...emptyProject(request),
    media: request.media,
    original: request.original,
    speakers: [...speakers.values()],
    utterances: listOf(inOrder(utterances)),
  };
}

/** `[applause]`, `(laughs)`, `♪`: a description of a sound instead of a word. */
export function isSoundDescription(text: string): boolean {
  return /^(?:\[[^[\]]*\]|\([^()]*\)|[♪♫♬♩]+)[.,!?]?$/u.test(text);
}

/** Marks that belong to the word before them when they stand alone. */
export function isPunctuationOnly(text: string): boolean {
  return /^[\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,;:!?…'"¡¿·、。！？，；：]+$/u.test(text);
}

interface FlatWord extends RepairableWord {
  text: string;
  readonly confidence: number | null;
  readonly glue: boolean;
  readonly speaker: string | null;
}

function flatten(segments: readonly RecognisedSegment[]): FlatWord[] {
  const ordered = isOrdered(segments) ? segments : [...segments].sort(byStart);
  const flat: FlatWord[] = [];
  for (const segment of ordered) {
    const from = flat.length;
    let opening = '';
    for (const word of segment.words) {
      const text = opening + word.text.trim().replace(/\s+/gu, ' ');
      if (text === '') continue;
      const before = flat.length > from ? flat[flat.length - 1] : undefined;
      const speaker = word.speaker ?? segment.speaker ?? null;
      if (isPunctuationOnly(text)) {
        if (before === undefined) opening = text;
        else before.text += word.glue ? text : ` ${text}`;
        continue;
      }
      opening = '';
      const { startMs, endMs, timing, confidence, glue } = word;
      flat.push({ text, startMs, endMs, timing, confidence: probability(confidence), glue, speaker });
    }
    shareSegmentTime(flat, from, segment);
  }
  return flat;
}

function isOrdered(segments: readonly RecognisedSegment[]): boolean {
  return segments.every((segment, at) => at === 0 || !(segment.startMs < (segments[at - 1]?.startMs ?? 0)));
}

function byStart(left: RecognisedSegment, right: RecognisedSegment): number {
  return (
    (Number.isFinite(left.startMs) ? left.startMs : 0) - (Number.isFinite(right.startMs) ? right.startMs : 0)
  );
}

function probability(confidence: number | null): number | null {
  if (confidence === null || !Number.isFinite(confidence)) return null;
  return Math.min(1, Math.max(0, confidence));
}

/** Where an engine gives only the segment's time, its words share it by length: better than no time at all. */
function shareSegmentTime(flat: FlatWord[], from: number, segment: RecognisedSegment): void {
  const words = flat.slice(from);
  const span = segment.endMs - segment.startMs;
  if (!(span > 0) || !Number.isFinite(span) || words.some((word) => word.startMs !== null)) return;
  const weights = words.map((word) => word.text.length + 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  words.forEach((word, at) => {
    word.startMs = segment.startMs + (span * passed) / total;
    passed += weights[at] ?? 0;
    word.endMs = segment.startMs + (span * passed) / total;
    word.timing = 'interpolated';
  });
}

/** In order of appearance; engine labels like `SPEAKER_00` become `Speaker 1`, real names stay. */
function speakersOf(words: readonly FlatWord[], ids: IdSource): ReadonlyMap<string | null, Speaker> {
  const speakers = new Map<string | null, Speaker>();
  for (const { speaker } of words) {
    if (speaker === null || speakers.has(speaker)) continue;
    const number = speakers.size;
    const name = /^(?:speaker|spk|s)?[ _-]?\d+$/iu.test(speaker) ? `Speaker ${number + 1}` : speaker;
    speakers.set(speaker, { id: ids.next(), name, color: number });
  }
  return speakers;
}

function divide(words: readonly FlatWord[]): FlatWord[][] {
  const runs: FlatWord[][] = [];
  let run: FlatWord[] = [];
  let lastEndMs: number | null = null;
  for (const word of words) {
    const before = run[run.length - 1];
    if (before !== undefined && startsUtterance(before, word, lastEndMs)) {
      runs.push(run);
      run = [];
    }
    if (run.length === 0) lastEndMs = null;
    run.push(word);
    lastEndMs = word.endMs ?? lastEndMs;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function startsUtterance(before: FlatWord, word: FlatWord, lastEndMs: number | null): boolean {
  if (before.speaker !== word.speaker) return true;
  if (word.startMs === null || lastEndMs === null) return false;
  const pauseMs = word.startMs - lastEndMs;
  return pauseMs >= UTTERANCE_PAUSE_MS || (pauseMs >= SENTENCE_PAUSE_MS && endsSentence(before.text));
}

/** The sentence ends with this word, also before closing quotes and brackets. */
export function endsSentence(text: string): boolean {
  return /[.!?…。！？][\p{Pe}\p{Pf}'"]*$/u.test(text);
}

function wordOf(word: FlatWord, ids: IdSource): Word {
  const { text, startMs, endMs, confidence, timing, glue } = word;
  const kind = isSoundDescription(text) ? 'sound' : 'word';
  return { id: ids.next(), text, startMs, endMs, confidence, timing, kind, glue };
}

/** Utterances by their first time; those without stay behind the one that they followed. */
function inOrder(utterances: readonly Utterance[]): Utterance[] {
  let last = 0;
  const keyed = utterances.map((utterance) => {
    for (const chunk of utterance.words.chunks) {
      const timed = chunk.find((word) => word.startMs !== null);
      if (timed?.startMs != null) {
        last = timed.startMs;
        break;
      }
    }
    return { utterance, startMs: last };
  });
  return keyed.sort((left, right) => left.startMs - right.startMs).map(({ utterance }) => utterance);
}
