import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply } from '../../common/document/apply.ts';
import { idSource } from '../../common/document/ids.ts';
import { checkInvariants } from '../../common/document/invariants.ts';
import { toArray } from '../../common/document/list.ts';
import { allWords, joinWords } from '../../common/document/queries.ts';
import { collapseSpaces } from '../../common/document/tokens.ts';
import type { Project } from '../../common/document/types.ts';
import { largeProject } from '../../tests/support/large.ts';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { evenly, projectOfTurns, type SpokenTurn } from '../../tests/support/recognisedTalk.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { type Line, linesOf, spotAt, spotsOf } from './lines.ts';
import { keepLines, setLines, syncTo, textModel } from './model.ts';
import { commitLine, commitLines, joinTurns, newTurns } from './typing.ts';

const textOf = (lines: readonly Line[]) => lines.map(({ piece }) => piece.text).join('\n');

function stateOf(project: Project): EditorState {
  const lines = linesOf(project, null);
  const state = EditorState.create({ doc: textOf(lines), extensions: [textModel, keepLines] });
  return state.update({ effects: setLines.of(lines) }).state;
}

function synced(state: EditorState, project: Project): EditorState {
  const sync = syncTo(state, linesOf(project, null));
  return sync === null ? state : state.update(sync).state;
}

/** Hands everything that was typed to the document, as the editor does when a person pauses. */
function committed(state: EditorState, project: Project): Project {
  const { lines, dirty } = state.field(textModel);
  const typed = [...dirty]
    .sort((left, right) => left - right)
    .flatMap((index) => {
      const line = lines[index];
      return line === undefined ? [] : [{ line, shown: state.doc.line(index + 1).text }];
    });
  const edit = commitLines(project, typed, idSource('typed'));
  if (!edit.ok) throw new Error(`${edit.failure.code} ${edit.failure.detail}`);
  if (edit.value === null) return project;
  const applied = apply(project, edit.value);
  if (!applied.ok) throw new Error(`${applied.failure.code} ${applied.failure.detail}`);
  const back = apply(applied.value.project, applied.value.inverse);
  expect(back.ok && shown(back.value.project)).toEqual(shown(project));
  return applied.value.project;
}

describe('lines', () => {
  test('are the turns, and a long turn ends its lines with sentences', () => {
    const talk = projectOf(wordsOf('one 0-100 two 100-200'), wordsOf('three 300-400'));
    expect(linesOf(talk, null).map(({ piece, isFirst }) => [piece.text, isFirst])).toEqual([
      ['one two', true],
      ['three', true],
    ]);
    const monologue = largeProject({ words: 2000, speakers: 1, asMonologue: true });
    const lines = linesOf(monologue, null);
    expect(lines.filter(({ isFirst }) => isFirst)).toHaveLength(1);
    expect(Math.max(...lines.map(({ piece }) => piece.words.length))).toBeLessThanOrEqual(128);
    expect(lines.flatMap(({ piece }) => piece.words)).toEqual([...allWords(monologue)]);
  });

  test('of words that did not change are the same objects', () => {
    const before = largeProject({ words: 3000, speakers: 2, asMonologue: false });
    const word = [...allWords(before)][1500];
    const applied = apply(before, {
      kind: 'setWordText',
      words: [{ wordId: word?.id ?? '', text: 'changed' }],
    });
    if (!applied.ok) throw new Error(applied.failure.code);
    const old = new Set(linesOf(before, null).map(({ piece }) => piece));
    const fresh = linesOf(applied.value.project, null).filter(({ piece }) => !old.has(piece));
    expect(fresh).toHaveLength(1);
  });

  test('tell the word at an offset, also while they are typed into', () => {
    const [line] = linesOf(projectOf(wordsOf('one 0-100 two 100-200 three 200-300')), null);
    if (line === undefined) throw new Error('no line');
    const at = (text: string, offset: number) => spotAt(spotsOf(line.piece, text), offset)?.word.text;
    expect(at('one two three', 5)).toBe('two');
    expect(at('one new two  three', 9)).toBe('two');
    expect(at('one three', 6)).toBe('three');
  });
});

