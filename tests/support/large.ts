import { buildProject, type RecognisedSegment, type RecognisedWord } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import { itemsOf, listOf } from '../../common/document/list.ts';
import type { Project, Utterance, Word } from '../../common/document/types.ts';

export interface LargeProjectRequest {
  readonly words: number;
  /** 0 leaves all words with nobody. */
  readonly speakers: number;
  /** One single utterance of all words, by the first speaker. */
  readonly asMonologue: boolean;
}

const NOUNS =
  'morning answer village engineer question river garden machine window journey teacher station winter letter market picture doctor bridge captain story kitchen harbour island paper number forest summer minute colour shoulder history weather'.split(
    ' ',
  );
const VERBS =
  'follows remembers carries opens changes believes finds keeps watches builds explains leaves understands brings writes holds crosses answers starts repeats'.split(
    ' ',
  );
const ADJECTIVES =
  'quiet old small heavy bright careful strange common early narrow distant simple warm empty broken familiar'.split(
    ' ',
  );
const LINKS = 'and because but while although so when before'.split(' ');
const OPENERS = 'Well, Then Yes, Perhaps Now So Actually, Today'.split(' ');

/**
 * A long recording that reads like speech: sentences of 4 to 20 words, clauses with commas, pauses of about
 * 60 ms between words, 250–700 ms between sentences and 1–2.5 s between turns, word lengths that follow the
 * spelling, confidences mostly high. The same request gives the same project, ids and all. About 2.6 words a
 * second, so 150,000 words are 16 hours.
 */
export function largeProject(request: LargeProjectRequest): Project {
  const random = generator(request.words * 31 + request.speakers);
  const segments: RecognisedSegment[] = [];
  let clockMs = 400;
  let made = 0;
  let speaker = 0;
  while (made < request.words) {
    const turnSentences = 1 + Math.floor(random() * 4);
    for (let sentence = 0; sentence < turnSentences && made < request.words; sentence++) {
      const words: RecognisedWord[] = [];
      for (const text of sentenceWords(random, request.words - made)) {
        const lengthMs = 70 + text.length * 42 + Math.floor(random() * 60);
        const confidence =
          Math.round((random() < 0.06 ? 0.3 + random() * 0.4 : 0.85 + random() * 0.15) * 1000) / 1000;
        words.push({
          text,
          startMs: clockMs,
          endMs: clockMs + lengthMs,
          confidence,
          timing: 'aligned',
          glue: false,
        });
        clockMs += lengthMs + (text.endsWith(',') ? 140 : random() < 0.4 ? 0 : Math.floor(random() * 110));
      }
      made += words.length;
      segments.push({
        startMs: words[0]?.startMs ?? clockMs,
        endMs: words[words.length - 1]?.endMs ?? clockMs,
        words,
        speaker: request.speakers === 0 ? null : `SPEAKER_0${speaker}`,
      });
      clockMs += 250 + Math.floor(random() * 450);
    }
    clockMs += 800 + Math.floor(random() * 1500);
    if (request.speakers > 0 && !request.asMonologue) {
      speaker = (speaker + 1 + Math.floor(random() * Math.max(1, request.speakers - 1))) % request.speakers;
    }
  }
  const project = buildProject({
    ids: idSource('big'),
    projectId: 'large',
    title: 'A long recording',
    media: [
      {
        id: 'media-1',
        path: '/recordings/long.wav',
        relativePath: 'long.wav',
        fingerprint: null,
        durationMs: clockMs,
        streams: [{ index: 0, kind: 'audio', codec: 'pcm_s16le', language: 'en', isDefault: true }],
        frameRate: null,
        startOffsetMs: 0,
      },
    ],
    language: 'en',
    profile: 'plain',
    original: null,
    segments,
  });
  return request.asMonologue ? inOneUtterance(project) : project;
}

function inOneUtterance(project: Project): Project {
  const words: Word[] = [];
  let first: Utterance | null = null;
  for (const utterance of itemsOf(project.utterances)) {
    first ??= utterance;
    words.push(...itemsOf(utterance.words));
  }
  return first === null ? project : { ...project, utterances: listOf([{ ...first, words: listOf(words) }]) };
}

function sentenceWords(random: () => number, atMost: number): string[] {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? 'word';
  const words: string[] = random() < 0.3 ? [pick(OPENERS)] : [];
  for (let clause = random() < 0.45 ? 2 : 1; clause > 0; clause--) {
    words.push('the');
    if (random() < 0.6) words.push(pick(ADJECTIVES));
    words.push(pick(NOUNS), pick(VERBS), 'the');
    if (random() < 0.5) words.push(pick(ADJECTIVES));
    const last = pick(NOUNS);
    if (clause > 1) words.push(`${last},`, pick(LINKS));
    else words.push(last);
  }
  const sentence = words.slice(0, Math.max(1, atMost));
  const end = sentence.length - 1;
  sentence[0] = (sentence[0] ?? '').replace(/^\p{L}/u, (letter) => letter.toUpperCase());
  sentence[end] = `${(sentence[end] ?? '').replace(/,$/u, '')}${random() < 0.12 ? '?' : '.'}`;
  return sentence;
}

/** Numbers in [0, 1) that are the same everywhere: a 32-bit linear congruence (Numerical Recipes). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
