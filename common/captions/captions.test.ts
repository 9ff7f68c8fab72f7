import { describe, expect, it } from 'vitest';
import type { SpokenTurn } from '../../tests/support/recognisedTalk.ts';
import { evenly, projectOfTurns } from '../../tests/support/recognisedTalk.ts';
import type { Decisions } from '../document/types.ts';
import { captionSettings, deriveCaptions } from './captions.ts';
import type { Cue } from './cue.ts';
import { bbc } from './profiles/bbc.ts';
import { netflix } from './profiles/netflix.ts';
import { plain } from './profiles/plain.ts';
import type { Profile } from './profiles/profile.ts';
import { tiktok } from './profiles/tiktok.ts';

interface Request {
  readonly turns: readonly SpokenTurn[];
  readonly profile?: Profile;
  readonly language?: string;
  readonly decisions?: Partial<Decisions>;
  readonly frameRate?: number;
  readonly mediaEndMs?: number;
}

function cuesOf({
  turns,
  profile = netflix,
  language = 'en',
  decisions = {},
  ...rest
}: Request): readonly Cue[] {
  const project = projectOfTurns(turns, { language, decisions });
  const frameRate = { numerator: rest.frameRate ?? 25, denominator: 1 };
  return deriveCaptions(project, profile, { frameRate, mediaEndMs: rest.mediaEndMs ?? null }).cues;
}

const linesOf = (cues: readonly Cue[]) => cues.map((cue) => cue.lines.map((line) => line.mark + line.text));
const timesOf = (cues: readonly Cue[]) => cues.map(({ startMs, endMs }) => [startMs, endMs]);

/** One voice saying this from half a second on, 60 ms a character: 15 a second with spaces. */
const say = (text: string): SpokenTurn => ({ speaker: null, words: evenly(text, 500, 60) });

describe('lines', () => {
  it('break where a thought ends, not where the line is full', () => {
    const text =
      'Printing, then, for our purpose, may be considered as the art of making books by means of movable types.';
    expect(linesOf(cuesOf({ turns: [say(text)] }))).toEqual([
      ['Printing, then,', 'for our purpose, may be considered'],
      ['as the art of making books', 'by means of movable types.'],
    ]);
  });

  it('stay one when the text fits one', () => {
    expect(linesOf(cuesOf({ turns: [say('A pink shell was found on the sandy beach.')] }))).toEqual([
      ['A pink shell was found on the sandy beach.'],
    ]);
  });

  it('keep article and noun, preposition and phrase, name and surname together', () => {
    const text = 'We walked with the old Professor Anna Martin to a small house at the end of the street';
    for (const profile of [netflix, bbc, plain]) {
      const ends = cuesOf({ turns: [say(text)], profile })
        .flatMap((cue) => cue.lines)
        .map((line) => line.words[line.words.length - 1]?.text);
      for (const word of ['with', 'the', 'old', 'Professor', 'Anna', 'to', 'a', 'small', 'at', 'of']) {
        expect(ends).not.toContain(word);
      }
    }
  });

  it('do not mistake an abbreviation for the end of a sentence', () => {
    const text = 'The letter was brought to Dr. Martin by an old man from the village of St. Mary';
    const ends = cuesOf({ turns: [say(text)] })
      .flatMap((cue) => cue.lines)
      .map((line) => line.words[line.words.length - 1]?.text);
    expect(ends).not.toContain('Dr.');
    expect(ends).not.toContain('St.');
  });

  it('count full-width characters as one and half-width ones as half in Japanese', () => {
    const words = ['昨日は', '友達と', '一緒に', '新しく', 'できた', 'カフェに', '行きました。'];
    const spoken = evenly(words.join(' '), 0, 180);
    const project = projectOfTurns([{ speaker: null, words: spoken }], { language: 'ja', decisions: {} });
    const glued = {
      ...project,
      utterances: {
        length: 1,
        chunks: project.utterances.chunks.map((chunk) =>
          chunk.map((utterance) => ({
            ...utterance,
            words: {
              length: utterance.words.length,
              chunks: utterance.words.chunks.map((inside) =>
                inside.map((word, at) => ({ ...word, glue: at > 0 })),
              ),
            },
          })),
        ),
      },
    };
    const { cues } = deriveCaptions(glued, netflix, captionSettings(glued));
    expect(linesOf(cues)).toEqual([['昨日は友達と一緒に新しく', 'できたカフェに行きました。']]);
  });
});

describe('a word that is longer than a line', () => {
  it('stands alone and whole', () => {
    const url = `https://example.org/${'long/'.repeat(12)}page`;
    const cues = cuesOf({ turns: [say(`Read it at ${url} and tell me`)] });
    expect(linesOf(cues)).toEqual([['Read it at'], [url], ['and tell me']]);
  });
});

