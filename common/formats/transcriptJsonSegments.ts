import { endsSentence, UTTERANCE_PAUSE_MS } from '../document/build.ts';
import { eachUtterance } from '../document/queries.ts';
import type { Project, SpeakerId, Utterance, Word } from '../document/types.ts';

/** A stretch of speech for files that know segments instead of utterances. */
export interface TranscriptSegment {
  /** The utterance's id; with `.2`, `.3` … for its later segments, so that a reader can join them again. */
  readonly id: string;
  readonly speakerId: SpeakerId | null;
  readonly utterance: Utterance;
  readonly words: readonly Word[];
  /** Of the first and of the last end among the words with a time; null when none has one. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

/**
 * The transcript cut where a sentence, a speaker's turn or speech ends (a pause of one second), in order of
 * start; a segment without times follows the one it stood behind. Linear but for the sorting of segments
 * that overlap.
 */
export function transcriptSegments(project: Project): readonly TranscriptSegment[] {
  const segments: TranscriptSegment[] = [];
  eachUtterance(project, (utterance) => {
    let words: Word[] = [];
    let number = 1;
    let lastEndMs: number | null = null;
    const close = () => {
      if (words.length === 0) return;
      const id = number === 1 ? utterance.id : `${utterance.id}.${number}`;
      segments.push({ id, speakerId: utterance.speakerId, utterance, words, ...extentOf(words) });
      words = [];
      number++;
    };
    for (const chunk of utterance.words.chunks) {
      for (const word of chunk) {
        const last = words.at(-1);
        const paused =
          word.startMs !== null && lastEndMs !== null && word.startMs - lastEndMs >= UTTERANCE_PAUSE_MS;
        if (last !== undefined && (paused || endsSentence(last.text))) close();
        words.push(word);
        lastEndMs = word.endMs ?? lastEndMs;
      }
    }
    close();
  });
  return inOrder(segments);
}

function extentOf(words: readonly Word[]): {
  readonly startMs: number | null;
  readonly endMs: number | null;
} {
  let startMs: number | null = null;
  let endMs: number | null = null;
  for (const word of words) {
    if (word.startMs === null || word.endMs === null) continue;
    startMs ??= word.startMs;
    endMs = Math.max(endMs ?? 0, word.endMs);
  }
  return { startMs, endMs };
}

function inOrder(segments: readonly TranscriptSegment[]): readonly TranscriptSegment[] {
  let last = 0;
  let ordered = true;
  const keyed = segments.map((segment) => {
    const key = segment.startMs ?? last;
    if (key < last) ordered = false;
    last = key;
    return { segment, key };
  });
  if (ordered) return segments;
  return keyed.sort((a, b) => a.key - b.key).map(({ segment }) => segment);
}
