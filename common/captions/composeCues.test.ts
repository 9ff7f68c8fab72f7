import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { evenly, projectOfTurns, recognisedTalk } from '../../tests/support/recognisedTalk.ts';
import type { Result } from '../contract/result.ts';
import { apply } from '../document/apply.ts';
import { emptyProject } from '../document/build.ts';
import { idSource } from '../document/ids.ts';
import { checkInvariants } from '../document/invariants.ts';
import type { Operation } from '../document/operations.ts';
import { allWords, findWord } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import { sameProject } from '../sync/sameProject.ts';
import { type Captions, captionSettings, deriveCaptions, rederiveCaptions } from './captions.ts';
import {
  breakLine,
  deleteCue,
  hideCue,
  joinLines,
  mergeCues,
  pinShown,
  retimeCue,
  retypeCue,
  splitCue,
  unpin,
  wordsOf,
} from './composeCues.ts';
import type { Cue } from './cue.ts';
import { insertCue } from './insertCue.ts';
import { plain } from './profiles/plain.ts';
import { share } from './retypeCue.ts';

const talks = recognisedTalk({ speakers: 'named', turns: 5, manner: 'in turn' });

function captionsOf(project: Project): Captions {
  return deriveCaptions(project, plain, captionSettings(project));
}

/** The captions after an operation, with undo checked on the way. */
function withEdit(project: Project, operation: Operation): Captions {
  const applied = apply(project, operation);
  if (!applied.ok) throw new Error(applied.failure.code);
  expect(checkInvariants(applied.value.project)).toEqual([]);
  const undone = apply(applied.value.project, applied.value.inverse);
  expect(undone.ok && sameProject(undone.value.project, project)).toBe(true);
  return captionsOf(applied.value.project);
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.detail}`);
  return result.value;
}

function texts(cue: Cue | undefined): readonly string[] {
  return cue?.lines.map((line) => line.text) ?? [];
}

const TALK = projectOfTurns(
  [
    {
      speaker: 'steve',
      words: [
        ...evenly('Not yet.', 1000, 60),
        ...evenly('I have been using the batch transcription with diarization functionality,', 1800, 60),
        ...evenly('but it produces diarization results until whole audio processed.', 6200, 60),
      ],
    },
  ],
  { language: 'en', decisions: {} },
);

describe('splitting a cue', () => {
  test('makes two cues that part before the word', () => {
    const captions = captionsOf(TALK);
    const cue = captions.cues[1];
    const word = cue === undefined ? undefined : wordsOf(cue)[3];
    const next = withEdit(TALK, value(splitCue(captions, 1, word?.id ?? '')));
    expect(next.cues.map((one) => one.firstWordId)).toContain(word?.id);
  });

  test('never moves the outer borders of the cue, wherever it is split', () => {
    fc.assert(
      fc.property(talks, fc.nat(), fc.nat(), fc.boolean(), (project, cueSeed, wordSeed, pinned) => {
        let captions = captionsOf(project);
        const candidates = captions.cues.flatMap((cue, at) => (wordsOf(cue).length > 1 ? [at] : []));
        fc.pre(candidates.length > 0);
        const at = candidates[cueSeed % candidates.length] ?? 0;
        if (pinned) captions = withEdit(project, value(pinShown(captions, at)));
        const cue = captions.cues[at] as Cue;
        const words = wordsOf(cue);
        const place = 1 + (wordSeed % (words.length - 1));
        const operation = value(splitCue(captions, at, words[place]?.id ?? ''));
        const next = withEdit(captions.memory.project, operation);
        const left = next.cues.find((one) => one.firstWordId === cue.firstWordId);
        const right = next.cues.find((one) => one.firstWordId === words[place]?.id);
        expect(left?.lastWordId).toBe(words[place - 1]?.id);
        expect(right?.lastWordId).toBe(cue.lastWordId);
      }),
      { numRuns: 60 },
    );
  });

  test('is refused before the first word and before words of another cue', () => {
    const captions = captionsOf(TALK);
    expect(splitCue(captions, 1, captions.cues[1]?.firstWordId ?? '').ok).toBe(false);
    expect(splitCue(captions, 1, captions.cues[0]?.firstWordId ?? '').ok).toBe(false);
    expect(splitCue(captions, 99, 'w1').ok).toBe(false);
  });
});

describe('merging cues', () => {
  test('gives one cue with the words of both, however long, and over any pause', () => {
    fc.assert(
      fc.property(talks, fc.nat(), (project, seed) => {
        const captions = captionsOf(project);
        fc.pre(captions.cues.length > 1);
        const at = seed % (captions.cues.length - 1);
        const first = captions.cues[at] as Cue;
        const second = captions.cues[at + 1] as Cue;
        const next = withEdit(project, value(mergeCues(captions, at)));
        const merged = next.cues.find((cue) => cue.firstWordId === first.firstWordId) as Cue;
        expect(wordsOf(merged)).toEqual([...wordsOf(first), ...wordsOf(second)]);
        expect(next.cues.some((cue) => cue.firstWordId === second.firstWordId)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('leaves captions that are those of a full derivation, also where two turns are joined', () => {
    let project = largeProject({ words: 3000, speakers: 4, asMonologue: false });
    let captions = captionsOf(project);
    for (let round = 0; round < 80; round++) {
      const operation = value(mergeCues(captions, (round * 131) % (captions.cues.length - 1)));
      const applied = apply(project, operation);
      if (!applied.ok) throw new Error(applied.failure.code);
      ({ project } = applied.value);
      captions = rederiveCaptions(captions, project);
    }
    expect(captions.cues.some((cue) => new Set(cue.lines.map((line) => line.speakerId)).size > 1)).toBe(true);
    expect(captions.cues).toEqual(captionsOf(project).cues);
  });

  test('is not possible after the last one', () => {
    const captions = captionsOf(TALK);
    expect(mergeCues(captions, captions.cues.length - 1).ok).toBe(false);
  });
});

describe('giving a cue times', () => {
  test('shows it exactly then, pinned, with the words and lines that it had', () => {
    fc.assert(
      fc.property(
        talks,
        fc.nat(),
        fc.nat(20_000),
        fc.integer({ min: 1, max: 9000 }),
        (project, seed, startMs, forMs) => {
          const captions = captionsOf(project);
          const at = seed % captions.cues.length;
          const cue = captions.cues[at] as Cue;
          const next = withEdit(project, value(retimeCue(captions, at, { startMs, endMs: startMs + forMs })));
          const found = next.cues.find((one) => one.firstWordId === cue.firstWordId) as Cue;
          expect([found.startMs, found.endMs, found.pinned]).toEqual([startMs, startMs + forMs, true]);
          expect(texts(found)).toEqual(texts(cue));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('refuses an end that is not after the start, and times before zero', () => {
    const captions = captionsOf(TALK);
    for (const times of [
      { startMs: 500, endMs: 500 },
      { startMs: -1, endMs: 500 },
      { startMs: 0.5, endMs: 2 },
    ]) {
      const refused = retimeCue(captions, 0, times);
      expect(refused.ok ? null : refused.failure.code).toBe('edit.time');
    }
  });

  test('is withdrawn by unpinning', () => {
    const captions = captionsOf(TALK);
    const pinned = withEdit(TALK, value(retimeCue(captions, 0, { startMs: 0, endMs: 700 })));
    const next = withEdit(pinned.memory.project, value(unpin(pinned, 0)));
    expect(next.cues).toEqual(captions.cues);
  });
});

describe('lines of a cue', () => {
  test('end where they are asked to, with nothing moving to another cue', () => {
    fc.assert(
      fc.property(talks, fc.nat(), fc.nat(), (project, seed, wordSeed) => {
        const captions = captionsOf(project);
        const candidates = captions.cues.flatMap((cue, at) => (wordsOf(cue).length > 1 ? [at] : []));
        fc.pre(candidates.length > 0);
        const at = candidates[seed % candidates.length] ?? 0;
        const cue = captions.cues[at] as Cue;
        const words = wordsOf(cue);
        const place = 1 + (wordSeed % (words.length - 1));
        const next = withEdit(project, value(breakLine(captions, at, words[place]?.id ?? '')));
        const found = next.cues.find((one) => one.firstWordId === cue.firstWordId) as Cue;
        expect(found.lastWordId).toBe(cue.lastWordId);
        expect(found.lines.map((line) => line.words[0]?.id)).toEqual([cue.firstWordId, words[place]?.id]);
      }),
      { numRuns: 60 },
    );
  });

  test('become one when they are joined, even where that is too long', () => {
    const captions = captionsOf(TALK);
    const at = captions.cues.findIndex((cue) => cue.lines.length === 2);
    const cue = captions.cues[at] as Cue;
    const next = withEdit(TALK, value(joinLines(captions, at)));
    const found = next.cues.find((one) => one.firstWordId === cue.firstWordId);
    expect(texts(found)).toEqual([texts(cue).join(' ')]);
  });
});

describe('typing in a cue', () => {
  test('changes the typed word alone: all others keep id and time, the cue its extent', () => {
    fc.assert(
      fc.property(talks, fc.nat(), fc.nat(), (project, seed, wordSeed) => {
        const captions = captionsOf(project);
        const at = seed % captions.cues.length;
        const cue = captions.cues[at] as Cue;
        const words = wordsOf(cue);
        const place = wordSeed % words.length;
        const typed = words.map((word, index) => (index === place ? 'corrected' : word.text)).join(' ');
        const operation = value(retypeCue(captions, at, typed, idSource('test')));
        fc.pre(operation !== null);
        const next = withEdit(project, operation as Operation);
        const found = next.cues.find((one) => texts(one).join(' ') === typed) as Cue;
        expect(found).toBeDefined();
        for (const [index, word] of words.entries()) {
          if (index !== place) expect(findWord(next.memory.project, word.id)?.word.text).toBe(word.text);
          if (Math.abs(index - place) > 1) expect(wordsOf(found)[index]).toBe(word);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('keeps all typed words in the cue, however many', () => {
    const captions = captionsOf(TALK);
    const cue = captions.cues[1] as Cue;
    const typed = `${texts(cue).join(' ')} and many more words than any cue of two lines would ever be allowed to hold`;
    const next = withEdit(TALK, value(retypeCue(captions, 1, typed, idSource('test'))) as Operation);
    expect(next.cues.some((one) => texts(one).join(' ') === typed)).toBe(true);
  });

  test('is nothing while the text is the same, and removes the words when all is deleted', () => {
    const captions = captionsOf(TALK);
    const cue = captions.cues[0] as Cue;
    expect(value(retypeCue(captions, 0, `  ${texts(cue).join('\n')} `, idSource('test')))).toBeNull();
    const next = withEdit(TALK, value(retypeCue(captions, 0, '', idSource('test'))) as Operation);
    expect(findWord(next.memory.project, cue.firstWordId)).toBeNull();
  });

  test('leaves hidden words between the shown ones alone', () => {
    const project = projectOfTurns([{ speaker: 'a', words: evenly('one two um three four', 0, 90) }], {
      language: 'en',
      decisions: { hidden: new Set(['w2']) },
    });
    const captions = captionsOf(project);
    expect(texts(captions.cues[0])).toEqual(['one two three four']);
    const operation = value(retypeCue(captions, 0, 'one two three five', idSource('test'))) as Operation;
    const next = withEdit(project, operation);
    expect([...allWords(next.memory.project)].map(({ text }) => text).join(' ')).toBe(
      'one two um three five',
    );
  });
});

test('a typed text is shared between two voices where it was shared before', () => {
  expect(share(['- Yes.', '- No.'], '- Yes. - Never.')).toEqual(['- Yes.', '- Never.']);
  expect(share(['Good morning.', 'Hello.'], 'Good evening. Hello.')).toEqual(['Good evening.', 'Hello.']);
  expect(share(['one two', 'three'], 'one two')).toEqual(['one two', '']);
  expect(share(['one', 'two'], '')).toEqual(['', '']);
});

test('hiding a cue keeps its words in the transcript; deleting it does not', () => {
  const captions = captionsOf(TALK);
  const cue = captions.cues[0] as Cue;
  const hidden = withEdit(TALK, value(hideCue(captions, 0)));
  expect(hidden.cues.some((one) => one.firstWordId === cue.firstWordId)).toBe(false);
  expect(findWord(hidden.memory.project, cue.firstWordId)).not.toBeNull();
  const deleted = withEdit(TALK, value(deleteCue(captions, 0)));
  expect(findWord(deleted.memory.project, cue.firstWordId)).toBeNull();
});

describe('a cue written by hand', () => {
  test('is shown at exactly its times with its lines, in a project without any word', () => {
    const project = emptyProject({
      projectId: 'p',
      title: 'Silent',
      language: 'en',
      profile: 'plain',
    });
    const cue = { startMs: 1200, endMs: 3400, text: 'A door opens.\nNobody is there.', speakerId: null };
    const next = withEdit(project, value(insertCue(project, cue, idSource('test'))));
    expect(next.cues).toHaveLength(1);
    expect(texts(next.cues[0])).toEqual(['A door opens.', 'Nobody is there.']);
    expect([next.cues[0]?.startMs, next.cues[0]?.endMs]).toEqual([1200, 3400]);
    const words = [...allWords(next.memory.project)];
    expect([words[0]?.startMs, words[words.length - 1]?.endMs]).toEqual([1200, 3400]);
  });

  test('is nobody’s where its speaker says something else', () => {
    const cue = { startMs: 1000, endMs: 3000, text: 'over it', speakerId: 'steve' };
    const next = withEdit(TALK, value(insertCue(TALK, cue, idSource('test'))));
    const found = next.cues.find((one) => texts(one).join(' ') === 'over it');
    expect(found?.lines[0]?.speakerId).toBeNull();
  });

  test('needs a word and a time', () => {
    const cue = { startMs: 0, endMs: 900, text: ' \n ', speakerId: null };
    const ids = idSource('test');
    expect(insertCue(TALK, cue, ids).ok).toBe(false);
    expect(insertCue(TALK, { ...cue, text: 'x', endMs: 0 }, ids).ok).toBe(false);
  });
});
