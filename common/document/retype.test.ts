import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { anySmallProject, anyWordText } from '../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { toArray } from './list.ts';
import { allWords, joinWords } from './queries.ts';
import { retypeWords } from './retype.ts';
import type { Project, Utterance, Word } from './types.ts';

/** Types `text` over a whole utterance. */
function retype(project: Project, text: string, utterance = 0): Project {
  const own = toArray(project.utterances)[utterance] as Utterance;
  const words = toArray(own.words);
  const operation = retypeWords(
    project,
    {
      utteranceId: own.id,
      firstWordId: words[0]?.id ?? '',
      lastWordId: words[words.length - 1]?.id ?? '',
      text,
    },
    idSource('new'),
  );
  if (!operation.ok) throw new Error(JSON.stringify(operation.failure));
  if (operation.value === null) return project;
  const result = apply(project, operation.value);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value.project;
}

const sentence = projectOf(wordsOf('The 0-100 quick 100-300 fox 300-500 jumps 800-1200'));

describe('retyped words', () => {
  test('keep id and time when their spelling, case or marks change', () => {
    expect(shown(retype(sentence, 'The quik fox, Jumps'))).toEqual([
      'w0 The 0-100',
      'w1 quik 100-300',
      'w2 fox, 300-500',
      'w3 Jumps 800-1200',
    ]);
  });

  test('keep what the engine said of them only while they are the same word', () => {
    const [the, quick, fox] = [...allWords(retype(sentence, 'the fast fox jumps'))];
    expect([the?.confidence, quick?.confidence, fox?.confidence]).toEqual([0.9, null, 0.9]);
  });

  test('take over the time of the word that they replace', () => {
    expect(shown(retype(sentence, 'The slow fox jumps'))[1]).toBe('w1 slow 100-300');
  });

  test('leave a gap where one is deleted', () => {
    expect(shown(retype(sentence, 'The fox jumps'))).toEqual([
      'w0 The 0-100',
      'w2 fox 300-500',
      'w3 jumps 800-1200',
    ]);
  });

  test('share the gap where they are added', () => {
    expect(shown(retype(sentence, 'The quick fox he jumps'))).toEqual([
      'w0 The 0-100',
      'w1 quick 100-300',
      'w2 fox 300-500',
      'new-0 he ~500-650',
      'w3 jumps 800-1200',
    ]);
    expect(shown(retype(sentence, 'The quick fox suddenly then jumps')).slice(3, 5)).toEqual([
      'new-0 suddenly ~500-700',
      'new-1 then ~700-800',
    ]);
  });

  test('take 40 ms from their neighbours where there is no gap', () => {
    expect(shown(retype(sentence, 'The quick red fox jumps'))).toEqual([
      'w0 The 0-100',
      'w1 quick ~100-280',
      'new-0 red ~280-320',
      'w2 fox ~320-500',
      'w3 jumps 800-1200',
    ]);
  });

  test('go before the first word and after the last', () => {
    const later = projectOf(wordsOf('fox 1000-1300'));
    expect(shown(retype(later, 'A fox ran'))).toEqual([
      'new-0 A ~850-1000',
      'w0 fox 1000-1300',
      'new-1 ran ~1300-1510',
    ]);
  });

  test('share the time of one word that they came for', () => {
    const slang = projectOf(wordsOf('I 0-100 gonna 100-500 go 500-700'));
    expect(shown(retype(slang, 'I am going to go'))).toEqual([
      'w0 I 0-100',
      expect.stringMatching(/am ~100-/),
      expect.stringMatching(/going ~/),
      expect.stringMatching(/to ~\d+-500/),
      'w2 go 500-700',
    ]);
  });

  test('split by length and join by union', () => {
    const split = projectOf(wordsOf('everyone 0-800 came 900-1000'));
    expect(shown(retype(split, 'every one came'))).toEqual([
      'w0 every ~0-500',
      'new-0 one ~500-800',
      'w1 came 900-1000',
    ]);
    const joined = projectOf(wordsOf('every 0-500 one 550-800 came 900-1000'));
    expect(shown(retype(joined, 'everyone came'))).toEqual(['w0 everyone 0-800', 'w2 came 900-1000']);
  });

  test('have no time where nothing around has one, and where no room is left', () => {
    expect(shown(retype(projectOf(wordsOf('fox - ran -')), 'fox quickly ran'))).toEqual([
      'w0 fox -',
      'new-0 quickly -',
      'w1 ran -',
    ]);
    expect(shown(retype(projectOf(wordsOf('fox 0-1 ran 1-2')), 'fox quickly ran'))[1]).toBe(
      'new-0 quickly -',
    );
  });

  test('never lie on another utterance of the same speaker', () => {
    const twice = projectOf(
      wordsOf('fox 0-100'),
      wordsOf('ran 130-300').map((word) => ({ ...word, id: 'x' })),
    );
    const shownWords = shown(retype(twice, 'fox quickly'));
    expect(shownWords).toEqual(['w0 fox ~0-90', 'new-0 quickly ~90-130', 'x ran 130-300']);
  });

  test('marks typed alone join the word before, at the start the word after', () => {
    expect(shown(retype(sentence, 'The quick — fox jumps'))[1]).toBe('w1 quick — 100-300');
    expect(shown(retype(sentence, '— The quick fox jumps'))[0]).toBe('w0 — The 0-100');
  });

  test('a deletion of everything removes the utterance', () => {
    expect(shown(retype(sentence, ' '))).toEqual([]);
  });

  test('scripts without spaces are cut into words, and letters keep their times', () => {
    const japanese = projectOf(
      wordsOf('今日は 0-600 天気 600-1000').map((word, at) => ({ ...word, glue: at > 0 })),
    );
    const typed = retype({ ...japanese, language: 'ja' }, '今日はいい天気です');
    expect(joinWords(allWords(typed))).toBe('今日はいい天気です');
    const weather = [...allWords(typed)].find(({ text }) => text.startsWith('天気'));
    expect(weather?.startMs).toBeGreaterThanOrEqual(600);
    expect([...allWords(typed)].every(({ glue }, at) => at === 0 || glue)).toBe(true);
  });
});

