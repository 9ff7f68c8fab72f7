import { describe, expect, it } from 'vitest';
import type { SpokenWord } from '../../../tests/support/recognisedTalk.ts';
import { evenly, projectOfTurns } from '../../../tests/support/recognisedTalk.ts';
import type { PinnedCue } from '../../document/types.ts';
import { deriveCaptions } from '../captions.ts';
import { netflix } from '../profiles/netflix.ts';
import { plain } from '../profiles/plain.ts';
import type { Profile } from '../profiles/profile.ts';
import { tiktok } from '../profiles/tiktok.ts';
import { checkCaptions } from './checks.ts';
import type { Violation } from './violation.ts';

interface Fixed {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Index of the last word of a line. */
  readonly lineEnds?: readonly number[];
  /** The words' own times, where they are not those of the cue. */
  readonly words?: readonly SpokenWord[];
}

/** Checks cues that are fixed exactly so, as imported ones are. */
function check(cues: readonly Fixed[], profile: Profile = plain, language = 'en'): readonly Violation[] {
  let count = 0;
  const pinnedCues = new Map<string, PinnedCue>();
  const turns = cues.map(({ text, startMs, endMs, lineEnds = [], words }) => {
    const spoken =
      words ??
      text.split(' ').map((word, at, all): SpokenWord => {
        const step = (endMs - startMs) / all.length;
        return [word, Math.round(startMs + at * step), Math.round(startMs + (at + 1) * step)];
      });
    const ids = spoken.map(() => `w${count++}`);
    const [firstWordId = ''] = ids;
    const lineBreaks = lineEnds.map((at) => ids[at] ?? '');
    pinnedCues.set(firstWordId, {
      firstWordId,
      lastWordId: ids[ids.length - 1] ?? '',
      startMs,
      endMs,
      lineBreaks,
    });
    return { speaker: null, words: spoken };
  });
  const project = projectOfTurns(turns, { language, decisions: { pinnedCues } });
  return checkCaptions(
    deriveCaptions(project, profile, { frameRate: { numerator: 25, denominator: 1 }, mediaEndMs: null }),
  );
}

