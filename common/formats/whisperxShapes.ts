import type { Timing } from '../document/types.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { isRecord, type JsonRecord, keysOf, kindOf } from './transcriptJsonText.ts';

/** A word or piece of one as the file has it; times as far as they are known and sane. */
export interface SourcePiece {
  /** As it stood, with the spaces round it: they say where words begin. */
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly confidence: number | null;
  readonly speaker: string | null;
}

export interface SourceSegment {
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** null when the file gives none; then the pieces are all there is. */
  readonly text: string | null;
  readonly speaker: string | null;
  /** Empty when the segment has no words of its own: not aligned, or its alignment failed. */
  readonly pieces: readonly SourcePiece[];
}

export interface SourceTranscript {
  readonly language: string | null;
  readonly segments: readonly SourceSegment[];
  /** Where word times come from, told by the shape. */
  readonly timing: Timing;
  /** True when pieces are a model's tokens and have to be put together into words. */
  readonly tokens: boolean;
  /** Timed words that stand beside the segments (OpenAI's `verbose_json`), without punctuation. */
  readonly looseWords: readonly SourcePiece[];
}

export type Shape =
  | { readonly ok: true; readonly transcript: SourceTranscript }
  /** What is missing where, as in `this is not valid WhisperX JSON: …`. */
  | { readonly ok: false; readonly reason: string };

/** Where a format has its lists and what it calls things. */
interface Dialect {
  readonly list: string;
  readonly words: string;
}

const DIALECTS = [
  { list: 'segments', words: 'words' },
  { list: 'transcription', words: 'tokens' },
  { list: 'chunks', words: 'words' },
] as const satisfies readonly Dialect[];

function secondsToMs(value: unknown): number | null {
  if (typeof value !== 'number') return null;
  const ms = Math.max(0, Math.round(value * 1000));
  return ms <= LATEST_MS ? ms : null;
}

function offsetMs(value: unknown): number | null {
  return typeof value === 'number' ? secondsToMs(value / 1000) : null;
}

function confidenceOf(record: JsonRecord): number | null {
  for (const key of ['score', 'probability', 'confidence', 'p', 'prob']) {
    const value = record[key];
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  }
  return null;
}

function speakerOf(record: JsonRecord): string | null {
  const value = record.speaker;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const name = value.replaceAll(/\s+/gu, ' ').trim();
  // whisper.cpp writes `?` where it cannot tell its two channels apart.
  return name === '' || name === '?' ? null : name;
}

function timesOf(record: JsonRecord): { readonly startMs: number | null; readonly endMs: number | null } {
  if (isRecord(record.offsets)) {
    return { startMs: offsetMs(record.offsets.from), endMs: offsetMs(record.offsets.to) };
  }
  if (Array.isArray(record.timestamp)) {
    return { startMs: secondsToMs(record.timestamp[0]), endMs: secondsToMs(record.timestamp[1]) };
  }
  return { startMs: secondsToMs(record.start), endMs: secondsToMs(record.end) };
}

/** Marks that are no speech: `[_BEG_]`, `[_TT_150]`, `<|endoftext|>`. */
function isSpecialToken(text: string): boolean {
  return (text.startsWith('[_') && text.endsWith(']')) || (text.startsWith('<|') && text.endsWith('|>'));
}

function pieceText(record: JsonRecord): string | null {
  if (typeof record.word === 'string') return record.word;
  return typeof record.text === 'string' ? record.text : null;
}

function readPieces(
  words: readonly unknown[],
  place: string,
): { readonly ok: true; readonly pieces: SourcePiece[] } | { readonly ok: false; readonly reason: string } {
  const pieces: SourcePiece[] = [];
  for (const [index, word] of words.entries()) {
    if (!isRecord(word))
      return { ok: false, reason: `\`${place}[${index}]\` is ${kindOf(word)}, not an object` };
    const text = pieceText(word);
    if (text === null) {
      return { ok: false, reason: `\`${place}[${index}].word\` is missing (there is: ${keysOf(word)})` };
    }
    if (text.trim() === '' || isSpecialToken(text.trim())) continue;
    pieces.push({ text, ...timesOf(word), confidence: confidenceOf(word), speaker: speakerOf(word) });
  }
  return { ok: true, pieces };
}

