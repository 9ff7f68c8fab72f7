import type { CueSource, PinnedCue, Utterance, WordId } from '../document/types.ts';
import { extentProblem } from '../document/wordRules.ts';
import { isRecord, type JsonRecord } from './transcriptJsonText.ts';

export interface ReadPins {
  readonly pinnedCues: ReadonlyMap<WordId, PinnedCue>;
  /** Pinned cues that name words which are not there, cross another one or have no length. */
  readonly dropped: number;
}

function sourceOf(value: unknown): CueSource | null {
  if (!isRecord(value) || typeof value.format !== 'string') return null;
  const { format, id, settings, payload, before } = value;
  return {
    format,
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof settings === 'string' ? { settings } : {}),
    ...(typeof payload === 'string' ? { payload } : {}),
    ...(Array.isArray(before) ? { before: before.filter((block) => typeof block === 'string') } : {}),
  };
}

function spanOf(cue: JsonRecord): { readonly startMs: number; readonly endMs: number } | null {
  const { start, end } = cue;
  if (typeof start !== 'number' || typeof end !== 'number' || start < 0) return null;
  const startMs = Math.round(start * 1000);
  const endMs = Math.round(end * 1000);
  return extentProblem(startMs, endMs) === null ? { startMs, endMs } : null;
}

/**
 * The cues that carry `pinned`, whose words are there and which hold no word of another one before them; the
 * rest is derived from the words again and needs no place in the document. Linear but for one sort.
 */
export function readPinnedCues(cues: unknown, utterances: readonly Utterance[]): ReadPins {
  const pinnedCues = new Map<WordId, PinnedCue>();
  const pinned = Array.isArray(cues) ? cues.filter(isRecord).filter((cue) => isRecord(cue.pinned)) : [];
  if (pinned.length === 0) return { pinnedCues, dropped: 0 };
  const places = new Map<WordId, number>();
  for (const utterance of utterances) {
    for (const chunk of utterance.words.chunks) {
      for (const word of chunk) {
        places.set(word.id, places.size);
      }
    }
  }
  const candidates = pinned.map((cue) => candidateOf(cue, places));
  let dropped = 0;
  let taken = -1;
  const found = candidates.filter((candidate) => candidate !== null).sort((a, b) => a.first - b.first);
  for (const { pin, first, last } of found) {
    if (first <= taken) {
      dropped++;
      continue;
    }
    taken = last;
    pinnedCues.set(pin.firstWordId, pin);
  }
  return { pinnedCues, dropped: dropped + candidates.length - found.length };
}

interface Candidate {
  readonly pin: PinnedCue;
  /** Places of its first and last word in the document. */
  readonly first: number;
  readonly last: number;
}

function candidateOf(cue: JsonRecord, places: ReadonlyMap<WordId, number>): Candidate | null {
  const pin = isRecord(cue.pinned) ? cue.pinned : {};
  const span = spanOf(cue);
  if (span === null || typeof pin.first !== 'string' || typeof pin.last !== 'string') return null;
  const first = places.get(pin.first);
  const last = places.get(pin.last);
  if (first === undefined || last === undefined || last < first) return null;
  const breaks = (Array.isArray(pin.breaks) ? pin.breaks : []).flatMap((id: unknown) => {
    const place = typeof id === 'string' ? places.get(id) : undefined;
    return place !== undefined && place >= first && place < last ? [{ id: String(id), place }] : [];
  });
  const inOrder = breaks.sort((a, b) => a.place - b.place);
  const lineBreaks = inOrder.filter(({ id }, at) => id !== inOrder[at - 1]?.id).map(({ id }) => id);
  const source = sourceOf(cue.source);
  return {
    pin: {
      firstWordId: pin.first,
      lastWordId: pin.last,
      ...span,
      lineBreaks,
      ...(source === null ? {} : { source }),
    },
    first,
    last,
  };
}
