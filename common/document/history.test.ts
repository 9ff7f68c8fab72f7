import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { apply } from './apply.ts';
import { buildProject } from './build.ts';
import {
  emptyHistory,
  HISTORY_LIMIT_BYTES,
  type History,
  mark,
  record,
  redo,
  undo,
  withoutNewest,
} from './history.ts';
import { idSource } from './ids.ts';
import type { Operation } from './operations.ts';
import { allWords } from './queries.ts';
import { serialiseProject } from './serialise.ts';
import type { Project } from './types.ts';

interface Session {
  readonly project: Project;
  readonly history: History;
}

function edit(
  { project, history }: Session,
  operation: Operation,
  group: { key: string; withinMs: number } | null,
  atMs: number,
): Session {
  const result = apply(project, operation);
  if (!result.ok) return { project, history };
  const { inverse } = result.value;
  return { project: result.value.project, history: record(history, { inverse, label: 'edit', group, atMs }) };
}

function step(session: Session, how: typeof undo): Session | null {
  const result = how(session.history, session.project);
  if (result === null) return null;
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

function all(session: Session, how: typeof undo): Session {
  let here = session;
  for (let next = step(here, how); next !== null; next = step(here, how)) here = next;
  return here;
}

const anyEdits = fc.array(
  fc.record({
    intention: anyIntention,
    group: fc.constantFrom(null, 'drag', 'typing'),
    pauseMs: fc.constantFrom(0, 300, 2000),
    mark: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

const sentence = buildProject({
  ids: idSource('t'),
  projectId: 'p',
  title: '',
  media: [],
  language: null,
  profile: 'plain',
  original: null,
  segments: [
    {
      startMs: 0,
      endMs: 900,
      words: ['one', 'two', 'three'].map((text, at) => ({
        text,
        startMs: at * 300,
        endMs: at * 300 + 200,
        confidence: null,
        timing: 'aligned',
        glue: false,
      })),
    },
  ],
});
const [firstId = '', secondId = ''] = [...allWords(sentence)].map(({ id }) => id);
const start: Session = { project: sentence, history: emptyHistory(HISTORY_LIMIT_BYTES) };

const drag = (wordId: string, startMs: number): Operation => ({
  kind: 'setWordTimes',
  words: [{ wordId, startMs, endMs: startMs + 100, timing: 'user' }],
});
const texts = ({ project }: Session) => [...allWords(project)].map(({ text }) => text).join(' ');
const rename = (wordId: string, text: string): Operation => ({
  kind: 'setWordText',
  words: [{ wordId, text }],
});

describe('history', () => {
  test('undone to the bottom is the start, redone to the top is the end, whatever was done and grouped', () => {
    fc.assert(
      fc.property(anySmallProject, anyEdits, (project, edits) => {
        let session: Session = { project, history: emptyHistory(HISTORY_LIMIT_BYTES) };
        let atMs = 0;
        edits.forEach(({ intention, group, pauseMs, mark: marks }, number) => {
          atMs += pauseMs;
          if (marks) session = { ...session, history: mark(session.history, `mark ${number}`) };
          const operation = operationFor(session.project, intention, number);
          session = edit(session, operation, group === null ? null : { key: group, withinMs: 500 }, atMs);
        });
        const bottom = all(session, undo);
        expect(serialiseProject(bottom.project)).toBe(serialiseProject(project));
        const top = all(bottom, redo);
        expect(serialiseProject(top.project)).toBe(serialiseProject(session.project));
        expect(serialiseProject(all(top, undo).project)).toBe(serialiseProject(project));
      }),
      { numRuns: 300 },
    );
  });

  test('a drag is one step, and its record stays as small as one edit', () => {
    let session = start;
    const once = edit(start, drag(firstId, 1), null, 0).history.bytes;
    for (let move = 0; move < 80; move++) {
      session = edit(session, drag(firstId, move), { key: 'drag', withinMs: 500 }, move * 16);
    }
    expect(session.history.undo.length).toBe(1);
    expect(session.history.bytes).toBeLessThan(once + 10);
    expect(step(session, undo)?.project).toEqual(start.project);
  });

  test('another word, a longer pause or a mark begins a new step', () => {
    const group = { key: 'nudge', withinMs: 800 };
    const nudged = edit(start, drag(firstId, 10), group, 0);
    expect(edit(nudged, drag(firstId, 20), group, 800).history.undo.length).toBe(1);
    expect(edit(nudged, drag(firstId, 20), group, 801).history.undo.length).toBe(2);
    expect(edit(nudged, drag(firstId, 20), { ...group, key: 'other' }, 100).history.undo.length).toBe(2);
    const marked = { ...nudged, history: mark(nudged.history, 'here') };
    expect(edit(marked, drag(firstId, 20), group, 100).history.undo.length).toBe(2);
  });

  test('a new edit after undo ends what could be redone', () => {
    const edited = edit(edit(start, rename(firstId, 'ONE'), null, 0), rename(secondId, 'TWO'), null, 1);
    const undone = step(edited, undo) as Session;
    const other = edit(undone, rename(secondId, 'zwei'), null, 2);
    expect(redo(other.history, other.project)).toBeNull();
    expect(texts(other)).toBe('ONE zwei three');
    expect(texts(all(other, undo))).toBe('one two three');
  });

  test('gives up a step that cannot be taken any more, and keeps what was named before it', () => {
    const named = { ...start, history: mark(start.history, 'here') };
    const edited = edit(named, rename(firstId, 'ONE'), null, 0);
    const without = withoutNewest(edited.history, 'undo');
    expect(undo(without, edited.project)).toBeNull();
    expect(without).toEqual(named.history);
    const undone = step(edited, undo) as Session;
    expect(redo(withoutNewest(undone.history, 'redo'), undone.project)).toBeNull();
    expect(withoutNewest(start.history, 'undo')).toBe(start.history);
  });

  test('forgets the oldest steps beyond its limit, and keeps the newest', () => {
    let session: Session = { project: sentence, history: emptyHistory(400) };
    for (let number = 0; number < 50; number++)
      session = edit(session, rename(firstId, `n${number}`), null, number);
    expect(session.history.bytes).toBeLessThanOrEqual(400);
    expect(session.history.undo.length).toBeGreaterThan(2);
    const tiny = edit({ project: sentence, history: emptyHistory(1) }, rename(firstId, 'x'), null, 0);
    expect(tiny.history.undo.length).toBe(1);
  });

  test('has nothing to undo or redo at first', () => {
    expect(undo(start.history, start.project)).toBeNull();
    expect(redo(start.history, start.project)).toBeNull();
  });

  test('is plain data', () => {
    const edited = edit(start, rename(firstId, 'ONE'), null, 0);
    expect(JSON.parse(JSON.stringify(edited.history))).toEqual(edited.history);
  });
});
