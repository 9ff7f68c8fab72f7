import type { Profile, Source } from './profile.ts';
import { everyLanguage, stated } from './profile.ts';

const subtitleEdit: Source = {
  title: 'SubtitleEdit profile "TikTok" (SeGeneral.cs)',
  url: 'https://github.com/SubtitleEdit/subtitleedit',
  readOn: '2026-11-20',
};
const market: Source = {
  title: 'Short-form captions as seen in the market: phrases of 4 to 6 words, held 0.3 s',
  url: null,
  readOn: '2026-11-20',
};

/** Short vertical video: few words at a time, in one or two short lines, changing with the voice. */
export const tiktok: Profile = {
  id: 'tiktok',
  title: 'TikTok and other short-form video',
  lineLength: stated(
    {
      others: { limit: 24, measure: 'graphemes' },
      languages: {
        ja: { limit: 10, measure: 'full-width' },
        ko: { limit: 10, measure: 'full-width' },
        zh: { limit: 10, measure: 'full-width' },
      },
    },
    subtitleEdit,
  ),
  lines: stated(2, subtitleEdit),
  wordsPerCue: stated(6, market),
  readingSpeed: stated(everyLanguage({ unit: 'characters-per-second', limit: 25 }), market),
  minDurationMs: stated(everyLanguage(700), subtitleEdit),
  maxDurationMs: stated(5000, subtitleEdit),
  minGapFrames: stated(0, market),
  chaining: stated({ belowMs: 300 }, market),
  onFrames: stated(false, market),
  lingerMs: stated(300, market),
  leadFrames: stated(2, market),
  pauseMs: stated(1000, market),
  speakerMarks: stated(everyLanguage(null), market),
};
