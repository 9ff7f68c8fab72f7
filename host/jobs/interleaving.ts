import { apply } from '../../common/document/apply.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { toArray } from '../../common/document/list.ts';
import type { Operation } from '../../common/document/operations.ts';
import { eachUtterance } from '../../common/document/queries.ts';
import type { Project, Utterance, UtteranceId } from '../../common/document/types.ts';
import type { TakenChannel } from './arrivals.ts';

/** Operations in three steps, each to be applied as a whole. */
export interface Interleaving {
  readonly cuts: readonly Operation[];
  readonly seams: readonly Operation[];
  /** Wait for the order of time to be restored after the others. */
  readonly moves: readonly Operation[];
}

/** Ids that remember in which order they were made. */
export interface CountedIds extends IdSource {
  readonly countOf: (id: string) => number;
}

export function countedIds(ids: IdSource): CountedIds {
  const counts = new Map<string, number>();
  return {
    next: () => {
      const id = ids.next();
      counts.set(id, counts.size);
      return id;
    },
    countOf: (id) => counts.get(id) ?? 0,
  };
}

/**
 * What is left to do when channels that were taken apart have come one after the other: where one person spoke
 * between two segments of the other, the other's utterance is cut there, as `buildProject` does when it sees both.
 * `wanted` is the whole built at once with ids of `wantedIds`, which tell the order of speech: an utterance without
 * times may stand elsewhere; `arrived` the document as the channels' words made it, with nothing else.
 */
export function interleave(
  arrived: Project,
  wanted: Project,
  wantedIds: CountedIds,
  channels: readonly TakenChannel[],
  ids: IdSource,
): Interleaving {
  const cuts: Operation[] = [];
  const seams: Operation[] = [];
  /** Which utterance of the document will be which of the wanted ones. */
  const becomes = new Map<UtteranceId, UtteranceId>();
  for (const channel of channels) {
    const runs = runsOf(wanted, channel.speaker?.name ?? null, wantedIds);
    let at = 0;
    let current: UtteranceId | null = null;
    for (const run of runs) {
      let whole: UtteranceId | null = null;
      for (let word = 0; word < run.words.length; word++, at++) {
        const taken = channel.words[at];
        if (taken === undefined) throw new Error('fewer words arrived than were recognised');
        const starts = taken.utteranceId !== channel.words[at - 1]?.utteranceId;
        if (starts) current = taken.utteranceId;
        if (word === 0 && !starts) {
          current = ids.next();
          cuts.push({ kind: 'splitUtterance', wordId: taken.wordId, newUtteranceId: current });
        }
        if (word > 0 && starts && whole !== null && current !== null) {
          seams.push({ kind: 'joinUtterances', utteranceId: whole, nextId: current });
        }
        if (word === 0) whole = current;
      }
      if (whole !== null) becomes.set(run.id, whole);
    }
  }
  return { cuts, seams, moves: moves(arrived, [...cuts, ...seams], wanted, becomes) };
}

function runsOf(project: Project, speakerName: string | null, ids: CountedIds): readonly Utterance[] {
  const speakerId = project.speakers.find(({ name }) => name === speakerName)?.id ?? null;
  const runs: Utterance[] = [];
  eachUtterance(project, (utterance) => {
    if (utterance.speakerId === speakerId) runs.push(utterance);
  });
  return runs.sort((left, right) => ids.countOf(left.id) - ids.countOf(right.id));
}

/** Utterances that begin at the same time, or at none, stand as they would have come. */
function moves(
  arrived: Project,
  changes: readonly Operation[],
  wanted: Project,
  becomes: ReadonlyMap<UtteranceId, UtteranceId>,
): readonly Operation[] {
  const applied = apply(arrived, { kind: 'batch', operations: changes });
  if (!applied.ok) throw new Error(`utterances cannot be cut: ${JSON.stringify(applied.failure)}`);
  const order = toArray(applied.value.project.utterances).map(({ id }) => id);
  const target = toArray(wanted.utterances).map(({ id }) => becomes.get(id) ?? id);
  const moved: Operation[] = [];
  for (let at = target.length - 1; at >= 0; at--) {
    const id = target[at];
    if (id === undefined || order[at] === id) continue;
    order.splice(order.indexOf(id), 1);
    order.splice(at, 0, id);
    moved.push({ kind: 'moveUtterance', utteranceId: id, beforeId: target[at + 1] ?? null });
  }
  return moved;
}