test('whatever happens to the document, the text follows it', () => {
  fc.assert(
    fc.property(anySmallProject, fc.array(anyIntention, { maxLength: 8 }), (first, intentions) => {
      let project = first;
      let state = stateOf(project);
      intentions.forEach((intention, unique) => {
        const applied = apply(project, operationFor(project, intention, unique));
        if (!applied.ok) return;
        project = applied.value.project;
        state = synced(state, project);
        expect(state.doc.toString()).toBe(textOf(linesOf(project, null)));
      });
    }),
  );
});

test('whatever is typed, the document comes to say it, in order and with the times of what was not touched', () => {
  const anyTyping = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 12 }),
    text: fc.constantFrom('', 'a', ' ', 'new word', ' more', 'x y\nz', 'ö', '日本', '.', 'two '),
  });
  fc.assert(
    fc.property(anySmallProject, fc.array(anyTyping, { minLength: 1, maxLength: 6 }), (project, typings) => {
      // On an empty project typing makes a turn, which is another test.
      fc.pre(project.utterances.length > 0);
      let state = stateOf(project);
      const lineCount = state.doc.lines;
      for (const { at, length, text } of typings) {
        const from = at % (state.doc.length + 1);
        const to = Math.min(state.doc.length, from + length);
        state = state.update({ changes: { from, to, insert: text }, userEvent: 'input.type' }).state;
        expect(state.doc.lines).toBe(lineCount);
      }
      const { dirty, lines } = state.field(textModel);
      const after = committed(state, project);
      expect(checkInvariants(after)).toEqual([]);
      const expected = lines
        .map((_, index) => collapseSpaces(state.doc.line(index + 1).text))
        .filter((text) => text !== '');
      const said = linesOf(after, null)
        .map(({ piece }) => piece.text)
        .filter((text) => text !== '');
      // A turn that got its first time may stand elsewhere now.
      expect(said.map(collapseSpaces).sort()).toEqual(expected.sort());
      const untouched = lines.filter((_, index) => !dirty.has(index)).flatMap(({ piece }) => piece.words);
      const now = new Map([...allWords(after)].map((word) => [word.id, word]));
      for (const word of untouched) expect(now.get(word.id)).toEqual(word);
      // What is handed over is what the text says already: the caret has nothing to jump for.
      const again = synced(state, after);
      expect(again.doc.lines).toBe(linesOf(after, null).length);
    }),
    { numRuns: 300 },
  );
});

test('deleting across turns leaves the turns', () => {
  const state = stateOf(projectOf(wordsOf('one 0-100 two 100-200'), wordsOf('three 300-400 four 400-500')));
  const after = state.update({ changes: { from: 4, to: 13 }, userEvent: 'delete.selection' }).state;
  expect(after.doc.toString()).toBe('one \n four');
});

test('deleting everything is one edit, which undo takes back', () => {
  const project = largeProject({ words: 3000, speakers: 3, asMonologue: false });
  const state = stateOf(project);
  const after = state.update({ changes: { from: 0, to: state.doc.length }, userEvent: 'delete' }).state;
  expect(committed(after, project).utterances.length).toBe(0);
});

