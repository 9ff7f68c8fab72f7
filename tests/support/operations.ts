import fc from 'fast-check';
import { itemAt, toArray } from '../../common/document/list.ts';
import type { DecisionChange, Operation } from '../../common/document/operations.ts';
import { allWords } from '../../common/document/queries.ts';
import type { Project, Utterance, Word } from '../../common/document/types.ts';
import { anyWordText } from './projects.ts';

/**
 * A random intention, made concrete by `operationFor` on whatever document it meets: so that a sequence of them
 * stays meaningful while the document changes, and shrinks.
 */
export interface Intention {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly deltaMs: number;
  readonly text: string;
  readonly flag: boolean;
}

export const anyIntention: fc.Arbitrary<Intention> = fc.record({
  kind: fc.nat(25),
  a: fc.nat(1000),
  b: fc.nat(1000),
  deltaMs: fc.integer({ min: -3000, max: 3000 }),
  text: anyWordText,
  flag: fc.boolean(),
});

/** Some operations are refused, on purpose; `unique` must differ for each call on one document's history. */
export function operationFor(project: Project, intention: Intention, unique: number): Operation {
  const { kind, a, b, deltaMs, text, flag } = intention;
  const words = [...allWords(project)];
  const utterances = toArray(project.utterances);
  const word = pick(words, a);
  const other = pick(words, b);
  const utterance = pick(utterances, a);
  const speakerId = b % 4 === 3 ? null : (project.speakers[b % 4]?.id ?? null);
  const made = (number: number): Word => ({
    id: `new${unique}-${number}`,
    text,
    startMs: null,
    endMs: null,
    confidence: null,
    timing: null,
    kind: 'word',
    glue: flag,
  });
  if (word === undefined || other === undefined || utterance === undefined) {
    return {
      kind: 'insertUtterances',
      beforeId: null,
      utterances: [{ id: `utterance${unique}`, speakerId: null, language: null, words: [made(0), made(1)] }],
    };
  }
  switch (kind) {
    case 0:
    case 1:
      return { kind: 'setWordTimes', words: [moved(word, deltaMs % 200, (deltaMs % 90) - 40)] };
    case 2:
      return { kind: 'setWordTimes', words: [word, other].map((each) => moved(each, deltaMs, 0)) };
    case 3:
      return { kind: 'setWordTimes', words: [{ wordId: word.id, startMs: null, endMs: null, timing: null }] };
    case 4:
      return { kind: 'setWordText', words: [{ wordId: word.id, text }] };
    case 5:
      return {
        kind: 'setWordDetails',
        words: [
          {
            wordId: word.id,
            confidence: flag ? 0.5 : null,
            wordKind: 'word',
            glue: flag,
            alternatives: null,
          },
        ],
      };
    case 6:
    case 7: {
      const own = toArray(utterance.words);
      const after = b % (own.length + 1);
      return {
        kind: 'insertWords',
        utteranceId: utterance.id,
        afterWordId: own[after - 1]?.id ?? null,
        words: Array.from({ length: 1 + (b % 3) }, (_, number) => made(number)),
        joinsCue: (['previous', 'next', 'none'] as const)[b % 3] ?? 'none',
      };
    }
    case 8:
      return { kind: 'deleteWords', wordIds: [word.id] };
    case 9:
      return {
        kind: 'deleteWords',
        wordIds: [...new Set([word.id, other.id, ...spanOf(utterance, b).map(idOf)])],
      };
    case 10:
    case 11: {
      const span = spanOf(utterance, b);
      const kept = span.filter((_, at) => (at + a) % 2 === 0);
      const fresh = Array.from({ length: b % 4 }, (_, number) => made(number));
      return {
        kind: 'replaceWords',
        utteranceId: utterance.id,
        firstWordId: span[0]?.id ?? '',
        lastWordId: span[span.length - 1]?.id ?? '',
        words: flag ? [...fresh, ...kept] : [...kept.slice(0, 1), ...fresh, ...kept.slice(1)],
      };
    }
    case 12:
      return {
        kind: 'shiftTimes',
        fromMs: Math.max(0, (word.startMs ?? 0) - 1),
        toMs: flag ? null : (other.startMs ?? 0),
        deltaMs,
      };
    case 13:
      return { kind: 'splitUtterance', wordId: word.id, newUtteranceId: `utterance${unique}` };
    case 14: {
      const next = flag ? itemAt(project.utterances, utterances.indexOf(utterance) + 1) : pick(utterances, b);
      return { kind: 'joinUtterances', utteranceId: utterance.id, nextId: next?.id ?? utterance.id };
    }
    case 15:
      return { kind: 'removeUtterances', utteranceIds: [utterance.id] };
    case 16:
      return {
        kind: 'insertUtterances',
        beforeId: flag ? utterance.id : null,
        utterances: [{ id: `utterance${unique}`, speakerId, language: null, words: [timed(made(0), b * 7)] }],
      };
    case 17:
      return { kind: 'moveUtterance', utteranceId: utterance.id, beforeId: pick(utterances, b)?.id ?? null };
    case 18:
      return {
        kind: 'assignSpeaker',
        utteranceIds: [...new Set([utterance.id, pick(utterances, b)?.id ?? utterance.id])],
        speakerId,
        overlaps: flag ? 'trim' : 'refuse',
      };
    case 19:
      return speakerOperation(project, intention, unique);
    case 20:
      return { kind: 'decide', changes: [pinChange(words, a, b, deltaMs)] };
    case 21:
      return { kind: 'decide', changes: marks(word, flag) };
    case 22:
      return { kind: 'setProject', field: 'title', value: text };
    case 23:
      return { kind: 'setUtteranceLanguage', utteranceIds: [utterance.id], language: flag ? 'fr' : null };
    default:
      return {
        kind: 'batch',
        operations: [
          operationFor(project, { ...intention, kind: a % 24 }, unique),
          operationFor(project, { ...intention, kind: b % 24, a: b, b: a }, unique + 0.5),
        ],
      };
  }
}

