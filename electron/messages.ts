import { z } from 'zod';
import type {
  DesktopBridge,
  FileWish,
  MenuEntry,
  MenuTemplate,
  SaveWish,
} from '../common/contract/desktop.ts';

/** Names of what passes between page and shell; `preload.cts` repeats them, and a test compares. */
export const CHANNELS = {
  facts: 'wordlane:facts',
  chooseFiles: 'wordlane:choose-files',
  chooseSavePath: 'wordlane:choose-save-path',
  chooseFolder: 'wordlane:choose-folder',
  setMenu: 'wordlane:set-menu',
  setProgress: 'wordlane:set-progress',
  setUnsaved: 'wordlane:set-unsaved',
  closeWindow: 'wordlane:close-window',
  notify: 'wordlane:notify',
  showInFolder: 'wordlane:show-in-folder',
  openExternal: 'wordlane:open-external',
  openWindow: 'wordlane:open-window',
  addRecent: 'wordlane:add-recent',
  setTheme: 'wordlane:set-theme',
  secretsProtection: 'wordlane:secrets-protection',
  secretsSet: 'wordlane:secrets-set',
  secretsHas: 'wordlane:secrets-has',
  action: 'wordlane:action',
  openPaths: 'wordlane:open-paths',
  closeRequest: 'wordlane:close-request',
} as const;

const text = z.string().max(4096);

const menuEntry: z.ZodType<MenuEntry> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('separator') }),
    z.strictObject({
      kind: z.literal('action'),
      actionId: text,
      label: text,
      accelerator: text.nullable(),
      enabled: z.boolean(),
      checked: z.boolean().nullable(),
    }),
    z.strictObject({ kind: z.literal('submenu'), label: text, entries: z.array(menuEntry).max(500) }),
  ]),
);

/** What a page may say; anything else is refused before it is looked at. */
export const messages = {
  fileWish: z.strictObject({
    kind: z.enum(['open', 'media', 'project']),
    title: text,
    multiple: z.boolean(),
  }) satisfies z.ZodType<FileWish>,
  saveWish: z.strictObject({
    title: text,
    suggestedPath: text,
    ending: z.string().regex(/^[a-z0-9.]{1,20}$/),
  }) satisfies z.ZodType<SaveWish>,
  folder: text.nullable(),
  menus: z
    .array(z.strictObject({ label: text, entries: z.array(menuEntry).max(500) }))
    .max(20) satisfies z.ZodType<MenuTemplate[]>,
  progress: z.strictObject({
    fraction: z.number().min(0).max(1).nullable(),
    state: z.enum(['normal', 'paused', 'error']),
  }),
  unsaved: z.boolean(),
  notice: z.strictObject({ title: text, body: text }),
  path: text.min(1),
  url: text.min(1),
  theme: z.enum(['system', 'light', 'dark']),
  secret: z.strictObject({ name: z.literal('huggingface-token'), value: text.nullable() }),
  secretName: z.literal('huggingface-token'),
} as const;

/** What the preload needs to know when it starts. */
export interface ShellFacts {
  readonly platform: string;
  readonly titleBar: DesktopBridge['titleBar'];
}
