import type { Profile, Source } from './profile.ts';
import { everyLanguage, stated } from './profile.ts';

const custom: Source = {
  title: 'Common ground of the broadcast and streaming guides',
  url: null,
  readOn: '2026-11-20',
};

/** The default: what most players and readers expect, tied to no house. */
export const plain: Profile = {
  id: 'plain',
  title: 'Plain',
  lineLength: stated(
    {
      others: { limit: 42, measure: 'graphemes' },
      languages: {
        ja: { limit: 16, measure: 'full-width' },
        ko: { limit: 16, measure: 'full-width' },
        zh: { limit: 16, measure: 'full-width' },
      },
    },
    custom,
  ),
  lines: stated(2, custom),
  wordsPerCue: stated(null, custom),
  readingSpeed: stated(
    {
      others: { unit: 'characters-per-second', limit: 20 },
      languages: {
        ja: { unit: 'characters-per-second', limit: 7 },
        ko: { unit: 'characters-per-second', limit: 14 },
        zh: { unit: 'characters-per-second', limit: 11 },
      },
    },
    custom,
  ),
  // 0.83 s: 5/6 s, 20 frames of film.
  minDurationMs: stated(everyLanguage(5000 / 6), custom),
  maxDurationMs: stated(7000, custom),
  minGapFrames: stated(2, custom),
  chaining: stated({ belowMs: 500 }, custom),
  onFrames: stated(false, custom),
  lingerMs: stated(250, custom),
  leadFrames: stated(2, custom),
  pauseMs: stated(2000, custom),
  speakerMarks: stated(everyLanguage({ first: '- ', second: '- ' }), custom),
};