const anyTyping = fc.record({
  utterance: fc.nat(20),
  first: fc.nat(20),
  count: fc.nat(6),
  edits: fc.array(fc.record({ at: fc.nat(60), kind: fc.nat(6), text: anyWordText }), { maxLength: 5 }),
});

type Typing = typeof anyTyping extends fc.Arbitrary<infer T> ? T : never;

/** What a person might leave in the place of some words. */
function typedOver(words: readonly Word[], { edits }: Typing): string {
  let text = joinWords(words);
  for (const { at, kind, text: added } of edits) {
    const place = text.length === 0 ? 0 : at % text.length;
    const [before, after] = [text.slice(0, place), text.slice(place)];
    if (kind === 0) text = `${before}${added}${after}`;
    if (kind === 1) text = `${before} ${added} ${after}`;
    if (kind === 2) text = before + after.slice(1);
    if (kind === 3) text = before + after.slice(6);
    if (kind === 4) text = `${before} ${after}`;
    if (kind === 5) text = text.replace(' ', '');
    if (kind === 6) text = `${before} — ${after}`;
  }
  return text.replace(/\p{Cs}/gu, '');
}

describe('whatever is typed over whatever words', () => {
  const anyCase = fc.tuple(anySmallProject, anyTyping);

  function typeOver(project: Project, typing: Typing) {
    const utterances = toArray(project.utterances);
    const utterance = utterances[typing.utterance % Math.max(1, utterances.length)];
    if (utterance === undefined) return null;
    const words = toArray(utterance.words);
    const from = typing.first % words.length;
    const span = words.slice(from, from + typing.count + 1);
    const text = typedOver(span, typing);
    const request = {
      utteranceId: utterance.id,
      firstWordId: span[0]?.id ?? '',
      lastWordId: span[span.length - 1]?.id ?? '',
      text,
    };
    const operation = retypeWords(project, request, idSource('new'));
    if (!operation.ok) throw new Error(JSON.stringify(operation.failure));
    return { utterance, words, span, from, text, operation: operation.value };
  }

  const spaceless = (text: string) => text.replace(/[\s\u00a0]+/gu, '');

  test('the words say it afterwards, and every invariant holds', () => {
    fc.assert(
      fc.property(anyCase, ([project, typing]) => {
        const typed = typeOver(project, typing);
        if (typed === null || typed.operation === null) return;
        const result = apply(project, typed.operation);
        if (!result.ok) throw new Error(JSON.stringify(result.failure));
        expect(checkInvariants(result.value.project)).toEqual([]);
        const { words, span, from, text } = typed;
        const expected = [...words.slice(0, from), { text, glue: false }, ...words.slice(from + span.length)];
        const own = toArray(result.value.project.utterances).find(({ id }) => id === typed.utterance.id);
        expect(spaceless(joinWords(own === undefined ? [] : toArray(own.words)))).toBe(
          spaceless(joinWords(expected)),
        );
        const undone = apply(result.value.project, result.value.inverse);
        expect(undone.ok && [...allWords(undone.value.project)]).toEqual([...allWords(project)]);
      }),
      { numRuns: 1500 },
    );
  });

  test('starts never go back and nothing new overlaps', () => {
    fc.assert(
      fc.property(anyCase, ([project, typing]) => {
        const typed = typeOver(project, typing);
        if (typed === null || typed.operation === null) return;
        const result = apply(project, typed.operation);
        if (!result.ok) throw new Error(JSON.stringify(result.failure));
        const own = toArray(result.value.project.utterances).find(({ id }) => id === typed.utterance.id);
        const timed = (own === undefined ? [] : toArray(own.words)).filter(({ startMs }) => startMs !== null);
        timed.forEach((word, at) => {
          const before = timed[at - 1];
          if (before !== undefined) expect(word.startMs).toBeGreaterThanOrEqual(before.startMs ?? 0);
        });
      }),
    );
  });

  test('words outside the typed ones stay the same objects, but for time given to a new neighbour', () => {
    fc.assert(
      fc.property(anyCase, ([project, typing]) => {
        const typed = typeOver(project, typing);
        if (typed === null || typed.operation === null) return;
        const result = apply(project, typed.operation);
        if (!result.ok) throw new Error(JSON.stringify(result.failure));
        const { words, span, from } = typed;
        const outside = new Set([
          ...words.slice(0, Math.max(0, from - 1)),
          ...words.slice(from + span.length + 1),
        ]);
        const after = new Set(allWords(result.value.project));
        for (const word of outside) expect(after.has(word)).toBe(true);
      }),
    );
  });

  test('typing what is there already changes nothing', () => {
    fc.assert(
      fc.property(anySmallProject, fc.nat(20), (project, number) => {
        const utterances = toArray(project.utterances);
        const utterance = utterances[number % Math.max(1, utterances.length)];
        if (utterance === undefined) return;
        const words = toArray(utterance.words);
        const text = joinWords(words);
        const request = {
          utteranceId: utterance.id,
          firstWordId: words[0]?.id ?? '',
          lastWordId: words[words.length - 1]?.id ?? '',
          text,
        };
        expect(retypeWords(project, request, idSource('new'))).toEqual({ ok: true, value: null });
      }),
    );
  });
});

describe('corrected spelling', () => {
  test('leaves every id and every time as it was', () => {
    const project = largeProject({ words: 40, speakers: 1, asMonologue: true });
    const words = [...allWords(project)];
    const anyFix = fc.record({
      word: fc.nat(39),
      letter: fc.nat(8),
      by: fc.constantFrom('', 'e', 'll', '’', 'É'),
    });
    fc.assert(
      fc.property(fc.array(anyFix, { maxLength: 6 }), (fixes) => {
        const texts = words.map(({ text }) => text);
        for (const { word, letter, by } of fixes) {
          const text = texts[word] ?? '';
          const at = 1 + (letter % Math.max(1, text.length - 1));
          texts[word] = text.slice(0, at) + by + text.slice(at + 1);
        }
        const after = [...allWords(retype(project, texts.join(' ')))];
        expect(after.map(({ text }) => text)).toEqual(texts);
        expect(after.map(({ id, startMs, endMs, timing }) => [id, startMs, endMs, timing])).toEqual(
          words.map(({ id, startMs, endMs, timing }) => [id, startMs, endMs, timing]),
        );
      }),
      { numRuns: 300 },
    );
  });
});
