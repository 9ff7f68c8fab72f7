import type { Captions } from '../../../common/captions/captions.ts';
import { retimeCue } from '../../../common/captions/composeCues.ts';
import { cueIndexOfWord } from '../../../common/captions/findCue.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { assignSpeakerToWords } from '../../../common/document/compose.ts';
import type { IdSource } from '../../../common/document/ids.ts';
import type { Operation } from '../../../common/document/operations.ts';
import { findWord } from '../../../common/document/queries.ts';
import type { Project, SpeakerId, WordId } from '../../../common/document/types.ts';
import type { MessageId } from '../../text/text.ts';
import { type DragMode, dragBodies, dragEdge, stretchBodies } from './drag.ts';
import { laneWords, placeInLane, type Timed } from './lane.ts';
import { type Moved, NO_PREVIEW, type Preview, timesOf } from './preview.ts';
import { type Attraction, snapTo } from './snap.ts';

/** What a person took hold of. */
export type Grab =
  | { readonly kind: 'edge'; readonly wordId: WordId; readonly edge: 'start' | 'end' }
  /** `atMs`: where in time the pointer took hold. */
  | { readonly kind: 'bodies'; readonly wordIds: readonly WordId[]; readonly atMs: number }
  /** The outer edge of several chosen words. */
  | { readonly kind: 'outer'; readonly wordIds: readonly WordId[]; readonly edge: 'start' | 'end' }
  /** Index of the cue. */
  | { readonly kind: 'cue'; readonly cue: number; readonly edge: 'start' | 'end' };

/** Where the pointer is, with the keys that are held. */
export interface Held {
  readonly timeMs: number;
  /** The lane under the pointer; undefined outside all lanes. */
  readonly speakerId: SpeakerId | null | undefined;
  /** Parts touching words. */
  readonly alt: boolean;
  /** Ripples to the end of the cue, with Shift to the end of the lane. */
  readonly ctrl: boolean;
  /** Turns snapping round. */
  readonly shift: boolean;
}

/** What the gesture began on; it does not change while it lasts. */
export interface Ground {
  readonly project: Project;
  readonly captions: Captions;
  readonly pxPerSecond: number;
  readonly snap: boolean;
  readonly push: boolean;
  /** Times that attract besides the words of the lane: playhead, onsets, cue edges. */
  readonly attractions: readonly Attraction[];
  readonly newIds: IdSource;
}

export interface Gesture {
  /** What it would give if it were let go here. Costs microseconds; a ripple along a whole lane some milliseconds. */
  readonly move: (held: Held) => Preview;
  /** The one edit of the whole gesture; null when nothing would change. */
  readonly drop: () => { readonly edit: Result<Operation>; readonly label: MessageId } | null;
}

export function beginGesture(grab: Grab, ground: Ground): Gesture {
  switch (grab.kind) {
    case 'edge':
      return edgeGesture(grab, ground);
    case 'bodies':
      return bodiesGesture(grab, ground);
    case 'outer':
      return outerGesture(grab, ground);
    case 'cue':
      return cueGesture(grab, ground);
  }
}

/** A gesture that sets words' times and does nothing else. */
function wordGesture(
  ground: Ground,
  label: MessageId,
  movesFor: (toMs: number, held: Held) => ReadonlyMap<WordId, Moved>,
  /** Time that is to be snapped, and what is to be added to get from it to the pointer's. */
  anchor: (held: Held) => number,
  attractions: readonly Attraction[],
): Gesture {
  let preview = NO_PREVIEW;
  let caught: Attraction | null = null;
  return {
    move: (held) => {
      const wanted = anchor(held);
      caught = isSnapping(ground, held) ? snapTo(wanted, attractions, ground.pxPerSecond, caught) : null;
      const words = movesFor(caught?.ms ?? wanted, held);
      preview = { ...NO_PREVIEW, words, snapped: caught };
      return preview;
    },
    drop: () =>
      preview.words.size === 0
        ? null
        : { edit: succeed({ kind: 'setWordTimes', words: timesOf(preview.words) }), label },
  };
}

/** Shift turns snapping round, but with Ctrl it means the whole lane. */
function isSnapping({ snap }: Ground, { shift, ctrl }: Held): boolean {
  return shift && !ctrl ? !snap : snap;
}

