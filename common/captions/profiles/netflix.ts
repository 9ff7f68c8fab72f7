import type { Profile, Source } from './profile.ts';
import { stated } from './profile.ts';

const general: Source = {
  title: 'Netflix Timed Text Style Guide: General Requirements',
  url: 'https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617',
  readOn: '2026-11-20',
};
const timing: Source = {
  title: 'Netflix Timed Text Style Guide: Subtitle Timing Guidelines',
  url: 'https://partnerhelp.netflixstudios.com/hc/en-us/articles/360051554394',
  readOn: '2026-11-20',
};
const languageTables: Source = {
  title: 'Netflix language guides, as tabled in SubtitleEdit (NetflixQualityController.cs)',
  url: 'https://github.com/SubtitleEdit/subtitleedit',
  readOn: '2026-11-20',
};
const convention: Source = { title: 'No number is given; ours', url: null, readOn: '2026-11-20' };

const spacedDashes = { first: '- ', second: '- ' };
const secondDashOnly = { first: '', second: '-' };

/**
 * Netflix, for captions in the language that is spoken: the SDH reading speeds (the older English template
 * guide's 17 cps is superseded).
 */
export const netflix: Profile = {
  id: 'netflix',
  title: 'Netflix',
  lineLength: stated(
    {
      others: { limit: 42, measure: 'graphemes' },
      languages: {
        // SubtitleEdit says 23 for Japanese; the guide itself says 13 full-width characters.
        ja: { limit: 13, measure: 'full-width' },
        ko: { limit: 16, measure: 'full-width' },
        zh: { limit: 16, measure: 'full-width' },
        th: { limit: 35, measure: 'graphemes' },
      },
    },
    languageTables,
  ),
  lines: stated(2, general),
  wordsPerCue: stated(null, general),
  readingSpeed: stated(
    {
      others: { unit: 'characters-per-second', limit: 20 },
      languages: {
        ar: { unit: 'characters-per-second', limit: 23 },
        hi: { unit: 'characters-per-second', limit: 25 },
        ja: { unit: 'characters-per-second', limit: 7 },
        ko: { unit: 'characters-per-second', limit: 14 },
        zh: { unit: 'characters-per-second', limit: 11 },
      },
    },
    languageTables,
  ),
  minDurationMs: stated({ others: 5000 / 6, languages: { ja: 500 } }, general),
  maxDurationMs: stated(7000, general),
  minGapFrames: stated(2, timing),
  // 3 to 11 frames at 24 fps are closed to 2: less than half a second at any rate.
  chaining: stated({ belowMs: 500 }, timing),
  onFrames: stated(true, timing),
  lingerMs: stated(250, convention),
  leadFrames: stated(2, timing),
  pauseMs: stated(2000, convention),
  speakerMarks: stated(
    {
      others: spacedDashes,
      languages: {
        en: { first: '-', second: '-' },
        nl: secondDashOnly,
        fi: secondDashOnly,
        he: secondDashOnly,
        sr: secondDashOnly,
        bg: { first: '', second: '- ' },
        ja: { first: '-', second: '-' },
        zh: { first: '-', second: '-' },
      },
    },
    languageTables,
  ),
};
