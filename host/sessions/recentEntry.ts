import { setImmediate } from 'node:timers/promises';
import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import { checkCaptions } from '../../common/captions/checks/checks.ts';
import { defaultProfile, findProfile } from '../../common/captions/profiles/profiles.ts';
import type { RecentProject } from '../../common/contract/projects.ts';
import { itemsOf, listOf, slice } from '../../common/document/list.ts';
import { eachWord } from '../../common/document/queries.ts';
import type { Project, Utterance, Word } from '../../common/document/types.ts';
import { nameOf } from './mediaPlaces.ts';

export type RecentEntry = Omit<RecentProject, 'openedAtMs' | 'missing'>;

/** What Home shows of a project. `problems` counts doubtful words alone until `hardViolations` are added. */
export function recentEntry(
  project: Project,
  about: { readonly path: string; readonly thumbnail: string | null; readonly doubtBelow: number },
): RecentEntry {
  const { reviewed } = project.decisions;
  let words = 0;
  let checked = 0;
  let doubtful = 0;
  eachWord(project, (word) => {
    words++;
    if (reviewed.has(word.id) || isByPerson(word)) checked++;
    else if (word.confidence !== null && word.confidence < about.doubtBelow) doubtful++;
  });
  const [first] = project.media;
  return {
    path: about.path,
    title: project.title,
    mediaName: first === undefined ? null : nameOf(first.path),
    durationMs: first?.durationMs ?? null,
    language: project.language,
    speakers: project.speakers.map(({ name, color }, index) => ({ name, color: color ?? index })),
    checked: words === 0 ? null : checked / words,
    problems: doubtful,
    thumbnail: about.thumbnail,
  };
}

/** A person gave it its time. */
function isByPerson(word: Word): boolean {
  return word.timing === 'user';
}

/** Words that are checked at once: some 10 ms. */
const PASSAGE_WORDS = 4000;
/** Words on either side that a passage is read with, so that cues at its borders come out as in the whole. */
const MARGIN_WORDS = 200;

/**
 * How often the captions break a hard rule of their profile, passage by passage with pauses between, so that a
 * window never waits for it. Null when the signal aborts. Cost: about 3 µs a word.
 */
export async function hardViolations(project: Project, signal: AbortSignal): Promise<number | null> {
  const found = findProfile(project.profile);
  const profile = found.ok ? found.value : defaultProfile;
  const settings = captionSettings(project);
  let count = 0;
  for (const { utterances, inside } of passages(project)) {
    await setImmediate();
    if (signal.aborted) return null;
    const passage = { ...project, utterances: listOf(utterances) };
    const captions = deriveCaptions(passage, profile, settings);
    for (const { severity, cue } of checkCaptions(captions)) {
      const first = captions.cues[cue]?.firstWordId;
      if (severity === 'hard' && first !== undefined && inside.has(first)) count++;
    }
  }
  return count;
}

interface Passage {
  readonly utterances: readonly Utterance[];
  /** Words that are counted here; the others are context. */
  readonly inside: ReadonlySet<string>;
}

/** Utterances are cut where they are long, and a monologue falls into as many passages as a dialogue. */
function* passages(project: Project): Generator<Passage, void, undefined> {
  const pieces = [...pieceOf(project)];
  const { length } = pieces;
  for (let from = 0; from < length; ) {
    let to = from;
    for (let words = 0; to < length && words < PASSAGE_WORDS; to++) words += pieces[to]?.words.length ?? 0;
    const first = marginFrom(pieces, from, -1);
    const last = marginFrom(pieces, to - 1, 1);
    const inside = new Set<string>();
    for (const { words } of pieces.slice(from, to)) for (const word of itemsOf(words)) inside.add(word.id);
    yield { utterances: joined(pieces.slice(first, last + 1)), inside };
    from = to;
  }
}

function* pieceOf(project: Project): Generator<Utterance, void, undefined> {
  for (const utterance of itemsOf(project.utterances)) {
    const { words } = utterance;
    for (let from = 0; from < words.length; from += MARGIN_WORDS) {
      yield { ...utterance, words: slice(words, from, Math.min(words.length, from + MARGIN_WORDS)) };
    }
  }
}

function marginFrom(pieces: readonly Utterance[], from: number, step: 1 | -1): number {
  let at = from;
  for (let words = 0; words < MARGIN_WORDS && pieces[at + step] !== undefined; at += step) {
    words += pieces[at + step]?.words.length ?? 0;
  }
  return at;
}

/** Pieces of one utterance are one again: a cut would begin a new cue. */
function joined(pieces: readonly Utterance[]): readonly Utterance[] {
  const whole: Utterance[] = [];
  for (const piece of pieces) {
    const before = whole[whole.length - 1];
    if (before?.id !== piece.id) whole.push(piece);
    else
      whole[whole.length - 1] = {
        ...before,
        words: listOf([...itemsOf(before.words), ...itemsOf(piece.words)]),
      };
  }
  return whole;
}