function laneOf(ground: Ground, wordId: WordId): { lane: readonly Timed[]; at: number } {
  const place = findWord(ground.project, wordId);
  if (place === null) return { lane: [], at: -1 };
  const lane = laneWords(ground.project, place.utterance.speakerId);
  return { lane, at: placeInLane(lane, place.word) };
}

function edgeGesture(grab: Extract<Grab, { kind: 'edge' }>, ground: Ground): Gesture {
  const { lane, at } = laneOf(ground, grab.wordId);
  const inCue = lastOfCue(ground.captions, lane, at);
  const modeOf = ({ alt, ctrl }: Held): DragMode => {
    if (ctrl) return 'ripple';
    if (alt) return 'apart';
    return ground.push ? 'push' : 'roll';
  };
  const movesFor = (toMs: number, held: Held) =>
    dragEdge(lane, at, grab.edge, toMs, modeOf(held), held.shift ? lane.length - 1 : inCue);
  const attractions = [...edgesAround(lane, at, new Set([at])), ...ground.attractions];
  return wordGesture(ground, 'editing.moveEdge', movesFor, ({ timeMs }) => timeMs, attractions);
}

/** How many words before and after attract. */
const AROUND = 12;

function edgesAround(lane: readonly Timed[], at: number, own: ReadonlySet<number>): readonly Attraction[] {
  const edges: Attraction[] = [];
  for (let index = Math.max(0, at - AROUND); index < Math.min(lane.length, at + AROUND); index++) {
    const timed = lane[index];
    if (timed === undefined || own.has(index)) continue;
    edges.push({ ms: timed.startMs, kind: 'word' }, { ms: timed.endMs, kind: 'word' });
  }
  return edges;
}

/** The last word of the lane in the cue of the word at `at`; itself where it is in no cue. */
function lastOfCue(captions: Captions, lane: readonly Timed[], at: number): number {
  const own = lane[at];
  const index = own === undefined ? null : cueIndexOfWord(captions, own.word);
  if (own === undefined || index === null) return at;
  const ids = new Set(captions.cues[index]?.lines.flatMap((line) => line.words.map(({ id }) => id)));
  let last = at;
  while (ids.has(lane[last + 1]?.word.id ?? '')) last++;
  return last;
}

/** Words of several lanes move alike; each lane says how far. */
function bodiesGesture(grab: Extract<Grab, { kind: 'bodies' }>, ground: Ground): Gesture {
  const chosen = chosenByLane(ground, grab.wordIds);
  const first = Math.min(
    ...chosen.map(({ lane, at }) => lane[at[0] ?? -1]?.startMs ?? Number.POSITIVE_INFINITY),
  );
  const own = chosen[0];
  const attractions = [
    ...(own === undefined ? [] : edgesAround(own.lane, own.at[0] ?? 0, new Set(own.at))),
    ...ground.attractions,
  ];
  const times = wordGesture(
    ground,
    'editing.moveWords',
    (toMs) => {
      const all = new Map<WordId, Moved>();
      for (const { lane, at } of chosen) {
        for (const [id, moved] of dragBodies(lane, at, toMs - first)) all.set(id, moved);
      }
      return all;
    },
    ({ timeMs }) => first + timeMs - grab.atMs,
    attractions,
  );
  const from = speakerOf(ground.project, grab.wordIds[0]);
  let toSpeaker: SpeakerId | null | undefined;
  let isWholeTurn = true;
  return {
    move: (held) => {
      toSpeaker = held.speakerId === undefined || held.speakerId === from ? undefined : held.speakerId;
      // Who speaks is a matter of the turn: one word alone goes only when that is asked for.
      isWholeTurn = grab.wordIds.length === 1 && !held.alt;
      // Onto another lane words go as they are: changing time and speaker at once is rarely meant.
      return toSpeaker === undefined ? times.move(held) : { ...NO_PREVIEW, toSpeaker };
    },
    drop: () => {
      if (toSpeaker === undefined) return times.drop();
      return isWholeTurn
        ? assignTurn(ground, grab.wordIds[0], toSpeaker)
        : assign(ground, grab.wordIds, toSpeaker);
    },
  };
}

function assignTurn(
  { project }: Ground,
  wordId: WordId | undefined,
  speakerId: SpeakerId | null,
): ReturnType<Gesture['drop']> {
  const utterance = wordId === undefined ? undefined : findWord(project, wordId)?.utterance;
  if (utterance === undefined) return null;
  const utteranceIds = [utterance.id];
  return {
    edit: succeed({ kind: 'assignSpeaker', utteranceIds, speakerId, overlaps: 'trim' }),
    label: 'editing.assignSpeaker',
  };
}

