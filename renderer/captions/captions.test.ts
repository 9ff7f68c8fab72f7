import { describe, expect, test } from 'vitest';
import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import { bbc } from '../../common/captions/profiles/bbc.ts';
import { plain } from '../../common/captions/profiles/plain.ts';
import { rulesFor } from '../../common/captions/rules.ts';
import type { Project } from '../../common/document/types.ts';
import { evenly, projectOfTurns } from '../../tests/support/recognisedTalk.ts';
import { de } from '../text/de/de.ts';
import { en, type MessageId } from '../text/en/en.ts';
import { speak } from '../text/text.ts';
import { cueFigures } from './cueFigures.ts';
import { cuesAt, indexOfCue, indexOfWord, lastStartingBy, rulesOfCue, wordAtOffset } from './cueLookup.ts';
import { describeViolation } from './violationText.ts';

const project: Project = projectOfTurns(
  [
    { speaker: 'a', words: evenly('One sentence of some words.', 1000, 80) },
    { speaker: 'b', words: evenly('Another one of more.', 8000, 80) },
    { speaker: 'a', language: 'ja', words: [['東京', 15_000, 15_800]] },
  ],
  { language: 'en', decisions: {} },
);
const captions = deriveCaptions(project, plain, captionSettings(project));

describe('cues are found', () => {
  test('by their first word and by any word', () => {
    expect(indexOfCue(captions, 'w0')).toBe(0);
    expect(indexOfCue(captions, 'w1')).toBe(-1);
    expect(indexOfCue(captions, null)).toBe(-1);
    expect([indexOfWord(captions, 'w3'), indexOfWord(captions, 'w6')]).toEqual([0, 1]);
    expect(indexOfWord(captions, 'gone')).toBe(-1);
  });

  test('by time: those on screen, and the last that has started', () => {
    const [first, second] = captions.cues;
    expect(cuesAt(captions.cues, first?.startMs ?? 0)).toEqual([0]);
    expect(cuesAt(captions.cues, first?.endMs ?? 0)).toEqual([]);
    expect(lastStartingBy(captions.cues, (second?.startMs ?? 0) - 1)).toBe(0);
    expect(lastStartingBy(captions.cues, 0)).toBe(-1);
  });

  test('with all that overlap, the earlier first', () => {
    const cue = captions.cues[0];
    if (cue === undefined) throw new Error('there is a cue');
    const cues = [
      { ...cue, startMs: 0, endMs: 5000 },
      { ...cue, startMs: 1000, endMs: 2000 },
      { ...cue, startMs: 1500, endMs: 4000 },
    ];
    expect(cuesAt(cues, 1700)).toEqual([0, 1, 2]);
    expect(cuesAt(cues, 3000)).toEqual([0, 2]);
  });
});

test('the caret cuts before the word whose start is nearest', () => {
  const [cue] = captions.cues;
  if (cue === undefined) throw new Error('there is a cue');
  // One |sentence of some words.
  expect(wordAtOffset(cue, 0)).toBeNull();
  expect(wordAtOffset(cue, 3)?.text).toBe('sentence');
  expect(wordAtOffset(cue, 4)?.text).toBe('sentence');
  expect(wordAtOffset(cue, 7)?.text).toBe('sentence');
  expect(wordAtOffset(cue, 10)?.text).toBe('of');
  expect(wordAtOffset(cue, 999)).toBeNull();
});

describe('the figures of a cue', () => {
  test('count as the checks do: marks in the length, not in the speed', () => {
    const rules = rulesFor(plain, 'en', { numerator: 25, denominator: 1 });
    const lines = [
      { text: 'a'.repeat(41), mark: '- ' },
      { text: 'bb', mark: '' },
    ];
    const figures = cueFigures(lines, 2000, rules);
    expect(figures.lengths).toEqual([43, 2]);
    expect(figures.tooLong).toEqual([true, false]);
    expect(figures.speed).toBeCloseTo(21.5);
    expect([figures.isFast, figures.isShort, figures.isLong]).toEqual([true, false, false]);
  });

  test('count words a minute where the profile does, and full-width characters as one', () => {
    const wpm = cueFigures(
      [{ text: 'five words in this line', mark: '' }],
      2000,
      rulesFor(bbc, 'en', { numerator: 25, denominator: 1 }),
    );
    expect(wpm.speed).toBe(150);
    const ja = captions.cues.find((cue) => cue.lines[0]?.text === '東京');
    if (ja === undefined) throw new Error('there is a Japanese cue');
    expect(cueFigures(ja.lines, 1000, rulesOfCue(captions, ja)).lengths).toEqual([2]);
  });

  test('have no speed while nothing is shown', () => {
    const rules = rulesFor(plain, 'en', { numerator: 25, denominator: 1 });
    expect(cueFigures([{ text: 'x', mark: '' }], 0, rules).speed).toBeNull();
    expect(cueFigures([{ text: '', mark: '' }], 1000, rules).lengths).toEqual([0]);
  });
});

test('every text of the player and the captions is there in German', () => {
  const ids = Object.keys(en).filter((id) =>
    /^(action\.)?(captions|cues|problems|player|playback)\./u.test(id),
  );
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id) => de[id as MessageId] === undefined)).toEqual([]);
});

test('a problem is told in the language of the interface, with its figures', () => {
  const violation = {
    rule: 'reading-speed',
    severity: 'soft',
    cue: 0,
    startMs: 0,
    endMs: 1,
    value: 25.8,
    limit: 20,
    message: 'Reading it takes 25.8 characters a second; 20 are the limit.',
  } as const;
  expect(describeViolation(violation)).toBe(violation.message);
  speak('de');
  expect(describeViolation(violation)).toBe('Die Lesegeschwindigkeit beträgt 25,8, die Grenze ist 20.');
  speak('en');
});
