import fc from 'fast-check';
import { listOf } from '../../common/document/list.ts';
import type { Decisions, Project, Utterance, Word } from '../../common/document/types.ts';
import { NO_DECISIONS } from '../../common/document/types.ts';

/** One word of a small transcript: its text and, where it has one, its time in milliseconds. */
export type SpokenWord = readonly [text: string, startMs: number | null, endMs: number | null];

export interface SpokenTurn {
  readonly speaker: string | null;
  readonly language?: string;
  readonly words: readonly SpokenWord[];
}

/** A project of these turns. Word ids are w0, w1 … in order, utterance ids u0, u1 …. */
export function projectOfTurns(
  turns: readonly SpokenTurn[],
  about: { readonly language: string | null; readonly decisions: Partial<Decisions> },
): Project {
  let count = 0;
  const utterances = turns.map(
    (turn, at): Utterance => ({
      id: `u${at}`,
      speakerId: turn.speaker,
      language: turn.language ?? null,
      words: listOf(
        turn.words.map(([text, startMs, endMs]): Word => {
          const kind = text.startsWith('[') ? 'sound' : 'word';
          const timing = startMs === null ? null : 'aligned';
          return { id: `w${count++}`, text, startMs, endMs, confidence: null, timing, kind, glue: false };
        }),
      ),
    }),
  );
  return {
    schema: 1,
    id: 'p',
    title: 'A talk',
    media: [],
    speakers: [...new Set(turns.map((turn) => turn.speaker))]
      .filter((speaker) => speaker !== null)
      .map((id) => ({ id, name: id, color: null })),
    utterances: listOf(utterances),
    decisions: { ...NO_DECISIONS, ...about.decisions },
    styles: [],
    profile: 'plain',
    language: about.language,
    original: null,
    imported: null,
  };
}

/** Words spoken one after another at an even pace: `msPerCharacter` a character, touching each other. */
export function evenly(text: string, startMs: number, msPerCharacter: number): SpokenWord[] {
  let clockMs = startMs;
  return text.split(' ').map((word) => {
    const wordStartMs = clockMs;
    clockMs += word.length * msPerCharacter;
    return [word, wordStartMs, clockMs];
  });
}

const VOCABULARY =
  'I a it is no so the and of to in yes well but that what we know you think because about again morning question remember everything understand international responsibilities'.split(
    ' ',
  );

/** How a word ends, mostly without a mark; recognisers that punctuate do so about every eighth word. */
const ENDINGS = ['', '', '', '', '', '', '', '', ',', '.', '?'];

interface Spoken {
  readonly words: readonly { readonly text: string; readonly lengthMs: number; readonly pauseMs: number }[];
  readonly speaker: number;
  readonly delayMs: number;
}

const spokenTurn: fc.Arbitrary<Spoken> = fc
  .record({
    speaker: fc.nat(2),
    // Negative: talks over the turn before.
    delayMs: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 2, arbitrary: fc.integer({ min: -2500, max: -50 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1500, max: 9000 }) },
    ),
    // From an auctioneer to a sermon.
    msPerCharacter: fc.integer({ min: 38, max: 130 }),
    words: fc.array(
      fc.record({
        text: fc
          .tuple(fc.constantFrom(...VOCABULARY), fc.constantFrom(...ENDINGS))
          .map(([word, ending]) => word + ending),
        clipped: fc.constantFrom(1, 1, 1, 0.6),
        pauseMs: fc.oneof(
          { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) },
          { weight: 2, arbitrary: fc.integer({ min: 60, max: 700 }) },
          { weight: 1, arbitrary: fc.integer({ min: 700, max: 3500 }) },
        ),
      }),
      { minLength: 1, maxLength: 40, size: 'max' },
    ),
  })
  .map(({ speaker, delayMs, msPerCharacter, words }) => ({
    speaker,
    delayMs,
    words: words.map(({ text, clipped, pauseMs }) => ({
      text,
      lengthMs: Math.max(30, Math.round((text.length + 0.5) * msPerCharacter * clipped)),
      pauseMs,
    })),
  }));

/**
 * What a recogniser with a diarizer makes of people talking: every word timed, up to three speakers, dense
 * and slow speech, single words between long pauses, people talking over each other.
 */
export function recognisedTalk(about: {
  readonly speakers: 'named' | 'unknown';
  readonly turns: number;
  /** `in turn`: nobody talks over anybody. */
  readonly manner: 'in turn' | 'at once';
}): fc.Arbitrary<Project> {
  return fc.array(spokenTurn, { minLength: 1, maxLength: about.turns, size: 'max' }).map((spoken) => {
    let previousStartMs = 0;
    let endMs = 0;
    /** A named speaker's own words never overlap. */
    const freeFromMs = new Map<number, number>();
    const turns = spoken.map((turn): SpokenTurn => {
      const free = about.speakers === 'named' ? (freeFromMs.get(turn.speaker) ?? 0) : 0;
      const delayMs = about.manner === 'in turn' ? Math.max(0, turn.delayMs) : turn.delayMs;
      let clockMs = Math.max(previousStartMs, free, endMs + delayMs, 0);
      previousStartMs = clockMs;
      const words = turn.words.map(({ text, lengthMs, pauseMs }): SpokenWord => {
        const startMs = clockMs;
        clockMs += lengthMs + pauseMs;
        return [text, startMs, startMs + lengthMs];
      });
      const lastEndMs = words[words.length - 1]?.[2] ?? clockMs;
      endMs = Math.max(endMs, lastEndMs);
      freeFromMs.set(turn.speaker, lastEndMs);
      return { speaker: about.speakers === 'named' ? `s${turn.speaker}` : null, words };
    });
    return projectOfTurns(turns, { language: 'en', decisions: {} });
  });
}
