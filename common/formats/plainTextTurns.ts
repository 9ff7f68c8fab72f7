import { endsSentence, isSoundDescription } from '../document/build.ts';
import { listOf } from '../document/list.ts';
import { eachUtterance } from '../document/queries.ts';
import type { Project, Speaker, Utterance, Word } from '../document/types.ts';
import { NO_DECISIONS } from '../document/types.ts';
import type { ReadContext } from './format.ts';
import { spreadWords, type WordDraft } from './whisperxTimes.ts';
import { wordsOfText } from './whisperxWords.ts';

/** What stands in one paragraph. */
export interface Turn {
  /** As it is to be shown; null when nobody is known. */
  readonly speaker: string | null;
  readonly words: readonly Word[];
  /** Of its first word with a time. */
  readonly startMs: number | null;
}

/** A paragraph of a text that is read. */
export interface TextTurn {
  readonly speaker: string | null;
  readonly text: string;
  /** When it begins, where the text says so. */
  readonly startMs: number | null;
}

/** From this many words on a turn goes into a new paragraph where the speaker rests after a sentence. */
const LONG_WORDS = 120;
const REST_MS = 1500;
/** And from this many on after any sentence: a screen full of text. */
const VERY_LONG_WORDS = 250;

/** Slow speech: a text that only tells its start is taken to last no longer. */
export const MS_PER_CHARACTER = 70;

/**
 * The transcript as paragraphs: one for each speaker's turn, however many utterances it has. Turns of more
 * than 120 words are divided at a rest, of more than 250 after a sentence; utterances without times are
 * paragraphs of their own, as their text was.
 */
export function transcriptTurns(project: Project): readonly Turn[] {
  const names = new Map(project.speakers.map((speaker) => [speaker.id, speaker.name]));
  const turns: Turn[] = [];
  let words: Word[] = [];
  let speaker: string | null = null;
  let timed = false;
  let lastEndMs: number | null = null;
  const close = () => {
    if (words.length === 0) return;
    turns.push({ speaker, words, startMs: words.find((word) => word.startMs !== null)?.startMs ?? null });
    words = [];
  };
  eachUtterance(project, (utterance) => {
    const { speakerId } = utterance;
    const name = speakerId === null ? null : (names.get(speakerId) ?? speakerId);
    const startsTimed = utterance.words.chunks.some((chunk) => chunk.some((word) => word.startMs !== null));
    if (name !== speaker || !(timed && startsTimed)) close();
    speaker = name;
    timed = startsTimed;
    for (const chunk of utterance.words.chunks) {
      for (const word of chunk) {
        const last = words.at(-1);
        if (last !== undefined && words.length >= LONG_WORDS && endsSentence(last.text)) {
          const rested = word.startMs !== null && lastEndMs !== null && word.startMs - lastEndMs >= REST_MS;
          if (rested || words.length >= VERY_LONG_WORDS) close();
        }
        words.push(word);
        lastEndMs = word.endMs ?? lastEndMs;
      }
    }
  });
  close();
  return turns;
}

/**
 * A document of paragraphs, one utterance each. Words have no times, but where a paragraph tells its start:
 * there they are spread over slow speech, at most to the next start, as `interpolated`.
 */
export function projectOfTurns(turns: readonly TextTurn[], title: string, context: ReadContext): Project {
  const speakers = new Map<string, Speaker>();
  const projectId = context.ids.next();
  const ends = nextStarts(turns);
  const utterances: Utterance[] = [];
  let lastMs = -1;
  for (const [index, turn] of turns.entries()) {
    const drafts = wordsOfText(turn.text, '');
    if (drafts.length === 0) continue;
    const startMs = turn.startMs !== null && turn.startMs > lastMs ? turn.startMs : null;
    if (startMs !== null) lastMs = startMs;
    utterances.push({
      id: context.ids.next(),
      speakerId: turn.speaker === null ? null : speakerNamed(turn.speaker, speakers, context).id,
      language: null,
      words: listOf(timedFrom(drafts, startMs, ends[index] ?? null).map((word) => wordOf(word, context))),
    });
  }
  return {
    schema: 1,
    id: projectId,
    title,
    media: [],
    speakers: [...speakers.values()],
    utterances: listOf(utterances),
    decisions: NO_DECISIONS,
    styles: [],
    profile: 'plain',
    language: context.language,
    original: null,
    imported: null,
  };
}

function speakerNamed(name: string, speakers: Map<string, Speaker>, context: ReadContext): Speaker {
  const known = speakers.get(name);
  if (known !== undefined) return known;
  const speaker: Speaker = { id: context.ids.next(), name, color: speakers.size };
  speakers.set(name, speaker);
  return speaker;
}

/** For each turn the lowest start after it. */
function nextStarts(turns: readonly TextTurn[]): readonly (number | null)[] {
  const next: (number | null)[] = [];
  let lowest: number | null = null;
  for (let i = turns.length - 1; i >= 0; i--) {
    next[i] = lowest;
    const startMs = turns[i]?.startMs ?? null;
    if (startMs !== null) lowest = Math.min(startMs, lowest ?? startMs);
  }
  return next;
}

function timedFrom(
  words: readonly WordDraft[],
  startMs: number | null,
  limitMs: number | null,
): readonly WordDraft[] {
  if (startMs === null) return words;
  const characters = words.reduce((sum, word) => sum + word.text.length + 1, 0);
  const endMs = startMs + characters * MS_PER_CHARACTER;
  return spreadWords(words, {
    startMs,
    endMs: limitMs !== null && limitMs > startMs ? Math.min(endMs, limitMs) : endMs,
  });
}

function wordOf(draft: WordDraft, context: ReadContext): Word {
  const { text, startMs, endMs, confidence, glue } = draft;
  const timing = startMs === null ? null : draft.timing;
  const kind = isSoundDescription(text) ? 'sound' : 'word';
  return { id: context.ids.next(), text, startMs, endMs, confidence, timing, kind, glue };
}

/** The name of a file without folders and without the given ending. */
export function titleOfFile(fileName: string, ending: RegExp): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return name.replace(ending, '') || name;
}

/** Line ends as line feeds; without byte order mark and without control characters, NUL among them. */
export function cleanLines(text: string): string {
  return text.replaceAll(/\r\n?|[\u2028\u2029\v\f]/gu, '\n').replaceAll(/[^\P{Cc}\n\t]|\ufeff/gu, '');
}
