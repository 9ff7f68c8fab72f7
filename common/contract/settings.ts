import { z } from 'zod';
import { transcribeChoiceSchema } from './jobs.ts';

/** What a person chose for the whole program. Unknown and damaged entries fall back one by one. */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  language: z.enum(['system', 'en', 'de']).catch('system'),
  /** Captions of new projects. */
  profile: z.string().catch('plain'),
  keys: z.enum(['default', 'subtitle-edit', 'aegisub', 'premiere']).catch('default'),
  /** Own keys by action id; an empty list takes the action's keys away. */
  ownKeys: z.record(z.string(), z.array(z.string())).catch({}),
  /** People are recognised in the next file by their voices, which are kept on this computer. */
  voices: z.boolean().catch(false),
  /** A word below this confidence is doubtful. */
  doubtBelow: z.number().min(0).max(1).catch(0.55),
  snap: z.boolean().catch(true),
  follow: z.boolean().catch(true),
  /** Push mode of the timeline: neighbours make way. */
  push: z.boolean().catch(false),
  /** Delay between hearing and tapping that tap-to-sync takes off. */
  tapDelayMs: z.number().min(0).max(1000).catch(100),
  /** Milliseconds of one nudge. */
  nudgeMs: z.number().min(1).max(1000).catch(10),
  transcribe: transcribeChoiceSchema.partial().catch({}),
  exportFormats: z.array(z.string()).catch(['srt']),
  /** Widths and heights of panes by name, in per cent or pixels as the pane counts. */
  layout: z.record(z.string(), z.unknown()).catch({}),
  /** Folder of the last export; null = beside the project. */
  exportFolder: z.string().nullable().catch(null),
});
export type Settings = z.infer<typeof settingsSchema>;

/** All that may be changed; what is left out stays. */
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});
