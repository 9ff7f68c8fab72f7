import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import type { IdSource } from '../document/ids.ts';
import type { Operation } from '../document/operations.ts';
import { type Token, tokenize } from '../document/tokens.ts';
import type { Project, SpeakerId, Word, WordId } from '../document/types.ts';

export interface NewCue {
  readonly startMs: number;
  readonly endMs: number;
  /** A new line of it is a new line of the cue. */
  readonly text: string;
  readonly speakerId: SpeakerId | null;
}

/**
 * A cue that a person writes, for media that nobody transcribed or words that nobody heard: new words that share
 * its time by length, pinned at exactly these times. Where the speaker says something else at that time, the
 * words are nobody's, because one person's words never overlap. Failures: `edit.time`, `edit.impossible` for a
 * text without words.
 */
export function insertCue(project: Project, cue: NewCue, ids: IdSource): Result<Operation> {
  const { startMs, endMs, text, speakerId } = cue;
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs) || startMs < 0 || endMs <= startMs) {
    return fail(failure('edit.time', { detail: `${startMs}–${endMs} ms` }));
  }
  const tokens = tokenize(text, project.language);
  const words = spread(tokens, startMs, endMs, ids);
  const first = words[0];
  const last = words[words.length - 1];
  if (first === undefined || last === undefined) {
    return fail(failure('edit.impossible', { detail: 'there is no word in it' }));
  }
  const utteranceId = ids.next();
  const lineBreaks = tokens.flatMap(({ startsLine }, at): WordId[] => {
    const before = words[at - 1];
    return startsLine && before !== undefined ? [before.id] : [];
  });
  const inserted = (speaker: SpeakerId | null): Operation => ({
    kind: 'batch',
    operations: [
      {
        kind: 'insertUtterances',
        beforeId: null,
        utterances: [{ id: utteranceId, speakerId: speaker, language: null, words }],
      },
      {
        kind: 'decide',
        changes: [
          {
            about: 'pinnedCues',
            wordId: first.id,
            value: { firstWordId: first.id, lastWordId: last.id, startMs, endMs, lineBreaks },
          },
        ],
      },
    ],
  });
  const wanted = inserted(speakerId);
  if (apply(project, wanted).ok) return succeed(wanted);
  const unspoken = inserted(null);
  const applied = apply(project, unspoken);
  return applied.ok ? succeed(unspoken) : fail(applied.failure);
}

/** Times in proportion to length. More words than milliseconds stay without: no word can be shorter than one. */
function spread(tokens: readonly Token[], startMs: number, endMs: number, ids: IdSource): readonly Word[] {
  const total = tokens.reduce((sum, { text }) => sum + text.length, 0);
  const timed = endMs - startMs >= total;
  let done = 0;
  return tokens.map(({ text, glue }): Word => {
    const from = startMs + Math.floor(((endMs - startMs) * done) / total);
    done += text.length;
    const to = startMs + Math.floor(((endMs - startMs) * done) / total);
    return {
      id: ids.next(),
      text,
      startMs: timed ? from : null,
      endMs: timed ? to : null,
      confidence: null,
      timing: timed ? 'interpolated' : null,
      kind: 'word',
      glue,
    };
  });
}
