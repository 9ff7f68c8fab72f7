import type { Result } from '../../common/contract/result.ts';
import { succeed } from '../../common/contract/result.ts';
import { apply } from '../../common/document/apply.ts';
import type { DecisionChange, Operation, WordTimes } from '../../common/document/operations.ts';
import { allWords, wordsBetween } from '../../common/document/queries.ts';
import type { PinnedCue, Project } from '../../common/document/types.ts';
import type { AlignedWord } from './alignment.ts';

/**
 * Puts new times on the words of a text. Words that were not placed lose their old time, for it may be wrong.
 * Pinned cues keep their words and lines and move to where they are said.
 */
export function withTimes(project: Project, aligned: readonly AlignedWord[]): Result<Project> {
  const placed = new Map(aligned.map((each) => [each.word.id, each]));
  const words: WordTimes[] = [];
  for (const { id } of allWords(project)) {
    const time = placed.get(id);
    words.push(
      time === undefined
        ? { wordId: id, startMs: null, endMs: null, timing: null }
        : { wordId: id, startMs: time.startMs, endMs: time.endMs, timing: time.timing },
    );
  }
  const retime: Operation = { kind: 'setWordTimes', words };
  const applied = apply(project, retime);
  if (!applied.ok) throw new Error(`the aligner's times were refused: ${JSON.stringify(applied.failure)}`);
  const changes = movedCues(applied.value.project);
  const moved = apply(applied.value.project, { kind: 'decide', changes });
  if (!moved.ok) throw new Error(`moved cues were refused: ${JSON.stringify(moved.failure)}`);
  return succeed(moved.value.project);
}

/** A cue of which no word was found cannot be placed by hearing: it is derived anew. */
function movedCues(project: Project): readonly DecisionChange[] {
  const cues = [...project.decisions.pinnedCues.values()]
    .map((cue) => ({ cue, span: spokenSpan(project, cue) }))
    .sort((left, right) => (left.span?.startMs ?? 0) - (right.span?.startMs ?? 0));
  return cues.map(({ cue, span }, index): DecisionChange => {
    if (span === null) return { about: 'pinnedCues', wordId: cue.firstWordId, value: null };
    const nextMs = cues.slice(index + 1).find((later) => later.span !== null)?.span?.startMs;
    const wantedMs = Math.max(span.endMs, span.startMs + (cue.endMs - cue.startMs));
    // It stays as long as it did, but not into the next cue.
    const endMs = nextMs === undefined ? wantedMs : Math.max(span.endMs, Math.min(wantedMs, nextMs));
    const value: PinnedCue = { ...cue, startMs: span.startMs, endMs };
    return { about: 'pinnedCues', wordId: cue.firstWordId, value };
  });
}

function spokenSpan(project: Project, cue: PinnedCue): { startMs: number; endMs: number } | null {
  let startMs: number | null = null;
  let endMs: number | null = null;
  for (const { word } of wordsBetween(project, cue.firstWordId, cue.lastWordId)) {
    if (word.startMs === null || word.endMs === null) continue;
    startMs = startMs === null ? word.startMs : Math.min(startMs, word.startMs);
    endMs = endMs === null ? word.endMs : Math.max(endMs, word.endMs);
  }
  return startMs === null || endMs === null ? null : { startMs, endMs };
}
