import { largeProject } from '../../tests/support/large.ts';
import type { Result } from '../contract/result.ts';
import { type Applied, apply } from './apply.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { slice, toArray } from './list.ts';
import { matchWords } from './matchWords.ts';
import type { Operation } from './operations.ts';
import { parseProject } from './parse.ts';
import { allWords, eachWord, findWord, wordsInRange } from './queries.ts';
import { replaceTranscript } from './replaceTranscript.ts';
import { retypeWords } from './retype.ts';
import { serialiseProject } from './serialise.ts';
import type { Project, Utterance, Word } from './types.ts';

const WORDS = 150_000;
const ROUNDS = 4000;
const WARM_UP = 500;

interface Target {
  readonly word: Word;
  readonly utterance: Utterance;
}

type MakeOperation = (project: Project, target: Target, round: number) => Operation;

const setTimes: MakeOperation = (_, { word }) => ({
  kind: 'setWordTimes',
  words: [{ wordId: word.id, startMs: word.startMs, endMs: (word.endMs ?? 2) - 1, timing: 'user' }],
});

const setText: MakeOperation = (_, { word }, round) => ({
  kind: 'setWordText',
  words: [{ wordId: word.id, text: `word${round}` }],
});

const insert: MakeOperation = (_, { word, utterance }, round) => ({
  kind: 'insertWords',
  utteranceId: utterance.id,
  afterWordId: word.id,
  words: [
    {
      id: `fresh-${round}`,
      text: 'inserted',
      startMs: null,
      endMs: null,
      confidence: null,
      timing: null,
      kind: 'word',
      glue: false,
    },
  ],
  joinsCue: 'previous',
});

const remove: MakeOperation = (_, { word }) => ({ kind: 'deleteWords', wordIds: [word.id] });

const review: MakeOperation = (_, { word }) => ({
  kind: 'decide',
  changes: [{ about: 'reviewed', wordId: word.id, value: true }],
});

/**
 * One operation after the other on random words of the growing history, then all undone. The first of each are not
 * counted: code that was not compiled yet takes 30 to 100 µs.
 */
function oneWord(asMonologue: boolean, make: MakeOperation): Record<string, number> {
  let project = largeProject({ words: WORDS, speakers: 4, asMonologue });
  const ids: string[] = [];
  eachWord(project, (word) => ids.push(word.id));
  const inverses: Operation[] = [];
  const forward: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const target = findWord(project, ids[(round * 104_729) % ids.length] ?? '');
    if (target === null) continue;
    const operation = make(project, target, round);
    const { result, tookUs } = timed(project, operation);
    if (!result.ok) continue;
    project = result.value.project;
    inverses.push(result.value.inverse);
    if (round >= WARM_UP && tookUs !== null) forward.push(tookUs);
  }
  const bytes = inverses.map((inverse) => JSON.stringify(inverse).length);
  const backward: number[] = [];
  for (const [round, inverse] of inverses.reverse().entries()) {
    const { result, tookUs } = timed(project, inverse);
    if (round >= WARM_UP && tookUs !== null) backward.push(tookUs);
    if (!result.ok) throw new Error(`undo was refused: ${JSON.stringify(result.failure)}`);
    project = result.value.project;
  }
  return {
    medianUs: quantile(forward, 0.5),
    p99Us: quantile(forward, 0.99),
    undoMedianUs: quantile(backward, 0.5),
    undoP99Us: quantile(backward, 0.99),
    maxUndoBytes: Math.max(...bytes),
    operations: forward.length,
  };
}

/**
 * Null where the system gave the processor to another program meanwhile: 50 µs lie far below one time slice, and p99
 * would else tell how busy the machine is. What our own garbage collector takes is counted.
 */