function assign(
  ground: Ground,
  wordIds: readonly WordId[],
  speakerId: SpeakerId | null,
): ReturnType<Gesture['drop']> {
  const [firstWordId] = wordIds;
  const lastWordId = wordIds.at(-1);
  if (firstWordId === undefined || lastWordId === undefined) return null;
  const to = { speakerId, overlaps: 'trim' } as const;
  const edit = assignSpeakerToWords(ground.project, { firstWordId, lastWordId }, to, ground.newIds);
  return { edit, label: 'editing.assignSpeaker' };
}

function speakerOf(project: Project, wordId: WordId | undefined): SpeakerId | null | undefined {
  return wordId === undefined ? undefined : findWord(project, wordId)?.utterance.speakerId;
}

interface Chosen {
  readonly lane: readonly Timed[];
  readonly at: readonly number[];
}

function chosenByLane({ project }: Ground, wordIds: readonly WordId[]): readonly Chosen[] {
  const lanes = new Map<SpeakerId | null, { lane: readonly Timed[]; at: number[] }>();
  for (const id of wordIds) {
    const place = findWord(project, id);
    if (place === null) continue;
    const { speakerId } = place.utterance;
    const known = lanes.get(speakerId) ?? { lane: laneWords(project, speakerId), at: [] };
    lanes.set(speakerId, known);
    const at = placeInLane(known.lane, place.word);
    if (at >= 0) known.at.push(at);
  }
  return [...lanes.values()].map(({ lane, at }) => ({ lane, at: at.sort((left, right) => left - right) }));
}

function outerGesture(grab: Extract<Grab, { kind: 'outer' }>, ground: Ground): Gesture {
  const chosen = chosenByLane(ground, grab.wordIds);
  const [own] = chosen;
  const at = own?.at[grab.edge === 'start' ? 0 : own.at.length - 1] ?? -1;
  const attractions = [...edgesAround(own?.lane ?? [], at, new Set(own?.at)), ...ground.attractions];
  const movesFor = (toMs: number) =>
    own === undefined ? new Map<WordId, Moved>() : stretchBodies(own.lane, own.at, grab.edge, toMs);
  return wordGesture(ground, 'editing.stretchWords', movesFor, ({ timeMs }) => timeMs, attractions);
}

/** The shortest cue that a person may drag; the profile's own minimum is a matter of the checks. */
const SHORTEST_CUE_MS = 40;

function cueGesture({ cue: at, edge }: Extract<Grab, { kind: 'cue' }>, ground: Ground): Gesture {
  const cue = ground.captions.cues[at];
  const words: Attraction[] = (cue?.lines ?? []).flatMap((line) =>
    line.words.flatMap(({ startMs, endMs }): Attraction[] =>
      startMs === null || endMs === null
        ? []
        : [
            { ms: startMs, kind: 'word' },
            { ms: endMs, kind: 'word' },
          ],
    ),
  );
  const attractions = [...words, ...ground.attractions];
  let caught: Attraction | null = null;
  let moved: Moved | null = null;
  return {
    move: (held) => {
      if (cue === undefined) return NO_PREVIEW;
      caught = isSnapping(ground, held) ? snapTo(held.timeMs, attractions, ground.pxPerSecond, caught) : null;
      const toMs = Math.max(0, Math.round(caught?.ms ?? held.timeMs));
      moved =
        edge === 'start'
          ? { startMs: Math.min(toMs, cue.endMs - SHORTEST_CUE_MS), endMs: cue.endMs }
          : { startMs: cue.startMs, endMs: Math.max(toMs, cue.startMs + SHORTEST_CUE_MS) };
      return { ...NO_PREVIEW, cue: { ...moved, firstWordId: cue.firstWordId }, snapped: caught };
    },
    drop: () => {
      if (cue === undefined || moved === null) return null;
      if (moved.startMs === cue.startMs && moved.endMs === cue.endMs) return null;
      if (moved.startMs < 0)
        return { edit: fail({ code: 'edit.time', file: null, detail: '0' }), label: 'editing.moveCue' };
      return { edit: retimeCue(ground.captions, at, moved), label: 'editing.moveCue' };
    },
  };
}
