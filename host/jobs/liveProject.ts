import { type Failure, failureLine } from '../../common/contract/failure.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { lastPosition } from '../../common/document/list.ts';
import type { Operation, UtteranceData } from '../../common/document/operations.ts';
import { findWord, utteranceOfWord } from '../../common/document/queries.ts';
import type { Project, SpeakerId } from '../../common/document/types.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type Arrival, operationOf } from './arrivals.ts';
import type { Interleaving } from './interleaving.ts';

/** The open project into which a job's words arrive, while people may edit it or close it. */
export interface LiveProject {
  readonly sessionId: string;
  readonly add: (arrival: Arrival) => void;
  /** Null when it was taken; a person may have removed what it is about, or closed the project. */
  readonly apply: (operation: Operation) => Failure | null;
  readonly interleave: (interleaving: Interleaving) => void;
  /** null once it was closed. */
  readonly document: () => LiveDocument | null;
}

export interface LiveDocument {
  readonly project: Project;
  readonly version: number;
  /** A person has changed it since the job began. */
  readonly edited: boolean;
}

export function liveProject(
  sessions: Sessions,
  sessionId: string,
  ids: IdSource,
  logBug: (error: unknown, where: string) => void,
): LiveProject {
  const firstVersion = sessions.document(sessionId)?.version ?? 0;
  let own = 0;
  const apply = (operation: Operation): Failure | null => {
    const arrived = sessions.arrive(sessionId, operation);
    if (!arrived.ok) return arrived.failure;
    own++;
    return null;
  };
  const document = (): LiveDocument | null => {
    const now = sessions.document(sessionId);
    return now === null ? null : { ...now, edited: now.version !== firstVersion + own };
  };

  /** Words come whatever a person did around them: by another speaker or without their times if need be. */
  const addUtterance = (utterance: UtteranceData, follows: SpeakerId | null): void => {
    const untimed = utterance.words.map((word) => ({ ...word, startMs: null, endMs: null, timing: null }));
    const attempts: readonly UtteranceData[] = [
      utterance,
      { ...utterance, speakerId: follows },
      { ...utterance, speakerId: null },
      { ...utterance, speakerId: null, words: untimed },
    ];
    let refusal: Failure | null = null;
    for (const attempt of attempts) {
      refusal = apply({ kind: 'insertUtterances', beforeId: null, utterances: [attempt] });
      if (refusal === null) return;
    }
    if (refusal !== null) logBug(new Error(`words were refused: ${failureLine(refusal)}`), 'live project');
  };

  const addAround = (arrival: Arrival, project: Project): void => {
    const { speaker, speakerId, lastWordId, trimmed, continued, utterances } = arrival;
    const follows = lastWordId === null ? null : (utteranceOfWord(project, lastWordId)?.speakerId ?? null);
    if (speaker !== null) {
      const count = project.speakers.length;
      apply({ kind: 'addSpeaker', speaker: { ...speaker.speaker, color: count }, index: count });
    }
    if (trimmed !== null) apply({ kind: 'setWordTimes', words: [trimmed] });
    if (continued !== null && !continueAround(continued, project)) {
      addUtterance({ id: ids.next(), speakerId, language: null, words: continued.words }, follows);
    }
    for (const utterance of utterances) addUtterance(utterance, follows);
  };

  /** The last word may stand in another utterance by now; what a person put behind it stays there. */
  const continueAround = (continued: NonNullable<Arrival['continued']>, project: Project): boolean => {
    const place = findWord(project, continued.afterWordId);
    if (place === null) return false;
    const last = lastPosition(place.utterance.words);
    if (last?.chunk !== place.wordAt.chunk || last.offset !== place.wordAt.offset) return false;
    const utteranceId = place.utterance.id;
    return apply({ kind: 'insertWords', ...continued, utteranceId, joinsCue: 'none' }) === null;
  };

  return {
    sessionId,
    apply,
    document,
    add: (arrival) => {
      const now = document();
      if (now === null) return;
      const refusal = apply(operationOf(arrival));
      if (refusal === null) return;
      if (!now.edited) logBug(new Error(`refused as it came: ${failureLine(refusal)}`), 'live project');
      addAround(arrival, now.project);
    },
    interleave: ({ cuts, seams, moves }) => {
      const now = document();
      if (now === null) return;
      if (now.edited) {
        // Whoever edits has seen these utterances: they are cut where that still can be, and none are joined.
        for (const cut of cuts) apply(cut);
        return;
      }
      for (const operations of [[...cuts, ...seams], moves]) {
        if (operations.length > 0) apply({ kind: 'batch', operations });
      }
    },
  };
}
