import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { apply } from '../document/apply.ts';
import { emptyProject } from '../document/build.ts';
import type { Operation, UtteranceData } from '../document/operations.ts';
import { serialiseProject } from '../document/serialise.ts';
import type { Project } from '../document/types.ts';
import {
  forgetNext,
  type Ordered,
  orderArrival,
  orderChange,
  orderMark,
  orderRedo,
  orderUndo,
  orderUndoToMark,
  startOrder,
  undoState,
} from './order.ts';
import { sameProject } from './sameProject.ts';

function changed(ordered: Ordered, operation: Operation, label = 'edit'): Ordered {
  const step = orderChange(ordered, { operation, label, group: null, atMs: 0 });
  if (!step.ok) throw new Error(step.failure.code);
  return step.value.ordered;
}

const retitle = (value: string): Operation => ({ kind: 'setProject', field: 'title', value });
const empty = emptyProject({ projectId: 'p', title: 'Talk', profile: 'plain', language: null });

const anyEdits = fc.array(
  fc.record({ what: anyIntention, group: fc.constantFrom(null, 'drag', 'typing'), pauseMs: fc.nat(900) }),
  { maxLength: 15 },
);

/** The order after edits that fit; the others are refused and change nothing. */
function editedBy(
  project: Project,
  edits: typeof anyEdits extends fc.Arbitrary<infer T> ? T : never,
): Ordered {
  let ordered = startOrder(project);
  let atMs = 0;
  edits.forEach(({ what, group, pauseMs }, number) => {
    atMs += pauseMs;
    const step = orderChange(ordered, {
      operation: operationFor(ordered.project, what, number),
      label: 'edit',
      group: group === null ? null : { key: group, withinMs: 500 },
      atMs,
    });
    if (step.ok) ordered = step.value.ordered;
  });
  return ordered;
}

function all(ordered: Ordered, how: typeof orderUndo): Ordered {
  let here = ordered;
  for (let step = how(here); step !== null; step = how(here)) {
    if (!step.ok) throw new Error(step.failure.code);
    here = step.value.ordered;
  }
  return here;
}

describe('the order of a project', () => {
  it('undone to the bottom is what was opened, redone to the top is what was made, word for word', () => {
    fc.assert(
      fc.property(anySmallProject, anyEdits, (project, edits) => {
        const top = editedBy(project, edits);
        const bottom = all(top, orderUndo);
        expect(serialiseProject(bottom.project)).toBe(serialiseProject(project));
        expect(sameProject(bottom.project, project)).toBe(true);
        const again = all(bottom, orderRedo);
        expect(serialiseProject(again.project)).toBe(serialiseProject(top.project));
        expect(sameProject(again.project, top.project)).toBe(true);
        // Every step has a place of its own, so that a window can say how far it has come.
        expect(again.version - bottom.version).toBe(bottom.version - top.version);
      }),
      { numRuns: 200 },
    );
  });

  it('back to a named state is told in steps that every window can take', () => {
    fc.assert(
      fc.property(anySmallProject, anyEdits, anyEdits, (project, before, since) => {
        const here = editedBy(project, before).project;
        const marked = orderMark(startOrder(here), 'here');
        const later = editedBy(here, since);
        expect(orderUndoToMark(later, 'here')).toBeNull();
        let ordered = marked;
        since.forEach(({ what }, number) => {
          const operation = operationFor(ordered.project, what, number + 1000);
          const step = orderChange(ordered, { operation, label: 'edit', group: null, atMs: 0 });
          if (step.ok) ordered = step.value.ordered;
        });
        const steps = orderUndoToMark(ordered, 'here');
        if (steps === null || !steps.ok) throw new Error('the mark is gone');
        let shown = ordered.project;
        for (const { operation } of steps.value) {
          const applied = apply(shown, operation);
          if (!applied.ok) throw new Error(applied.failure.code);
          shown = applied.value.project;
        }
        expect(serialiseProject(shown)).toBe(serialiseProject(here));
      }),
      { numRuns: 100 },
    );
  });

  it('lists what can be undone, newest first, and what can be redone', () => {
    const ordered = changed(changed(startOrder(empty), retitle('One'), 'first'), retitle('Two'), 'second');
    expect(undoState(ordered)).toMatchObject({
      undo: 'second',
      redo: null,
      steps: [{ label: 'second' }, { label: 'first' }],
    });
    const undone = orderUndo(ordered);
    if (undone === null || !undone.ok) throw new Error('nothing was undone');
    expect(undoState(undone.value.ordered)).toMatchObject({ undo: 'first', redo: 'second' });
  });

  it('adds nothing to undo for words that a job brings', () => {
    const step = orderArrival(startOrder(empty), {
      kind: 'insertUtterances',
      beforeId: null,
      utterances: [said('a', null, 0)],
    });
    expect(step.ok && undoState(step.value.ordered).undo).toBeNull();
    expect(step.ok && step.value.ordered.version).toBe(1);
  });

  it('gives up a step that no longer fits what a job brought, instead of standing still before it', () => {
    const put = (id: string, startMs: number): Operation => ({
      kind: 'insertUtterances',
      beforeId: null,
      utterances: [said(id, 's', startMs)],
    });
    const speaker: Operation = { kind: 'addSpeaker', speaker: { id: 's', name: 'Ada', color: 0 }, index: 0 };
    let ordered = changed(changed(startOrder(empty), speaker, 'speaker'), put('a', 1000), 'words');
    ordered = changed(ordered, { kind: 'removeUtterances', utteranceIds: ['a'] }, 'removal');
    const arrived = orderArrival(ordered, put('b', 1100));
    if (!arrived.ok) throw new Error(arrived.failure.code);
    const refused = orderUndo(arrived.value.ordered);
    expect(refused?.ok === false && refused.failure.code).toBe('edit.overlap');
    const without = forgetNext(arrived.value.ordered, 'undo');
    expect(undoState(without).undo).toBe('words');
    expect(without.project).toBe(arrived.value.ordered.project);
  });
});

function said(id: string, speakerId: string | null, startMs: number): UtteranceData {
  return {
    id,
    speakerId,
    language: null,
    words: [
      {
        id: `${id}-word`,
        text: 'word',
        startMs,
        endMs: startMs + 300,
        confidence: null,
        timing: 'user',
        kind: 'word',
        glue: false,
      },
    ],
  };
}

describe('two versions of a project', () => {
  it('are the same exactly when their files are', () => {
    fc.assert(
      fc.property(anySmallProject, anyEdits, anyEdits, (project, edits, others) => {
        const left = editedBy(project, edits).project;
        const right = editedBy(project, others).project;
        const sameFile = serialiseProject(left) === serialiseProject(right);
        expect(sameProject(left, right)).toBe(sameFile);
        expect(sameProject(right, left)).toBe(sameFile);
      }),
      { numRuns: 300 },
    );
  });

  it('differ by one mark on one word', () => {
    fc.assert(
      fc.property(anySmallProject, anyIntention, (project, intention) => {
        const applied = apply(project, operationFor(project, intention, 1));
        if (!applied.ok) return;
        const next = applied.value.project;
        expect(sameProject(project, next)).toBe(serialiseProject(project) === serialiseProject(next));
      }),
      { numRuns: 500 },
    );
  });
});
