import { setImmediate } from 'node:timers/promises';
import type { Operation } from '../../common/document/operations.ts';
import { parseProject } from '../../common/document/parse.ts';
import { allWords } from '../../common/document/queries.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import { largeProject } from '../../tests/support/large.ts';
import { realOutputEffects } from '../output/output.ts';
import { writeProjectFile } from '../projects/projectFile.ts';
import { hardViolations, recentEntry } from './recentEntry.ts';
import { change, given, retitle, type Workplace, watcher, workplace } from './testing/workplace.ts';

const WORDS = 150_000;
const ROUNDS = 5000;
const WATCHERS = 3;
const never = new AbortController().signal;

/** How long work takes, and the longest time in it in which nothing else could be answered. */
async function timed(
  work: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly blockedMs: number }> {
  let isDone = false;
  let blockedMs = 0;
  const startMs = performance.now();
  const done = work().finally(() => {
    isDone = true;
  });
  for (let lastMs = startMs; !isDone; ) {
    await setImmediate();
    const nowMs = performance.now();
    blockedMs = Math.max(blockedMs, nowMs - lastMs);
    lastMs = nowMs;
  }
  await done;
  return { ms: performance.now() - startMs, blockedMs };
}

async function inWorkplace<T>(work: (place: Workplace, path: string) => Promise<T>): Promise<T> {
  const place = await workplace();
  const path = place.at('long.wordlane');
  const project = largeProject({ words: WORDS, speakers: 4, asMonologue: false });
  given(await writeProjectFile(path, { project, revision: 0 }, realOutputEffects));
  try {
    return await work(place, path);
  } finally {
    await place.end();
  }
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? Number.NaN;
}

export const benches = [
  {
    name: `sessions: opening and saving ${WORDS} words`,
    run: async () =>
      await inWorkplace(async (place, path) => {
        const text = serialiseProject(largeProject({ words: WORDS, speakers: 4, asMonologue: false }));
        const parsed = await timed(async () => parseProject(text));
        let sessionId = '';
        const opened = await timed(async () => {
          sessionId = given(await place.sessions.open(path, never)).sessionId;
        });
        given(change(place.sessions, sessionId, retitle('Edited')));
        const saved = await timed(async () => await place.sessions.save(sessionId, null));
        const formats = ['srt', 'vtt', 'ass', 'json'];
        const choice = { formats, profile: null, wordTimes: true, folder: null, name: null, overwrite: true };
        const exported = await timed(async () => await place.sessions.exportFiles(sessionId, choice));
        const again = await timed(async () =>
          place.sessions.exportText(sessionId, { format: 'srt', profile: null, wordTimes: true }),
        );
        const project = place.sessions.document(sessionId)?.project;
        if (project === undefined) throw new Error('the session is gone');
        const noted = await timed(async () =>
          recentEntry(project, { path, thumbnail: null, doubtBelow: 0.55 }),
        );
        const checked = await timed(async () => await hardViolations(project, never));
        return {
          parseAloneMs: parsed.ms,
          openMs: opened.ms,
          openBlockedMs: opened.blockedMs,
          saveMs: saved.ms,
          saveBlockedMs: saved.blockedMs,
          exportFourMs: exported.ms,
          exportFourBlockedMs: exported.blockedMs,
          textAgainMs: again.ms,
          recentFiguresMs: noted.ms,
          recentChecksMs: checked.ms,
          recentChecksBlockedMs: checked.blockedMs,
        };
      }),
  },
  {
    name: `sessions: an edit of one word among ${WORDS}, with ${WATCHERS} windows reading`,
    run: async () =>
      await inWorkplace(async (place, path) => {
        const { sessionId } = given(await place.sessions.open(path, never));
        const project = place.sessions.document(sessionId)?.project;
        if (project === undefined) throw new Error('the session is gone');
        const words = [...allWords(project)].map(({ id }) => id);
        const watchers = Array.from({ length: WATCHERS }, () => watcher(place.sessions, sessionId, 0));
        const takenMs: number[] = [];
        const toldMs: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const wordId = words[(round * 7919) % words.length] ?? '';
          const operation: Operation = { kind: 'setWordText', words: [{ wordId, text: `word${round}` }] };
          const startMs = performance.now();
          given(change(place.sessions, sessionId, operation));
          takenMs.push(performance.now() - startMs);
          await Promise.all(watchers.map(async (each) => await each.operation()));
          toldMs.push(performance.now() - startMs);
        }
        for (const each of watchers) each.stop();
        const undoMs: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const startMs = performance.now();
          given(place.sessions.undo(sessionId));
          undoMs.push(performance.now() - startMs);
        }
        const stateMs: number[] = [];
        for (let round = 0; round < 200; round++) {
          given(change(place.sessions, sessionId, retitle(`Title ${round}`)));
          const startMs = performance.now();
          place.sessions.state(sessionId);
          stateMs.push(performance.now() - startMs);
        }
        return {
          changeMedianUs: 1000 * percentile(takenMs, 0.5),
          changeP99Us: 1000 * percentile(takenMs, 0.99),
          toldMedianUs: 1000 * percentile(toldMs, 0.5),
          toldP99Us: 1000 * percentile(toldMs, 0.99),
          undoMedianUs: 1000 * percentile(undoMs, 0.5),
          undoP99Us: 1000 * percentile(undoMs, 0.99),
          stateMedianUs: 1000 * percentile(stateMs, 0.5),
          stateP99Us: 1000 * percentile(stateMs, 0.99),
        };
      }),
  },
];