function timed(project: Project, operation: Operation): { result: Result<Applied>; tookUs: number | null } {
  const switches = process.resourceUsage().involuntaryContextSwitches;
  const start = performance.now();
  const result = apply(project, operation);
  const tookUs = (performance.now() - start) * 1000;
  return { result, tookUs: process.resourceUsage().involuntaryContextSwitches === switches ? tookUs : null };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function fileOf(asMonologue: boolean): Record<string, number> {
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue });
  let text = '';
  const writeMs = medianMs(() => {
    text = serialiseProject(project);
  });
  const parseMs = medianMs(() => parseProject(text));
  const jsonMs = medianMs(() => JSON.parse(text));
  return { writeMs, parseMs, ofWhichJsonParseMs: jsonMs, megabytes: text.length / 1e6 };
}

/** The whole text typed anew with 8 % of the words edited, and 60 words of it in one utterance. */
function retyping(): Record<string, number> {
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue: false });
  const texts: string[] = [];
  eachWord(project, (word) => texts.push(word.text));
  const corrected = texts.flatMap((text, at) => {
    const edit = (at * 7919) % 100;
    if (edit >= 8) return [text];
    return [[], [`${text}x`], [text, 'really'], ['somebody']][edit % 4] ?? [];
  });
  const whole = corrected.join(' ');
  const wholeMs = medianMs(() => replaceTranscript(project, whole, idSource('new')));
  const matchMs = medianMs(() => matchWords(texts, corrected));
  const monologue = largeProject({ words: WORDS, speakers: 1, asMonologue: true });
  const first = findWord(monologue, texts.length > 0 ? firstIdOf(monologue) : '');
  const words = first === null ? [] : toArray(slice(first.utterance.words, 70_000, 70_060));
  const request = {
    utteranceId: first?.utterance.id ?? '',
    firstWordId: words[0]?.id ?? '',
    lastWordId: words[words.length - 1]?.id ?? '',
    text: words.map(({ text }, at) => (at % 5 === 2 ? `${text.slice(1)}e` : text)).join(' '),
  };
  const sixtyMs = medianMs(() => retypeWords(monologue, request, idSource('new')));
  return { wholeMs, matchMs, sixtyMs };
}

function firstIdOf(project: Project): string {
  for (const word of allWords(project)) return word.id;
  return '';
}

function queries(): Record<string, number> {
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue: false });
  const ids: string[] = [];
  const lastMs: number[] = [];
  eachWord(project, (word) => {
    ids.push(word.id);
    lastMs.push(word.endMs ?? 0);
  });
  const lengthMs = lastMs[lastMs.length - 1] ?? 1;
  const firstLookUpMs = once(() => findWord(project, ids[0] ?? ''));
  const rounds = 20_000;
  const byIdUs =
    (once(() => {
      for (let round = 0; round < rounds; round++) findWord(project, ids[(round * 7919) % ids.length] ?? '');
    }) *
      1000) /
    rounds;
  wordsInRange(project, 0, 1);
  const fiveSecondsUs =
    (once(() => {
      for (let round = 0; round < rounds; round++) {
        const startMs = (round * 104_729) % lengthMs;
        wordsInRange(project, startMs, startMs + 5000);
      }
    }) *
      1000) /
    rounds;
  const invariantsMs = medianMs(() => checkInvariants(project));
  return { firstLookUpMs, byIdUs, fiveSecondsUs, invariantsMs };
}

function once(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function medianMs(run: () => unknown): number {
  return quantile([once(run), once(run), once(run), once(run), once(run)], 0.5);
}

const ONE_WORD: Readonly<Record<string, MakeOperation>> = {
  times: setTimes,
  text: setText,
  insertion: insert,
  deletion: remove,
  review,
};

export const benches: readonly {
  name: string;
  run: () => Promise<Record<string, number>> | Record<string, number>;
}[] = [
  ...Object.entries(ONE_WORD).flatMap(([name, make]) => [
    { name: `document: ${name} of one word, dialogue of 150,000`, run: () => oneWord(false, make) },
    { name: `document: ${name} of one word, monologue of 150,000`, run: () => oneWord(true, make) },
  ]),
  { name: 'document: file of 150,000 words, dialogue', run: () => fileOf(false) },
  { name: 'document: file of 150,000 words, monologue', run: () => fileOf(true) },
  { name: 'document: retyping in 150,000 words', run: retyping },
  { name: 'document: queries in 150,000 words', run: queries },
];
