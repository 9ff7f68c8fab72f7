import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { buildProject, type RecognisedSegment, type RecognisedWord } from '../document/build.ts';
import { eachWord } from '../document/queries.ts';
import { foreignJsonLinesName, foreignJsonName } from './foreignJson.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { parseJsonText } from './transcriptJsonText.ts';
import { whisperLanguage } from './whisperxLanguage.ts';
import { readShape, type SourceSegment, type SourceTranscript } from './whisperxShapes.ts';
import { repairSegmentTimes, spreadWords, type WordDraft } from './whisperxTimes.ts';
import { hasLeadingSpaces, wordsOfPieces, wordsOfText } from './whisperxWords.ts';

/** From so many equal segments in a row on it is a decoder in a loop, not a refrain. */
const LOOP_SEGMENTS = 5;

interface Tally {
  repaired: number;
  spread: number;
  differing: number;
}

/**
 * Reads what WhisperX, Whisper and their relatives write (see `readShape`). Words keep the origin of their
 * times: `aligned` with a WhisperX score, `attention` with Whisper's probability, `token` for whisper.cpp;
 * a word without a time stays without one. Only where a segment has no words at all its own time is shared
 * among the words of its text, as `interpolated`. Makes no pinned cues: a segment is no caption. Linear time.
 */
export function readWhisperx(text: string, context: ReadContext): Result<ReadOutcome> {
  const json = parseJsonText(text);
  if (!json.ok) {
    const lines = foreignJsonLinesName(text);
    if (lines !== null) return fail(failure('format.foreign', { file: context.fileName, detail: lines }));
    return fail(failure('format.unreadable', { file: context.fileName, detail: `JSON: ${json.reason}` }));
  }
  const foreign = foreignJsonName(json.value);
  if (foreign !== null) return fail(failure('format.foreign', { file: context.fileName, detail: foreign }));
  const shape = readShape(json.value);
  if (!shape.ok) {
    return fail(
      failure('format.unreadable', { file: context.fileName, detail: `WhisperX JSON: ${shape.reason}` }),
    );
  }
  return succeed(build(shape.transcript, json.replaced, context));
}

