import { joinWords } from '../document/queries.ts';
import type { Word } from '../document/types.ts';
import type { WriteRequest } from './format.ts';
import { type TranscriptSegment, transcriptSegments } from './transcriptJsonSegments.ts';
import { jsonSeconds, jsonText } from './transcriptJsonWrite.ts';
import { isUnspaced } from './whisperxWords.ts';

/** One `word` of a WhisperX file: what stands between two spaces, or one word of an unspaced script. */
interface WrittenWord {
  text: string;
  startMs: number | null;
  endMs: number | null;
  scoreSum: number;
  scores: number;
}

/** WhisperX rounds scores to three decimals. They are floats there: typed readers take no `1` for a `1.0`. */
function score(word: WrittenWord): string {
  if (word.scores === 0) return '';
  const rounded = Math.round((word.scoreSum / word.scores) * 1000) / 1000;
  return `, "score": ${Number.isInteger(rounded) ? rounded.toFixed(1) : rounded}`;
}

function writtenWords(words: readonly Word[], wordTimes: boolean): WrittenWord[] {
  const written: WrittenWord[] = [];
  for (const word of words) {
    const startMs = wordTimes ? word.startMs : null;
    const endMs = wordTimes ? word.endMs : null;
    const last = written.at(-1);
    if (last === undefined || !word.glue || isUnspaced(last.text, word.text)) {
      const known = word.confidence !== null;
      written.push({
        text: word.text,
        startMs,
        endMs,
        scoreSum: word.confidence ?? 0,
        scores: known ? 1 : 0,
      });
      continue;
    }
    last.text += word.text;
    last.startMs ??= startMs;
    last.endMs = endMs ?? last.endMs;
    if (word.confidence === null) continue;
    last.scoreSum += word.confidence;
    last.scores++;
  }
  return written;
}

function wordJson(word: WrittenWord, speaker: string | null): string {
  const times =
    word.startMs === null || word.endMs === null
      ? ''
      : `, "start": ${jsonSeconds(word.startMs)}, "end": ${jsonSeconds(word.endMs)}${score(word)}`;
  return `{"word": ${jsonText(word.text)}${times}${speaker === null ? '' : `, "speaker": ${jsonText(speaker)}`}}`;
}

/**
 * Times for all segments, as WhisperX's always have: one without a known time lies between its neighbours,
 * empty where they leave no room.
 */
function segmentSpans(segments: readonly TranscriptSegment[]): readonly { startMs: number; endMs: number }[] {
  const starts: number[] = [];
  let nextMs: number | null = null;
  for (let i = segments.length - 1; i >= 0; i--) {
    nextMs = segments[i]?.startMs ?? nextMs;
    starts[i] = nextMs ?? -1;
  }
  let lastEndMs = 0;
  return segments.map((segment, index) => {
    const startMs = segment.startMs ?? lastEndMs;
    const endMs = segment.endMs ?? Math.max(startMs, starts[index] ?? -1);
    lastEndMs = Math.max(lastEndMs, endMs);
    return { startMs, endMs };
  });
}

/**
 * What WhisperX itself writes: segments with `words`, all words again as `word_segments`, and `language`.
 * A word without a time has no `start`, `end` and `score`, as there. Segment texts begin with a space, so
 * that joining them gives the text; words of unspaced scripts are told apart by that text alone.
 */
export function writeWhisperx({ project, wordTimes }: WriteRequest): string {
  const names = new Map(project.speakers.map((speaker) => [speaker.id, speaker.name]));
  const segments = transcriptSegments(project);
  const spans = segmentSpans(segments);
  const allWords: string[] = [];
  const written = segments.map((segment, index) => {
    const speaker = segment.speakerId === null ? null : (names.get(segment.speakerId) ?? segment.speakerId);
    const words = writtenWords(segment.words, wordTimes).map((word) => wordJson(word, speaker));
    for (const word of words) allWords.push(word);
    const span = spans[index] ?? { startMs: 0, endMs: 0 };
    const space = segment.words[0]?.glue === true ? '' : ' ';
    return (
      `{"start": ${jsonSeconds(span.startMs)}, "end": ${jsonSeconds(span.endMs)}, ` +
      `"text": ${jsonText(space + joinWords(segment.words))}, "words": [${words.join(', ')}]` +
      `${speaker === null ? '' : `, "speaker": ${jsonText(speaker)}`}}`
    );
  });
  const language = project.language === null ? 'null' : jsonText(project.language.split('-')[0] ?? '');
  return `{"segments": [${written.join(', ')}], "word_segments": [${allWords.join(', ')}], "language": ${language}}\n`;
}
