import type { Profile, Source } from './profile.ts';
import { everyLanguage, stated } from './profile.ts';

const presentation: Source = {
  title: 'DCMP Captioning Key: Presentation Rate',
  url: 'http://www.dcmp.org/captioningkey/presentation_rate.html',
  readOn: '2026-11-20',
};
const text: Source = {
  title: 'DCMP Captioning Key: Text',
  url: 'https://dcmp.org/learn/captioningkey/601',
  readOn: '2026-11-20',
};
const convention: Source = { title: 'No number is given; ours', url: null, readOn: '2026-11-20' };

/** Described and Captioned Media Program: educational media, upper level. */
export const dcmp: Profile = {
  id: 'dcmp',
  title: 'DCMP Captioning Key',
  lineLength: stated(everyLanguage({ limit: 32, measure: 'graphemes' }), text),
  lines: stated(2, text),
  wordsPerCue: stated(null, text),
  // 120–130 lower level, 150–160 special interest, up to 235 for adult theatrical films.
  readingSpeed: stated(everyLanguage({ unit: 'words-per-minute', limit: 160 }), presentation),
  minDurationMs: stated(everyLanguage(2000), presentation),
  // Not seen on the page itself: the trade's usual reading of it.
  maxDurationMs: stated(6000, convention),
  minGapFrames: stated(2, convention),
  chaining: stated({ belowMs: 500 }, convention),
  onFrames: stated(false, convention),
  lingerMs: stated(250, convention),
  leadFrames: stated(2, convention),
  pauseMs: stated(2000, convention),
  speakerMarks: stated(everyLanguage({ first: '- ', second: '- ' }), convention),
};
