import { plain } from './plain.ts';
import type { Profile, Source } from './profile.ts';
import { everyLanguage, stated } from './profile.ts';

const convention: Source = {
  title: 'YouTube publishes no numbers; two lines of 40 stay within its player on a phone',
  url: null,
  readOn: '2026-11-20',
};

/** YouTube: uploaded captions for its player, which has a line of its own choice of size. */
export const youtube: Profile = {
  ...plain,
  id: 'youtube',
  title: 'YouTube',
  lineLength: stated(
    { others: { limit: 40, measure: 'graphemes' }, languages: plain.lineLength.value.languages },
    convention,
  ),
  minDurationMs: stated(everyLanguage(1000), convention),
  onFrames: stated(false, convention),
};