/** The object that has the list of segments: the root, or what a service wraps round it. */
function containerOf(root: unknown): { readonly container: JsonRecord; readonly dialect: Dialect } | null {
  if (Array.isArray(root)) {
    const first = root[0];
    const looksRight = isRecord(first) && typeof first.text === 'string';
    return looksRight ? { container: { segments: root }, dialect: DIALECTS[0] } : null;
  }
  if (!isRecord(root)) return null;
  for (const container of [root, root.result, root.output, root.transcript]) {
    if (!isRecord(container)) continue;
    const dialect = DIALECTS.find((candidate) => Object.hasOwn(container, candidate.list));
    if (dialect !== undefined) return { container, dialect };
  }
  return null;
}

function languageOf(container: JsonRecord): string | null {
  const result = isRecord(container.result) ? container.result : {};
  for (const value of [container.language, result.language, container.detected_language]) {
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** By the names that only one kind of engine uses. */
function timingOf(container: JsonRecord, dialect: Dialect, firstWord: JsonRecord | null): Timing {
  if (dialect.list === 'transcription') return 'token';
  if (firstWord === null) return Object.hasOwn(container, 'word_segments') ? 'aligned' : 'imported';
  if (Object.hasOwn(firstWord, 'probability') || Object.hasOwn(firstWord, 'confidence')) return 'attention';
  if (Object.hasOwn(firstWord, 'score') || Object.hasOwn(container, 'word_segments')) return 'aligned';
  return 'imported';
}

function firstTimedWord(segments: readonly unknown[], dialect: Dialect): JsonRecord | null {
  for (const segment of segments) {
    if (!isRecord(segment)) continue;
    const words = segment[dialect.words];
    if (!Array.isArray(words)) continue;
    for (const word of words) if (isRecord(word) && timesOf(word).startMs !== null) return word;
  }
  return null;
}

/**
 * The segments of a JSON written by WhisperX, openai-whisper, faster-whisper, stable-ts,
 * whisper-timestamped, whisper.cpp (`-oj`, `-ojf`) or a Transformers pipeline. Numbers that are no times
 * (`NaN`, beyond any recording) count as unknown; nothing is ordered or repaired yet. Linear.
 */
export function readShape(root: unknown): Shape {
  const found = containerOf(root);
  if (found === null) {
    if (Array.isArray(root))
      return { ok: false, reason: 'it is a list, and its first element has no `text`' };
    if (!isRecord(root)) return { ok: false, reason: `it is ${kindOf(root)}, not an object` };
    return { ok: false, reason: `\`segments\` is missing at the top (there is: ${keysOf(root)})` };
  }
  const { container, dialect } = found;
  const list = container[dialect.list];
  if (!Array.isArray(list)) {
    return { ok: false, reason: `\`${dialect.list}\` is ${kindOf(list)}, not a list` };
  }
  const segments: SourceSegment[] = [];
  for (const [index, item] of list.entries()) {
    const place = `${dialect.list}[${index}]`;
    if (!isRecord(item)) return { ok: false, reason: `\`${place}\` is ${kindOf(item)}, not an object` };
    const words = item[dialect.words];
    const text = typeof item.text === 'string' ? item.text : null;
    if (words !== undefined && words !== null && !Array.isArray(words)) {
      return { ok: false, reason: `\`${place}.${dialect.words}\` is ${kindOf(words)}, not a list` };
    }
    if (text === null && !Array.isArray(words)) {
      return {
        ok: false,
        reason: `\`${place}\` has neither \`text\` nor \`${dialect.words}\` (there is: ${keysOf(item)})`,
      };
    }
    // openai-whisper has `tokens` too: numbers, which are not ours to read.
    const read = readPieces(Array.isArray(words) ? words : [], `${place}.${dialect.words}`);
    if (!read.ok) return read;
    segments.push({ ...timesOf(item), text, speaker: speakerOf(item), pieces: read.pieces });
  }
  const timing = timingOf(container, dialect, firstTimedWord(list, dialect));
  const loose = readPieces(Array.isArray(container.words) ? container.words : [], 'words');
  if (!loose.ok) return loose;
  return {
    ok: true,
    transcript: {
      // whisper.cpp has `result.language` beside `transcription`.
      language: languageOf(isRecord(root) ? { ...root, ...container } : container),
      segments,
      timing,
      tokens: dialect.list === 'transcription',
      looseWords: loose.pieces,
    },
  };
}
