import { largeProject } from '../../tests/support/large.ts';
import type { Result } from '../contract/result.ts';
import { type Applied, apply } from './apply.ts';
import type { Operation } from './operations.ts';
import { eachWord, findWord } from './queries.ts';
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

/** One operation after the other on random words of the growing history, then all undone. */
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
  for (const inverse of inverses.reverse()) {
    const { result, tookUs } = timed(project, inverse);
    if (tookUs !== null) backward.push(tookUs);
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
];