function speakerOperation(project: Project, { a, b, text, flag }: Intention, unique: number): Operation {
  const speaker = pick(project.speakers, a);
  const other = pick(project.speakers, b);
  if (speaker === undefined || other === undefined || a % 4 === 0) {
    const index = b % (project.speakers.length + 1);
    return { kind: 'addSpeaker', speaker: { id: `speaker${unique}`, name: text, color: null }, index };
  }
  if (a % 4 === 1) return { kind: 'updateSpeaker', speaker: { ...speaker, name: text } };
  if (a % 4 === 2) return { kind: 'removeSpeaker', speakerId: speaker.id };
  return { kind: 'mergeSpeakers', fromId: speaker.id, intoId: other.id, overlaps: flag ? 'trim' : 'refuse' };
}

function pinChange(words: readonly Word[], a: number, b: number, deltaMs: number): DecisionChange {
  const first = a % words.length;
  const last = Math.min(words.length - 1, first + (b % 5));
  const firstWordId = words[first]?.id ?? '';
  if (deltaMs < -1500) return { about: 'pinnedCues', wordId: firstWordId, value: null };
  const startMs = 2000 + (deltaMs % 1000);
  return {
    about: 'pinnedCues',
    wordId: firstWordId,
    value: {
      firstWordId,
      lastWordId: words[last]?.id ?? '',
      startMs,
      endMs: startMs + 900,
      lineBreaks: last > first ? [words[first]?.id ?? ''] : [],
    },
  };
}

function marks(word: Word, flag: boolean): DecisionChange[] {
  const wordId = word.id;
  return [
    { about: 'reviewed', wordId, value: flag ? true : null },
    { about: 'hidden', wordId, value: flag ? null : true },
    { about: 'notes', wordId, value: flag ? 'note' : null },
    { about: 'breaks', wordId, value: 'line' },
    { about: 'placements', wordId, value: { vertical: 'top', align: 'left' } },
    { about: 'cueStyles', wordId, value: 'pop' },
    { about: 'wordStyles', wordId, value: { bold: true } },
  ];
}

function moved(word: Word, byMs: number, longerMs: number) {
  const startMs = Math.max(0, (word.startMs ?? 500) + byMs);
  const endMs = Math.max(startMs + 1, (word.endMs ?? 700) + byMs + longerMs);
  return { wordId: word.id, startMs, endMs, timing: 'user' as const };
}

function timed(word: Word, startMs: number): Word {
  return { ...word, startMs, endMs: startMs + 80, timing: 'user' };
}

function spanOf(utterance: Utterance, b: number): Word[] {
  const own = toArray(utterance.words);
  const from = b % own.length;
  return own.slice(from, from + 1 + (b % 4));
}

function idOf(word: Word): string {
  return word.id;
}

function pick<T>(items: readonly T[], number: number): T | undefined {
  return items.length === 0 ? undefined : items[number % items.length];
}
