import {
  type Captions,
  captionSettings,
  deriveCaptions,
  rederiveCaptions,
} from '../../common/captions/captions.ts';
import { checkCaptions } from '../../common/captions/checks/checks.ts';
import { mergeCues, pinShown, retypeCue, splitCue, wordsOf } from '../../common/captions/composeCues.ts';
import { plain } from '../../common/captions/profiles/plain.ts';
import type { Result } from '../../common/contract/result.ts';
import { apply } from '../../common/document/apply.ts';
import { idSource } from '../../common/document/ids.ts';
import type { Operation } from '../../common/document/operations.ts';
import { largeProject } from '../../tests/support/large.ts';
import { cueFigures } from './cueFigures.ts';
import { cuesAt, indexOfCue, rulesOfCue } from './cueLookup.ts';

/** About 15,000 cues, 12 hours. */
const WORDS = 112_000;
const EDITS = 200;

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  return Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 100) / 100;
}

function start(): Captions {
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue: false });
  const captions = deriveCaptions(project, plain, captionSettings(project));
  checkCaptions(captions);
  return captions;
}

type Compose = (captions: Captions, at: number, edit: number) => Result<Operation | null>;

/** What one edit of a cue costs from the wish to captions that are derived and checked again. */
function editCosts(compose: Compose): Record<string, number> {
  let captions = start();
  const wishes: number[] = [];
  const whole: number[] = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const at = (edit * 7919) % (captions.cues.length - 1);
    const began = performance.now();
    const composed = compose(captions, at, edit);
    wishes.push(performance.now() - began);
    if (!composed.ok || composed.value === null) continue;
    const applied = apply(captions.memory.project, composed.value);
    if (!applied.ok) throw new Error(applied.failure.code);
    captions = rederiveCaptions(captions, applied.value.project);
    checkCaptions(captions);
    whole.push(performance.now() - began);
  }
  return {
    cues: captions.cues.length,
    wishMedianMs: quantile(wishes, 0.5),
    medianMs: quantile(whole, 0.5),
    p95Ms: quantile(whole, 0.95),
  };
}

const ids = idSource('bench');

function retyped(captions: Captions, at: number, edit: number): Result<Operation | null> {
  const cue = captions.cues[at];
  const words = cue === undefined ? [] : wordsOf(cue);
  const text = words
    .map((word, index) => (index === words.length - 1 ? `again${edit}` : word.text))
    .join(' ');
  return retypeCue(captions, at, text, ids);
}

function split(captions: Captions, at: number): Result<Operation> {
  const cue = captions.cues[at];
  const words = cue === undefined ? [] : wordsOf(cue);
  return splitCue(captions, at, words[words.length >> 1]?.id ?? '');
}

/** What each frame of playback and each drawn row look up. */
function lookups(): Record<string, number> {
  const captions = start();
  const { cues } = captions;
  const micros = (count: number, work: (round: number) => void) => {
    const began = performance.now();
    for (let round = 0; round < count; round++) work(round);
    return Math.round(((performance.now() - began) * 1e5) / count) / 100;
  };
  return {
    cuesAtMicros: micros(100_000, (round) => cuesAt(cues, (round * 7919) % 40_000_000)),
    indexOfCueMicros: micros(500, (round) =>
      indexOfCue(captions, cues[(round * 31) % cues.length]?.firstWordId ?? null),
    ),
    figuresMicros: micros(5000, (round) => {
      const cue = cues[round % cues.length];
      if (cue !== undefined) cueFigures(cue.lines, cue.endMs - cue.startMs, rulesOfCue(captions, cue));
    }),
  };
}

export const benches = [
  { name: 'split a cue, 15,000 cues', run: () => editCosts(split) },
  { name: 'merge two cues', run: () => editCosts(mergeCues) },
  { name: 'pin a cue', run: () => editCosts(pinShown) },
  { name: 'retype a word of a cue', run: () => editCosts(retyped) },
  { name: 'look up cues', run: lookups },
];
