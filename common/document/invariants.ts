import { CHUNK_SIZE, type ChunkedList } from './list.ts';
import { isInOrder } from './order.ts';
import { conflictAnywhere } from './overlaps.ts';
import { pinProblem } from './pins.ts';
import { eachUtterance, eachWord } from './queries.ts';
import type { PinnedCue, Project, WordId } from './types.ts';
import { pinTimesProblem, wordProblem } from './wordRules.ts';

/** One broken law, in words for a developer or a bug report. */
export interface Violation {
  readonly law: Law;
  readonly detail: string;
}

export type Law =
  | 'unique ids'
  | 'known speakers'
  | 'no empty utterance'
  | 'chunks are neither empty nor too large'
  | 'valid words'
  | 'no overlap within a speaker, words in the order of time'
  | 'utterances in the order of time'
  | 'decisions refer to words'
  | 'valid pinned cues'
  | 'valid media';

/**
 * What must hold of every document, whatever was done to it; an empty list when all does. Runs after every
 * operation in development and tests, and on every file that is opened. Cost: about 100 ms for 150,000 words.
 */
export function checkInvariants(project: Project): Violation[] {
  const violations: Violation[] = [];
  const report = (law: Law, detail: string) => {
    violations.push({ law, detail });
  };
  checkChunks(project.utterances, 'utterances', report);
  const ids = new Set<string>();
  const unique = (what: string, id: string) => {
    const key = `${what} ${id}`;
    if (id === '' || ids.has(key)) report('unique ids', key);
    ids.add(key);
  };
  for (const { id } of project.media) unique('media', id);
  const speakers = new Set<string>();
  for (const { id } of project.speakers) {
    unique('speaker', id);
    speakers.add(id);
  }
  eachUtterance(project, (utterance) => {
    unique('utterance', utterance.id);
    if (utterance.words.length === 0) report('no empty utterance', utterance.id);
    checkChunks(utterance.words, utterance.id, report);
    if (utterance.speakerId !== null && !speakers.has(utterance.speakerId)) {
      report('known speakers', `${utterance.speakerId} of utterance ${utterance.id}`);
    }
  });
  const words = new Set<WordId>();
  eachWord(project, (word) => {
    if (words.has(word.id)) report('unique ids', `word ${word.id}`);
    words.add(word.id);
    const problem = wordProblem(word);
    if (problem !== null) report('valid words', `${word.id}: ${problem}`);
  });
  const conflict = conflictAnywhere(project);
  if (conflict !== null) {
    const { kind, earlier, later } = conflict;
    report(
      'no overlap within a speaker, words in the order of time',
      `${kind} of ${earlier.id} and ${later.id}`,
    );
  }
  if (!isInOrder(project)) report('utterances in the order of time', project.id);
  checkDecisions(project, words, report);
  for (const media of project.media) {
    const { frameRate, durationMs, startOffsetMs } = media;
    const whole = [durationMs ?? 0, startOffsetMs, frameRate?.numerator ?? 1, frameRate?.denominator ?? 1];
    if (!whole.every(Number.isInteger)) report('valid media', `${media.id}: ${whole.join(', ')}`);
  }
  return violations;
}

function checkChunks<T>(
  list: ChunkedList<T>,
  owner: string,
  report: (law: Law, detail: string) => void,
): void {
  let length = 0;
  for (const chunk of list.chunks) {
    length += chunk.length;
    if (chunk.length === 0 || chunk.length > CHUNK_SIZE) {
      report('chunks are neither empty nor too large', `${chunk.length} in ${owner}`);
    }
  }
  if (length !== list.length) {
    report('chunks are neither empty nor too large', `${owner} says ${list.length}, holds ${length}`);
  }
}

function checkDecisions(
  project: Project,
  words: ReadonlySet<WordId>,
  report: (law: Law, detail: string) => void,
): void {
  const { pinnedCues, ...others } = project.decisions;
  for (const [about, decisions] of Object.entries(others)) {
    for (const wordId of decisions.keys()) {
      if (!words.has(wordId)) report('decisions refer to words', `${about} of ${wordId}`);
    }
  }
  checkPins(project, pinnedCues, report);
}

/** One pass for all pinned cues, since looking back from each for the one before it would cost a pass each. */
function checkPins(
  project: Project,
  pins: ReadonlyMap<WordId, PinnedCue>,
  report: (law: Law, detail: string) => void,
): void {
  if (pins.size === 0) return;
  let open: { readonly pin: PinnedCue; nextBreak: number } | null = null;
  let closed = 0;
  eachWord(project, ({ id }) => {
    const pin = pins.get(id);
    if (pin !== undefined) {
      const problem =
        pinTimesProblem(pin.startMs, pin.endMs) ?? (pin.firstWordId === id ? null : 'wrong key');
      if (problem !== null) report('valid pinned cues', `${id}: ${problem}`);
      if (open !== null) report('valid pinned cues', `${open.pin.firstWordId} runs into ${id}`);
      open = { pin, nextBreak: 0 };
    }
    if (open === null) return;
    if (open.pin.lastWordId === id) {
      if (open.nextBreak < open.pin.lineBreaks.length) {
        report('valid pinned cues', `${open.pin.firstWordId} breaks a line outside itself`);
      }
      open = null;
      closed++;
    } else if (open.pin.lineBreaks[open.nextBreak] === id) {
      open.nextBreak++;
    }
  });
  if (closed === pins.size) return;
  for (const [key, pin] of pins) {
    const problem = pinProblem(project, key, pin);
    if (problem !== null) report('valid pinned cues', problem);
  }
}
