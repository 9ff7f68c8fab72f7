import type { Project, SpeakerId, Utterance, Word } from '../../common/document/types.ts';

/** A word where the timeline shows it; one without a time stands between its neighbours. */
export interface Placed {
  readonly word: Word;
  readonly startMs: number;
  readonly endMs: number;
  /** The time is its own and not that of the gap. */
  readonly isTimed: boolean;
}

const placed = new WeakMap<readonly Word[], readonly Placed[]>();

/** The words of a chunk with places, in order; the same array while the words are the same. */
export function placedWords(chunk: readonly Word[]): readonly Placed[] {
  const known = placed.get(chunk);
  if (known !== undefined) return known;
  const made: Placed[] = [];
  for (let at = 0; at < chunk.length; at++) {
    const word = chunk[at] as Word;
    if (word.startMs !== null && word.endMs !== null) {
      made.push({ word, startMs: word.startMs, endMs: word.endMs, isTimed: true });
      continue;
    }
    let next = at;
    while (next < chunk.length && chunk[next]?.startMs === null) next++;
    const gap = chunk.slice(at, next);
    const from = made.at(-1)?.endMs ?? null;
    const to = chunk[next]?.startMs ?? null;
    // With a time on one side only, words stand there with the length that saying them takes.
    const length = gap.reduce((sum, { text }) => sum + 60 * Math.max(3, text.length), 0);
    const startMs = from ?? (to === null ? null : Math.max(0, to - length));
    if (startMs !== null) {
      const endMs = Math.max(startMs + gap.length, to ?? startMs + length);
      gap.forEach((one, index) => {
        made.push({
          word: one,
          startMs: startMs + ((endMs - startMs) * index) / gap.length,
          endMs: startMs + ((endMs - startMs) * (index + 1)) / gap.length,
          isTimed: false,
        });
      });
    }
    at = next - 1;
  }
  placed.set(chunk, made);
  return made;
}

/** Calls `visit` for the shown words of an utterance within `[fromMs, toMs)`, in order. */
export function eachPlaced(
  { words }: Utterance,
  fromMs: number,
  toMs: number,
  visit: (one: Placed) => void,
): void {
  for (const chunk of words.chunks) {
    const all = placedWords(chunk);
    const first = all[0];
    const last = all.at(-1);
    if (first === undefined || last === undefined || first.startMs >= toMs || last.endMs <= fromMs) continue;
    for (const one of all) if (one.startMs < toMs && one.endMs > fromMs) visit(one);
  }
}

/** A row for a speaker's words. */
export interface Lane {
  readonly speakerId: SpeakerId | null;
  readonly name: string;
  /** Index into the palette; null for nobody. */
  readonly color: number | null;
  /** The key that assigns to it; 0 for nobody. */
  readonly number: number;
}

/** The speakers in the project's order; nobody last, where nobody says something or there is no speaker. */
export function lanesOf(project: Project, nobody: string): readonly Lane[] {
  const lanes: Lane[] = project.speakers.map(({ id, name, color }, index) => ({
    speakerId: id,
    name,
    color: color ?? index,
    number: index + 1,
  }));
  const hasNobody = project.utterances.chunks.some((chunk) =>
    chunk.some(({ speakerId }) => speakerId === null),
  );
  if (hasNobody || lanes.length === 0) lanes.push({ speakerId: null, name: nobody, color: null, number: 0 });
  return lanes;
}