describe('times', () => {
  it('start with the first word and end after the last', () => {
    const cues = cuesOf({
      turns: [
        {
          speaker: null,
          words: [
            ['Hello', 1010, 1400],
            ['everyone.', 1400, 2200],
          ],
        },
      ],
      profile: plain,
    });
    expect(timesOf(cues)).toEqual([[1010, 2450]]);
  });

  it('lie on frames where the profile wants them there', () => {
    const cues = cuesOf({
      turns: [
        {
          speaker: null,
          words: [
            ['Hello', 1010, 1400],
            ['everyone.', 1400, 2200],
          ],
        },
      ],
      frameRate: 24,
    });
    // Frame 24 is 1000 ms; 2450 ms is rounded up to frame 59.
    expect(timesOf(cues)).toEqual([[1000, 2458]]);
  });

  it('start in the frame of their first word, also when it follows within a frame', () => {
    const text =
      'When the craftsmen took care, that beautiful form should always be a part of their productions, whatever they were.';
    const cues = cuesOf({ turns: [{ speaker: null, words: evenly(text, 500, 61) }] });
    expect(cues).toHaveLength(2);
    for (const { startMs, lines } of cues) {
      expect(startMs).toBeLessThanOrEqual(lines[0]?.words[0]?.startMs ?? 0);
    }
  });

  it('leave two frames between cues that follow closely, and no gap that flickers', () => {
    const cues = cuesOf({
      turns: [
        say('This is the first sentence of the talk.'),
        { speaker: null, words: evenly('And this is the second one.', 3160, 60) },
      ],
    });
    expect(cues).toHaveLength(2);
    expect((cues[1]?.startMs ?? 0) - (cues[0]?.endMs ?? 0)).toBe(80);
  });

  it('give a single short word its shortest duration, early rather than late', () => {
    const cues = cuesOf({
      turns: [
        { speaker: 'a', words: [['Yes.', 2000, 2200]] },
        { speaker: 'b', words: evenly('That is what everybody always told me about it.', 2400, 70) },
      ],
      profile: {
        ...netflix,
        speakerMarks: { ...netflix.speakerMarks, value: { others: null, languages: {} } },
      },
    });
    const [first, second] = cues;
    expect((first?.endMs ?? 0) - (first?.startMs ?? 0)).toBe(840);
    expect(first?.startMs).toBeLessThan(2000);
    expect(second?.startMs).toBe(2400);
  });

  it('start with their words rather than early, where another cut gives them time', () => {
    const turns = [
      {
        speaker: null,
        words: [
          ...evenly('Not yet,', 2000, 80),
          ...evenly("I've been using the batch transcription with diarization functionality,", 2680, 55),
        ],
      },
    ];
    for (const profile of [plain, netflix]) {
      const [first] = cuesOf({ turns, profile });
      expect(first?.lines.flatMap(({ words }) => words).length).toBeGreaterThan(2);
      expect(2000 - (first?.startMs ?? 0)).toBeLessThanOrEqual(80);
    }
  });

  it('stay within the media where speech does', () => {
    const turns = [{ speaker: null, words: evenly('Thank you and goodbye.', 1000, 60) }] as const;
    const cues = cuesOf({ turns, profile: plain, mediaEndMs: 2250 });
    expect(cues[0]?.endMs).toBe(2250);
  });

  it('are found for words that nobody timed, and not written back', () => {
    const words = [
      ['Nobody', 1000, 1400],
      ['timed', null, null],
      ['these', null, null],
      ['words.', 2000, 2500],
    ] as const;
    const [cue] = cuesOf({ turns: [{ speaker: null, words }], profile: plain });
    expect(cue).toMatchObject({ startMs: 1000, endMs: 2750 });
    expect(cue?.lines[0]?.words.map((word) => word.startMs)).toEqual([1000, null, null, 2000]);
  });

  it('are made up at a quiet pace when no word has one', () => {
    const words = 'None of these words has a time of its own'
      .split(' ')
      .map((text) => [text, null, null] as const);
    const [cue] = cuesOf({ turns: [{ speaker: null, words }] });
    expect(cue?.startMs).toBe(0);
    expect(cue?.endMs).toBeGreaterThan(1500);
  });
});

describe('a pause', () => {
  it('of two seconds always ends a cue', () => {
    const words = [...evenly('I think', 0, 60), ...evenly('so too', 2500, 60)];
    expect(linesOf(cuesOf({ turns: [{ speaker: null, words }] }))).toEqual([['I think'], ['so too']]);
  });

  it('parts two thoughts where punctuation is missing', () => {
    const words = [
      ...evenly('she called his name many times', 0, 60),
      ...evenly('small children came to see him', 2300, 60),
    ];
    expect(linesOf(cuesOf({ turns: [{ speaker: null, words }] }))).toEqual([
      ['she called his name many times'],
      ['small children came to see him'],
    ]);
  });
});

