import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyProject } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import type { Operation } from '../../common/document/operations.ts';
import { allWords } from '../../common/document/queries.ts';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { createArrivals } from './arrivals.ts';
import { liveProject } from './liveProject.ts';
import { segmentOf } from './testing/handWorker.ts';
import { memorySessions } from './testing/memorySessions.ts';

/** Every word of the recording is another one, so that it is known in the end which of them came. */
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('segment' as const),
    words: fc.integer({ min: 1, max: 4 }),
    pauseMs: fc.integer({ min: 0, max: 1500 }),
  }),
  fc.record({ kind: fc.constant('edit' as const), intention: anyIntention }),
);

/** Edits that take words away, or whose words we cannot tell from others. */
function removes(operation: Operation): boolean {
  return ['deleteWords', 'replaceWords', 'spliceWords', 'removeUtterances', 'batch'].includes(operation.kind);
}

it('every word comes, whatever a person does to those before it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(null, 'Left'),
      fc.array(anyStep, { minLength: 4, maxLength: 30 }),
      (channel, steps) => {
        const ids = idSource('live');
        const sessions = memorySessions();
        const { sessionId } = sessions.adopt(
          emptyProject({ projectId: 'p', title: 't', profile: 'plain', language: null }),
          'job',
        );
        const live = liveProject(sessions, sessionId, ids, (error) => {
          throw error;
        });
        const arrivals = createArrivals(ids);
        const came = new Set<string>();
        let startMs = 0;
        let said = 0;
        steps.forEach((step, at) => {
          const project = live.document()?.project;
          if (project === undefined) throw new Error('closed');
          if (step.kind === 'edit') {
            const operation = operationFor(project, step.intention, at);
            if (removes(operation)) return;
            sessions.edit(sessionId, operation);
            return;
          }
          startMs += step.pauseMs;
          const text = Array.from({ length: step.words }, () => `w${said++}`).join(' ');
          const segment = segmentOf(at, startMs, text);
          startMs = segment.endMs;
          const arrival = arrivals.take(channel, segment);
          if (arrival === null) throw new Error('a segment with words brought none');
          live.add(arrival);
          for (const { words } of arrival.utterances) for (const { id } of words) came.add(id);
          for (const { id } of arrival.continued?.words ?? []) came.add(id);
        });
        const end = live.document()?.project;
        const there = new Set(end === undefined ? [] : [...allWords(end)].map(({ id }) => id));
        expect([...came].filter((id) => !there.has(id))).toEqual([]);
        expect(came.size).toBe(said);
      },
    ),
    { numRuns: 300 },
  );
});
