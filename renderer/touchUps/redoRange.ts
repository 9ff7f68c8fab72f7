import type { HeardRange } from '../../common/document/heardAgain.ts';
import { findWord, wordsInRange } from '../../common/document/queries.ts';
import type { Project, WordId } from '../../common/document/types.ts';
import { indexOfWord } from '../captions/cueLookup.ts';
import { selectedWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';

/** So much of the pause around a stretch is heard with it: engines lose what begins with the first sample. */
const PAUSE_MS = 250;

/** Sound around the playhead where nothing is chosen. */
const AROUND_PLAYHEAD_MS = 3_000;

/**
 * The stretch that a person means: several chosen words, else the loop, else the cue of the chosen word, else a few
 * seconds around the playhead. Null without sound.
 */
export function meantRange(session: EditorSession): HeardRange | null {
  const { player, document } = session;
  const project = document.project();
  const chosen = selectedWords(session);
  const { loop } = player.state.getState();
  if (chosen.length > 1) return rangeOfWords(project, chosen) ?? loop;
  if (loop !== null) return loop;
  const [word] = chosen;
  const captions = document.captions();
  const cue = word === undefined ? undefined : captions.cues[indexOfWord(captions, word)];
  if (cue !== undefined) return withPauses(project, { startMs: cue.startMs, endMs: cue.endMs });
  const durationMs = player.durationMs();
  if (durationMs <= 0) return null;
  const atMs = Math.round(player.timeMs());
  return {
    startMs: Math.max(0, atMs - AROUND_PLAYHEAD_MS),
    endMs: Math.min(Math.round(durationMs), atMs + AROUND_PLAYHEAD_MS),
  };
}

/** From the first to the last of them, with a part of the pauses around; null where none has a time. */
export function rangeOfWords(project: Project, wordIds: readonly WordId[]): HeardRange | null {
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, 0];
  for (const id of wordIds) {
    const word = findWord(project, id)?.word;
    if (word?.startMs == null || word.endMs === null) continue;
    startMs = Math.min(startMs, word.startMs);
    endMs = Math.max(endMs, word.endMs);
  }
  return endMs === 0 ? null : withPauses(project, { startMs, endMs });
}

/** Half of a pause belongs to either side of it. */
function withPauses(project: Project, { startMs, endMs }: HeardRange): HeardRange {
  const before = wordsInRange(project, startMs - 2 * PAUSE_MS, startMs);
  const behind = wordsInRange(project, endMs, endMs + 2 * PAUSE_MS);
  const lastMs = Math.max(startMs - 2 * PAUSE_MS, ...before.map(({ word }) => word.endMs ?? 0));
  const nextMs = Math.min(endMs + 2 * PAUSE_MS, ...behind.map(({ word }) => word.startMs ?? endMs));
  return {
    startMs: Math.max(0, Math.round((Math.min(lastMs, startMs) + startMs) / 2)),
    endMs: Math.round((Math.max(nextMs, endMs) + endMs) / 2),
  };
}