describe('a cue', () => {
  it('that keeps all rules has no violation', () => {
    expect(check([{ text: 'A severe storm tore down the barn.', startMs: 0, endMs: 3000 }])).toEqual([]);
  });

  it('with a long line is refused', () => {
    const text = 'This line is quite certainly longer than it may be.';
    expect(check([{ text, startMs: 0, endMs: 4000 }])).toEqual([
      {
        rule: 'line-length',
        severity: 'hard',
        cue: 0,
        startMs: 0,
        endMs: 4000,
        value: 51,
        limit: 42,
        message: 'Line 1 has 51 characters; 42 are allowed.',
      },
    ]);
  });

  it('counts full-width characters in Japanese', () => {
    const text = 'これはとても長い一行の字幕です';
    expect(check([{ text, startMs: 0, endMs: 4000 }], netflix, 'ja')).toMatchObject([
      { rule: 'line-length', value: 15, limit: 13 },
    ]);
  });

  it('with three lines is refused', () => {
    const text = 'The grass was wet, the old man counted, a storm came down';
    expect(check([{ text, startMs: 0, endMs: 4000, lineEnds: [3, 7] }])).toMatchObject([
      { rule: 'lines', severity: 'hard', value: 3, limit: 2, message: 'The cue has 3 lines; 2 are allowed.' },
    ]);
  });

  it('that is too short or too long on screen is refused', () => {
    expect(check([{ text: 'Yes.', startMs: 0, endMs: 500 }])).toMatchObject([
      {
        rule: 'min-duration',
        severity: 'hard',
        value: 0.5,
        limit: 0.833,
        message: 'The cue is shown for 0.500 s; at least 0.833 s are needed.',
      },
    ]);
    expect(check([{ text: 'Yes, of course.', startMs: 0, endMs: 7500 }])).toMatchObject([
      { rule: 'max-duration', severity: 'hard', value: 7.5, limit: 7 },
    ]);
  });

  it('of twenty frames at 24 frames a second is long enough', () => {
    expect(check([{ text: 'Yes.', startMs: 0, endMs: 833 }])).toEqual([]);
  });

  it('that cannot be read in time is reported', () => {
    const text = 'Everything that was said here went by too fast.';
    expect(check([{ text, startMs: 0, endMs: 1500, lineEnds: [4] }])).toMatchObject([
      {
        rule: 'reading-speed',
        severity: 'soft',
        value: 30.7,
        limit: 20,
        message: 'Reading it takes 30.7 characters a second; 20 are the limit.',
      },
    ]);
  });

  it('with too many words for a short form is reported', () => {
    expect(check([{ text: 'I am so glad to be here', startMs: 0, endMs: 3000 }], tiktok)).toMatchObject([
      { rule: 'words-per-cue', severity: 'soft', value: 7, limit: 6 },
    ]);
  });

  it('whose line ends after an article is reported', () => {
    const text = 'She saw a cat in the house of an old neighbour.';
    expect(check([{ text, startMs: 0, endMs: 3000, lineEnds: [5] }])).toMatchObject([
      {
        rule: 'bad-break',
        severity: 'soft',
        message: 'Line 1 ends with “the”, which belongs to “house”.',
      },
    ]);
  });

  it('with a stump of a line is reported', () => {
    const text = 'When you hear the bell, come to me.';
    expect(check([{ text, startMs: 0, endMs: 4000, lineEnds: [0] }])).toMatchObject([
      { rule: 'short-line', severity: 'soft', value: 4 },
    ]);
  });

  it('with words that have no time is reported', () => {
    const words = [
      ['She', 0, 300],
      ['called', null, null],
      ['often.', 900, 1500],
    ] as const;
    expect(check([{ text: '', words, startMs: 0, endMs: 1500 }])).toMatchObject([
      { rule: 'untimed', severity: 'soft', value: 1, message: 'One word has no time.' },
    ]);
  });

  it('that is shown beside its words is reported', () => {
    const words = evenly('Small children came.', 1000, 60);
    expect(check([{ text: '', words, startMs: 0, endMs: 3000 }])).toMatchObject([
      { rule: 'sync', severity: 'soft', value: 1, message: 'The cue starts 1.000 s before its first word.' },
    ]);
    expect(check([{ text: '', words, startMs: 1500, endMs: 3000 }])).toMatchObject([
      { rule: 'sync', value: 0.5 },
    ]);
  });
});

describe('two cues', () => {
  const pair = (gapMs: number) =>
    check([
      { text: 'She called his name many times.', startMs: 0, endMs: 3000 },
      { text: 'Small children came to see him.', startMs: 3000 + gapMs, endMs: 6000 },
    ]);

  it('that overlap are refused', () => {
    expect(pair(-200)).toMatchObject([
      {
        rule: 'overlap',
        severity: 'hard',
        cue: 0,
        value: 0.2,
        message: 'The cue ends 0.200 s after the next one starts.',
      },
    ]);
  });

  it('with less than two frames between them are refused', () => {
    expect(pair(40)).toMatchObject([
      {
        rule: 'gap',
        severity: 'hard',
        value: 0.04,
        limit: 0.08,
        message: 'The gap to the next cue is 0.040 s; at least 0.080 s are needed.',
      },
    ]);
    expect(pair(80)).toEqual([]);
  });

  it('with a gap that flickers are reported', () => {
    expect(pair(300)).toMatchObject([{ rule: 'chaining', severity: 'soft', value: 0.3, limit: 0.5 }]);
    expect(pair(500)).toEqual([]);
  });

  it('of which the first ends within a phrase are reported', () => {
    const violations = check([
      { text: 'The long journey home took a', startMs: 0, endMs: 2000 },
      { text: 'year of the old man’s life.', startMs: 2080, endMs: 4000 },
    ]);
    expect(violations).toMatchObject([
      { rule: 'bad-break', cue: 0, message: 'The cue ends with “a”, which belongs to “year”.' },
    ]);
  });
});