describe('two speakers', () => {
  const quick: readonly SpokenTurn[] = [
    { speaker: 'a', words: evenly('Are you coming?', 0, 40) },
    { speaker: 'b', words: evenly('No.', 560, 60) },
    { speaker: 'a', words: evenly('Then we will have to go without you, I am afraid.', 1100, 70) },
  ];

  it('share a cue with a dash each when there is no time for two', () => {
    expect(linesOf(cuesOf({ turns: quick }))[0]).toEqual(['-Are you coming?', '-No.']);
    expect(linesOf(cuesOf({ turns: quick, profile: plain }))[0]).toEqual(['- Are you coming?', '- No.']);
  });

  it('get cues of their own where the profile has no marks', () => {
    const cues = cuesOf({ turns: quick, profile: tiktok });
    for (const cue of cues) expect(new Set(cue.lines.map((line) => line.speakerId)).size).toBe(1);
  });

  it('get cues of their own when there is time', () => {
    const turns = [
      { speaker: 'a', words: evenly('Good morning, Steve.', 80, 60) },
      { speaker: 'b', words: evenly('Good morning, Katie.', 1960, 60) },
    ];
    expect(linesOf(cuesOf({ turns }))).toEqual([['Good morning, Steve.'], ['Good morning, Katie.']]);
  });

  it('who talk at once are read phrase by phrase, with nothing lost', () => {
    const turns: readonly SpokenTurn[] = [
      {
        speaker: 'a',
        words: evenly('We went down to the harbour. Then it began to rain and we ran.', 0, 80),
      },
      { speaker: 'b', words: evenly('I remember.', 1700, 60) },
    ];
    const lines = linesOf(cuesOf({ turns })).flat();
    expect(lines.join(' ').replaceAll('-', '')).toBe(
      'We went down to the harbour. I remember. Then it began to rain and we ran.',
    );
  });
});

describe('what a person decided', () => {
  const text = 'The grass and bushes were wet with dew and the blind man counted his old coins';

  it('breaks a line after the word they chose', () => {
    const breaks = new Map([['w3', 'line' as const]]);
    expect(linesOf(cuesOf({ turns: [say(text)], decisions: { breaks } }))[0]?.[0]).toBe(
      'The grass and bushes',
    );
  });

  it('ends a cue after the word they chose', () => {
    const breaks = new Map([['w4', 'cue' as const]]);
    expect(linesOf(cuesOf({ turns: [say(text)], decisions: { breaks } }))[0]).toEqual([
      'The grass and bushes were',
    ]);
  });

  it('keeps words together', () => {
    const breaks = new Map([['w7', 'none' as const]]);
    const lines = linesOf(cuesOf({ turns: [say(text)], decisions: { breaks } })).flat();
    expect(lines.some((line) => line.includes('dew and'))).toBe(true);
  });

  it('leaves hidden words out', () => {
    const hidden = new Set(['w3', 'w2']);
    expect(
      linesOf(cuesOf({ turns: [say(text)], decisions: { hidden } }))
        .flat()
        .join(' '),
    ).toBe('The grass were wet with dew and the blind man counted his old coins');
  });

  it('keeps the times and lines of a pinned cue, and its neighbours make room', () => {
    const pin = { firstWordId: 'w5', lastWordId: 'w7', startMs: 1777, endMs: 2999, lineBreaks: ['w5'] };
    const cues = cuesOf({ turns: [say(text)], decisions: { pinnedCues: new Map([['w5', pin]]) } });
    const at = cues.findIndex((cue) => cue.pinned);
    expect(cues[at]).toMatchObject({ startMs: 1777, endMs: 2999, firstWordId: 'w5', lastWordId: 'w7' });
    expect(linesOf(cues)[at]).toEqual(['wet', 'with dew']);
    expect(cues[at - 1]?.endMs).toBeLessThanOrEqual(1777 - 80);
    expect(cues[at + 1]?.startMs).toBeGreaterThanOrEqual(2999 + 80);
  });

  it('places and styles the cue that begins with the word', () => {
    const placements = new Map([['w0', { vertical: 'top', align: 'center' } as const]]);
    const [cue] = cuesOf({
      turns: [say(text)],
      decisions: { placements, cueStyles: new Map([['w0', 'pop']]) },
    });
    expect(cue).toMatchObject({ placement: { vertical: 'top', align: 'center' }, style: 'pop' });
  });
});

describe('short-form video', () => {
  it('shows few words at a time, changing with the voice', () => {
    const text = 'This is the one thing that nobody tells you about starting a new business at home';
    const cues = cuesOf({ turns: [say(text)], profile: tiktok });
    for (const cue of cues) {
      expect(cue.lines.flatMap((line) => line.words).length).toBeLessThanOrEqual(6);
      for (const line of cue.lines) expect(line.text.length).toBeLessThanOrEqual(24);
    }
  });
});

describe('a project without words', () => {
  it('has no cues', () => {
    expect(cuesOf({ turns: [] })).toEqual([]);
  });
});
