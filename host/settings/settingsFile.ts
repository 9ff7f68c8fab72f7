import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
  settingsSchema,
} from '../../common/contract/settings.ts';
import { type JsonFileOptions, lateWriter, putAside, readJson } from './jsonFile.ts';
import type { SettingsStore } from './settings.ts';

/**
 * Reads the settings; what is damaged falls back entry by entry, and a file that is no settings at all is put
 * aside. Only what was changed here is written, over what the file then holds: a second program's changes stay,
 * and so do entries of a newer version.
 */
export async function createSettings(options: JsonFileOptions): Promise<SettingsStore> {
  const listeners = new Set<(settings: Settings) => void>();
  /** What was changed in this run: it wins over what a second program wrote of the same. */
  let changes: SettingsPatch = {};
  let settings = (await readSettings(options)).settings;
  const writer = lateWriter(options, async () => {
    const { kept } = await readSettings(options);
    const wanted = { ...kept, ...changes };
    return isDeepStrictEqual(wanted, kept) ? null : wanted;
  });
  return {
    get: () => settings,
    change: (patch) => {
      const named: SettingsPatch = {};
      for (const [key, value] of Object.entries(settingsPatchSchema.parse(patch))) {
        const wanted: unknown = Reflect.get(patch, key);
        if (wanted === undefined) continue;
        // The schema puts a default in the place of what it does not take.
        if (!isDeepStrictEqual(value, wanted)) return fail(failure('edit.invalid', { detail: key }));
        Object.assign(named, { [key]: value });
      }
      changes = { ...changes, ...named };
      settings = settingsSchema.parse({ ...settings, ...named });
      writer.changed();
      for (const listener of listeners) listener(settings);
      return succeed(settings);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: writer.close,
  };
}

async function readSettings(
  options: JsonFileOptions,
): Promise<{ readonly settings: Settings; readonly kept: object }> {
  const value = await readJson(options);
  if (value === null) return { settings: defaultSettings, kept: {} };
  const parsed = settingsSchema.safeParse(value);
  if (typeof value === 'object' && !Array.isArray(value) && parsed.success) {
    return { settings: parsed.data, kept: value };
  }
  await putAside(options.path, options.nowMs(), options.logBug);
  return { settings: defaultSettings, kept: {} };
}

/** What stands in the file now, for programs that are not asked about settings; the defaults where there is none. */
export function storedSettings(path: string): Settings {
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : defaultSettings;
  } catch {
    // Not there before the first change; a damaged one is put aside by whoever changes it.
    return defaultSettings;
  }
}