describe('a turn', () => {
  test('that is typed anew lies at the playhead, with times shared by length', () => {
    const empty = { ...projectOf(), speakers: [] };
    const edit = newTurns(empty, [' Hello there '], { playheadMs: 2000, afterId: null }, idSource('t'));
    if (edit === null) throw new Error('no turn');
    const applied = apply(empty, edit);
    if (!applied.ok) throw new Error(applied.failure.code);
    expect(shown(applied.value.project)).toEqual(['t-1 Hello ~2000-2350', 't-2 there ~2350-2700']);
    expect(newTurns(empty, ['  '], { playheadMs: 0, afterId: null }, idSource('t'))).toBeNull();
  });

  const steves = { speaker: 'steve', words: evenly('one two', 0, 30) };
  const typedAfter = (turns: readonly SpokenTurn[], text: readonly string[], playheadMs: number) => {
    const project = projectOfTurns(turns, { language: 'en', decisions: {} });
    const afterId = linesOf(project, null)[0]?.utterance?.id ?? null;
    const edit = newTurns(project, text, { playheadMs, afterId }, idSource('t'));
    const applied = edit === null ? null : apply(project, edit);
    if (applied === null || !applied.ok) throw new Error('no turn');
    return linesOf(applied.value.project, null).map(({ piece }) => {
      const [first] = piece.words;
      return [piece.text, first?.startMs ?? null, piece.words.at(-1)?.endMs ?? null];
    });
  };

  test('stays where it is typed, also with the playhead beyond the next one', () => {
    const katies = { speaker: 'katie', words: evenly('five', 9000, 30) };
    const [, second, third] = typedAfter([steves, katies], ['three four'], 20_000);
    expect([second?.[0], third?.[0]]).toEqual(['three four', 'five']);
    expect(typedAfter([steves, katies], ['three four'], 5000)[1]).toEqual(['three four', 5000, 5630]);
  });

  test('makes do with the time until its speaker goes on, and has none where there is too little', () => {
    const goingOn = (startMs: number) => [steves, { speaker: 'steve', words: evenly('five', startMs, 30) }];
    expect(typedAfter(goingOn(1100), ['three four'], 1000)[1]).toEqual(['three four', 1000, 1100]);
    expect(typedAfter(goingOn(1050), ['three four'], 1000)[1]).toEqual(['three four', null, null]);
  });

  test('comes with each line of a text that is pasted', () => {
    const [, ...pasted] = typedAfter([steves], ['three four', ' ', 'five'], 1000);
    expect(pasted).toEqual([
      ['three four', 1000, 1630],
      ['five', 1630, 1910],
    ]);
  });

  test('joins the one before it as its speaker', () => {
    const base = projectOf(
      wordsOf('one 0-100'),
      wordsOf('two 300-400').map((word) => ({ ...word, id: 'x' })),
    );
    const assigned = apply(
      { ...base, speakers: [...base.speakers, { id: 't', name: 'Two', color: 1 }] },
      { kind: 'assignSpeaker', utteranceIds: ['u1'], speakerId: 't', overlaps: 'refuse' },
    );
    if (!assigned.ok) throw new Error(assigned.failure.code);
    const [first, second] = assigned.value.project.utterances.chunks.flat();
    if (first === undefined || second === undefined) throw new Error('no turns');
    const edit = joinTurns(first, second);
    if (!edit.ok) throw new Error(edit.failure.code);
    const applied = apply(assigned.value.project, edit.value);
    if (!applied.ok) throw new Error(applied.failure.code);
    const turns = applied.value.project.utterances.chunks.flat();
    expect(turns.map(({ speakerId, words }) => [speakerId, joinWords(toArray(words))])).toEqual([
      ['s', 'one two'],
    ]);
  });
});

describe('what is typed and not handed over yet', () => {
  const talk = projectOfTurns(
    [
      { speaker: null, words: evenly('one two three', 0, 30) },
      { speaker: null, words: evenly('four', 400, 30) },
    ],
    { language: 'en', decisions: {} },
  );
  const typedInto = (from: number, to: number, insert: string) =>
    stateOf(talk).update({ changes: { from, to, insert }, userEvent: 'input.type' }).state;
  const retyped = (line: number, text: string) => {
    const target = linesOf(talk, null)[line];
    const edit = target === undefined ? null : commitLine(talk, target, text, idSource('other'));
    const applied = edit?.ok && edit.value !== null ? apply(talk, edit.value) : null;
    if (applied === null || !applied.ok) throw new Error('the other window edits');
    return applied.value.project;
  };
  const mergedText = (state: EditorState, project: Project) =>
    textOf(linesOf(committed(synced(state, project), project), null));

  test('is kept while another turn changes', () => {
    expect(mergedText(typedInto(0, 3, 'One'), retyped(1, 'fourth'))).toBe('One two three\nfourth');
  });

  test('is kept beside what changes in the same turn, before it and after it', () => {
    expect(mergedText(typedInto(0, 3, 'First'), retyped(0, 'one two third'))).toBe('First two third\nfour');
    expect(mergedText(typedInto(8, 13, 'third'), retyped(0, 'first of all two three'))).toBe(
      'first of all two third\nfour',
    );
  });

  test('stands where both changed the same word', () => {
    expect(mergedText(typedInto(4, 7, 'zwei'), retyped(0, 'one deux three'))).toBe('one zwei three\nfour');
  });

  test('moves with its turn when another one comes before it', () => {
    const edit = newTurns(talk, ['zero'], { playheadMs: 350, afterId: null }, idSource('other'));
    const applied = edit === null ? null : apply(talk, edit);
    if (applied === null || !applied.ok) throw new Error('the other window writes a turn');
    expect(mergedText(typedInto(14, 18, 'fourth'), applied.value.project)).toBe(
      'one two three\nzero\nfourth',
    );
  });
});