function build(transcript: SourceTranscript, replaced: number, context: ReadContext): ReadOutcome {
  const { segments, reordered } = inOrder(wordSegmentsJoined(transcript));
  const tally: Tally = { repaired: 0, spread: 0, differing: 0 };
  const drafts = draftSegments({ ...transcript, segments }, tally);
  const project = buildProject({
    ids: context.ids,
    projectId: context.ids.next(),
    title: titleOf(context.fileName),
    media: [],
    language: whisperLanguage(transcript.language) ?? context.language,
    profile: 'plain',
    original: null,
    segments: recognised(segments, drafts),
  });
  let untimed = 0;
  eachWord(project, (word) => {
    if (word.startMs === null) untimed++;
  });
  const loop = longestLoop(segments);
  const found: readonly (string | null)[] = [
    replaced === 0 ? null : `${counted(replaced, 'value')} (NaN or Infinity) stood for an unknown number.`,
    reordered === 0
      ? null
      : `Segments were out of order (${reordered} times) and were sorted by their start.`,
    tally.repaired === 0
      ? null
      : `${counted(tally.repaired, 'word')} had times that cannot be and got likelier ones.`,
    tally.spread === 0
      ? null
      : `${counted(tally.spread, 'segment')} had no word times; they were estimated from the length of the words.`,
    tally.differing === 0
      ? null
      : `In ${counted(tally.differing, 'segment')} text and words differ; the words were taken.`,
    untimed === 0 ? null : `${counted(untimed, 'word')} came without a time.`,
    loop === null
      ? null
      : `“${loop.text}” stands ${loop.count} times in a row; the engine may have run in a loop there.`,
  ];
  const notices = found.flatMap((message): ReadNotice[] =>
    message === null ? [] : [{ line: null, message }],
  );
  return { project, notices };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The file's name without folders and endings. */
function titleOf(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return name.replace(/(?:\.whisperx)?\.jsonl?$/iu, '') || name;
}

/**
 * A file whose segments are single words (whisper.cpp with `-ml 1`, word chunks of a Transformers pipeline)
 * is one run of pieces.
 */
function wordSegmentsJoined(transcript: SourceTranscript): readonly SourceSegment[] {
  const { segments } = transcript;
  if (segments.length < 3 || segments.some((segment) => segment.pieces.length > 0)) return segments;
  const isWord = ({ text }: SourceSegment) => text !== null && text.length < 30 && !/\S\s+\S/u.test(text);
  const spaced = segments.filter(({ text }) => text !== null && /^\s/u.test(text)).length;
  if (spaced < segments.length * 0.3 || segments.filter(isWord).length < segments.length * 0.9)
    return segments;
  const pieces = segments.flatMap((segment) =>
    segment.text === null || segment.text.trim() === ''
      ? []
      : [{ ...segment, text: segment.text, confidence: null }],
  );
  return [{ startMs: null, endMs: null, text: null, speaker: null, pieces }];
}

/** By start, as they came where starts are equal or unknown. */
function inOrder(segments: readonly SourceSegment[]): {
  readonly segments: readonly SourceSegment[];
  readonly reordered: number;
} {
  let last = 0;
  let reordered = 0;
  const keyed = segments.map((segment) => {
    const key = segment.startMs ?? last;
    if (key < last) reordered++;
    last = key;
    return { segment, key };
  });
  if (reordered === 0) return { segments, reordered };
  return { segments: keyed.sort((a, b) => a.key - b.key).map(({ segment }) => segment), reordered };
}

function draftSegments(transcript: SourceTranscript, tally: Tally): readonly (readonly WordDraft[])[] {
  const how = {
    leadingSpaces: hasLeadingSpaces(transcript.segments),
    tokens: transcript.tokens,
    timing: transcript.timing,
  };
  const loose = looseWordFinder(transcript);
  let before = '';
  return transcript.segments.map((segment) => {
    const words = draftSegment(segment, how, before, loose, tally);
    before = words.at(-1)?.text ?? before;
    return words;
  });
}

function draftSegment(
  segment: SourceSegment,
  how: Parameters<typeof wordsOfPieces>[1],
  before: string,
  loose: LooseWordFinder | null,
  tally: Tally,
): readonly WordDraft[] {
  // whisper.cpp cuts characters of several bytes in two; then only the segment's text is whole.
  const broken =
    segment.pieces.some((piece) => piece.text.includes('\ufffd')) &&
    segment.text?.includes('\ufffd') === false;
  if (segment.pieces.length > 0 && !broken) {
    const repaired = repairSegmentTimes(wordsOfPieces(segment, how, before), segment);
    tally.repaired += repaired.repaired;
    if (segment.text !== null && !sameLetters(segment.text, repaired.words)) tally.differing++;
    return withSpeakers(repaired.words, segment);
  }
  const words = wordsOfText(segment.text ?? '', before);
  if (loose !== null) return withSpeakers(words.map(loose), segment);
  const { startMs, endMs } = segment;
  if (startMs === null || endMs === null || endMs <= startMs) return withSpeakers(words, segment);
  if (words.length > 0) tally.spread++;
  return withSpeakers(spreadWords(words, { startMs, endMs }), segment);
}

type LooseWordFinder = (word: WordDraft) => WordDraft;

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** Hands the loose words out in order; one that the text does not have is passed over. */
function looseWordFinder({ looseWords, timing }: SourceTranscript): LooseWordFinder | null {
  if (looseWords.length === 0) return null;
  let at = 0;
  return (word) => {
    const letters = lettersOf(word.text);
    for (let i = at; i < Math.min(at + 4, looseWords.length); i++) {
      const candidate = looseWords[i];
      if (candidate === undefined || lettersOf(candidate.text) !== letters) continue;
      at = i + 1;
      const { startMs, endMs, confidence } = candidate;
      return { ...word, startMs, endMs, confidence, timing: startMs === null ? null : timing };
    }
    return word;
  };
}

function sameLetters(text: string, words: readonly WordDraft[]): boolean {
  const bare = (part: string) => part.replaceAll(/\s+/gu, '');
  return bare(text) === words.map((word) => bare(word.text)).join('');
}

/** The word's own speaker, else the segment's, else that of the nearest word before or after it there. */
function withSpeakers(words: readonly WordDraft[], segment: SourceSegment): readonly WordDraft[] {
  if (words.every((word) => word.speaker !== null)) return words;
  let speaker = segment.speaker ?? words.find((word) => word.speaker !== null)?.speaker ?? null;
  return words.map((word) => {
    if (word.speaker !== null) {
      if (segment.speaker === null) speaker = word.speaker;
      return word;
    }
    return { ...word, speaker };
  });
}

function recognised(
  segments: readonly SourceSegment[],
  drafts: readonly (readonly WordDraft[])[],
): readonly RecognisedSegment[] {
  let lastMs = 0;
  return segments.map((segment, index) => {
    const startMs = segment.startMs ?? lastMs;
    lastMs = startMs;
    // An empty span: words that have no time here are to stay without one.
    return { startMs, endMs: startMs, words: (drafts[index] ?? []).map(recognisedWord) };
  });
}

function recognisedWord(word: WordDraft): RecognisedWord {
  const { text, startMs, endMs, confidence, timing, glue, speaker } = word;
  return { text, startMs, endMs, confidence, timing, glue, speaker };
}

function longestLoop(
  segments: readonly SourceSegment[],
): { readonly text: string; readonly count: number } | null {
  let best: { text: string; count: number } | null = null;
  let count = 0;
  let last = '';
  for (const segment of segments) {
    const text = (segment.text ?? '').trim();
    count = text !== '' && text === last ? count + 1 : 1;
    last = text;
    if (count >= LOOP_SEGMENTS && count > (best?.count ?? 0)) best = { text, count };
  }
  if (best !== null && best.text.length > 60) return { ...best, text: `${best.text.slice(0, 60)}…` };
  return best;
}
