import type { Profile, Source } from './profile.ts';
import { everyLanguage, stated } from './profile.ts';

const guidelines: Source = {
  title: 'BBC Subtitle Guidelines 1.2, sections 3 to 8',
  url: 'https://www.bbc.co.uk/accessibility/forproducts/guides/subtitles/',
  readOn: '2026-11-20',
};
const convention: Source = { title: 'No number is given; ours', url: null, readOn: '2026-11-20' };

/**
 * BBC, landscape: the broadcast line of 37 characters, which also fits the online width of 68 %.
 * Speakers are told apart by colour (each line knows its speaker) and, as colour is lost in plain formats
 * and two speakers may share white, by a dash.
 */
export const bbc: Profile = {
  id: 'bbc',
  title: 'BBC',
  lineLength: stated(everyLanguage({ limit: 37, measure: 'graphemes' }), guidelines),
  lines: stated(2, guidelines),
  wordsPerCue: stated(null, guidelines),
  // 160–180 words a minute, 0.33 s a word.
  readingSpeed: stated(everyLanguage({ unit: 'words-per-minute', limit: 180 }), guidelines),
  // About 0.3 s a word is the least, so for a cue of one word.
  minDurationMs: stated(everyLanguage(300), guidelines),
  maxDurationMs: stated(7000, convention),
  minGapFrames: stated(0, guidelines),
  // No gap under 1 s, better 1.5 s: else join.
  chaining: stated({ belowMs: 1000 }, guidelines),
  onFrames: stated(true, convention),
  lingerMs: stated(250, convention),
  leadFrames: stated(2, convention),
  pauseMs: stated(2000, convention),
  speakerMarks: stated(everyLanguage({ first: '- ', second: '- ' }), guidelines),
};
