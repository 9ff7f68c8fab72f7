import type { RecentProject } from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import type { Settings, SettingsPatch } from '../../common/contract/settings.ts';

/** What a person chose, in `settings.json`. Made by `createSettings` in `settingsFile.ts`. */
export interface SettingsStore {
  readonly get: () => Settings;
  /** Shows at once and is written within a second, whole; a damaged file is kept aside, never lost. */
  readonly change: (patch: SettingsPatch) => Result<Settings>;
  readonly watch: (listener: (settings: Settings) => void) => () => void;
  readonly close: () => Promise<void>;
}

/** The projects that were open last, newest first, at most 100. Made by `createRecent` in `recentFile.ts`. */
export interface RecentStore {
  readonly list: () => Promise<readonly RecentProject[]>;
  readonly note: (entry: Omit<RecentProject, 'openedAtMs' | 'missing'>) => void;
  readonly remove: (path: string) => void;
  readonly clear: () => void;
  readonly watch: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}
