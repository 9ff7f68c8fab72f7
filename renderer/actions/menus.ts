import type { MenuTemplate, MenuEntry as NativeEntry } from '../../common/contract/desktop.ts';
import type { MenuEntry } from '../design/menu.tsx';
import { type KeyChoice, keysOf } from '../keys/keymap.ts';
import { accelerator } from '../keys/shownKeys.ts';
import { say } from '../text/text.ts';
import { type Action, type ActionContext, type MenuName, runAction } from './action.ts';
import { shortcutOf } from './useAction.ts';

/** Left to right; those for an open project alone are left out without one. */
const menuNames: readonly { readonly name: MenuName; readonly project: boolean }[] = [
  { name: 'file', project: false },
  { name: 'edit', project: false },
  { name: 'view', project: false },
  { name: 'playback', project: true },
  { name: 'words', project: true },
  { name: 'cues', project: true },
  { name: 'help', project: false },
];

export interface DrawnMenu {
  readonly name: MenuName;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

/** A project in File, Open recent. */
export interface RecentEntry {
  readonly path: string;
  readonly title: string;
}

/** The menus that have something in them now. */
export function presentMenus(actions: readonly Action[], context: ActionContext): readonly MenuName[] {
  return menuNames
    .filter(({ name, project }) => {
      return (!project || context.session !== null) && groupsOf(actions, name, context).length > 0;
    })
    .map(({ name }) => name);
}

/** One menu of the window, from the actions that have a place in it. */
export function drawMenu(
  name: MenuName,
  actions: readonly Action[],
  context: ActionContext,
  choice: KeyChoice,
  recent: readonly RecentEntry[],
): DrawnMenu {
  const draw = (action: Action) =>
    action.id === 'app.openRecent' ? recentMenu(recent, context) : entryOf(action, context, choice);
  const entries = withSeparators(groupsOf(actions, name, context), draw);
  return { name, label: say(`frame.menu.${name}`), entries };
}

function groupsOf(
  actions: readonly Action[],
  name: MenuName,
  context: ActionContext,
): readonly (readonly Action[])[] {
  const groups = new Map<number, Action[]>();
  for (const action of actions) {
    if (action.menu?.name !== name) continue;
    // What only an open project has would be a long list of grey entries on the first screen.
    if (context.session === null && action.place !== 'everywhere') continue;
    const group = groups.get(action.menu.group) ?? [];
    group.push(action);
    groups.set(action.menu.group, group);
  }
  return [...groups].sort(([left], [right]) => left - right).map(([, group]) => group);
}

function withSeparators(
  groups: readonly (readonly Action[])[],
  draw: (action: Action) => MenuEntry,
): readonly MenuEntry[] {
  return groups.flatMap((group, index) => {
    const entries = group.map(draw);
    return index === 0 ? entries : [{ kind: 'separator' as const, id: `separator ${index}` }, ...entries];
  });
}

function entryOf(action: Action, context: ActionContext, choice: KeyChoice): MenuEntry {
  return {
    kind: 'entry',
    id: action.id,
    label: say(action.label),
    keys: shortcutOf(action, choice),
    enabled: action.isEnabled(context),
    checked: action.isChecked?.(context) ?? null,
    onChoose: () => runAction(action.id, context),
  };
}

function recentMenu(recent: readonly RecentEntry[], { app }: ActionContext): MenuEntry {
  return {
    kind: 'submenu',
    id: 'app.openRecent',
    label: say('frame.openRecent'),
    enabled: recent.length > 0,
    entries: recent.map(({ path, title }) => ({
      kind: 'entry',
      id: path,
      label: title,
      keys: null,
      enabled: true,
      checked: null,
      onChoose: () => {
        app.openProject(path).catch(app.report);
      },
    })),
  };
}

/** The same for the system's own menu bar. Entries that no action stands for (recent projects) are left to the page. */
export function nativeMenus(
  menus: readonly DrawnMenu[],
  actions: readonly Action[],
  choice: KeyChoice,
): readonly MenuTemplate[] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const draw = (entry: MenuEntry): readonly NativeEntry[] => {
    if (entry.kind === 'separator') return [{ kind: 'separator' }];
    const action = byId.get(entry.id);
    if (entry.kind === 'submenu' || action === undefined) return [];
    const [keys] = keysOf(action, choice);
    return [
      {
        kind: 'action',
        actionId: action.id,
        label: entry.label,
        accelerator: keys === undefined ? null : accelerator(keys),
        enabled: entry.enabled,
        checked: entry.checked,
      },
    ];
  };
  return menus.map(({ label, entries }) => ({ label, entries: entries.flatMap(draw) }));
}
