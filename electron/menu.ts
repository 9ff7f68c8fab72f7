import type { MenuItemConstructorOptions } from 'electron';
import type { MenuEntry, MenuTemplate } from '../common/contract/desktop.ts';

/** Where each platform expects entries that the system provides. */
export function nativeMenu(
  menus: readonly MenuTemplate[],
  platform: NodeJS.Platform,
  choose: (actionId: string) => void,
): MenuItemConstructorOptions[] {
  const own = menus.map(({ label, entries }) => ({
    label,
    submenu: entries.map((one) => entryOf(one, choose)),
  }));
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...own, { role: 'windowMenu' }] : own;
}

function entryOf(entry: MenuEntry, choose: (actionId: string) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'submenu':
      return { label: entry.label, submenu: entry.entries.map((one) => entryOf(one, choose)) };
    case 'action':
      return {
        id: entry.actionId,
        label: entry.label,
        enabled: entry.enabled,
        type: entry.checked === null ? 'normal' : 'checkbox',
        ...(entry.checked === null ? {} : { checked: entry.checked }),
        // Shown beside the label; the page's own dispatcher acts on the key.
        ...(entry.accelerator === null ? {} : { accelerator: entry.accelerator, registerAccelerator: false }),
        click: () => choose(entry.actionId),
      };
  }
}
