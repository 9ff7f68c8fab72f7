import type { Settings } from '../../common/contract/settings.ts';
import { downloadProject } from '../app/saving.ts';
import type { Action, ActionContext } from './action.ts';

const always = () => true;
const withProject = ({ session }: ActionContext) => session !== null;

/** What every action of the window itself has in common. */
const everywhere = { place: 'everywhere', whileTyping: true, isChecked: null, isEnabled: always } as const;

/** What the whole window offers, with and without an open project. */
export const appActions: readonly Action[] = [
  {
    ...everywhere,
    id: 'app.open',
    label: 'frame.open',
    keys: ['$mod+KeyO'],
    menu: { name: 'file', group: 1 },
    run: ({ app }) => app.chooseFiles(),
  },
  {
    ...everywhere,
    id: 'app.openRecent',
    label: 'frame.openRecent',
    keys: [],
    menu: { name: 'file', group: 1 },
    run: ({ app }) => app.openLayer({ kind: 'palette' }),
  },
  {
    ...everywhere,
    id: 'app.newWindow',
    label: 'frame.newWindow',
    keys: [],
    menu: { name: 'file', group: 1 },
    run: ({ app }) => app.openWindow(),
  },
  {
    ...everywhere,
    id: 'app.save',
    label: 'frame.save',
    keys: ['$mod+KeyS'],
    menu: { name: 'file', group: 2 },
    isEnabled: withProject,
    run: async ({ app }) => {
      await app.saveProject();
    },
  },
  {
    ...everywhere,
    id: 'app.saveAs',
    label: 'frame.saveAs',
    keys: ['$mod+Shift+KeyS'],
    menu: { name: 'file', group: 2 },
    isEnabled: withProject,
    run: async ({ app }) => {
      await app.saveProjectAs();
    },
  },
  {
    ...everywhere,
    id: 'app.download',
    label: 'frame.download',
    keys: [],
    menu: { name: 'file', group: 2 },
    // A desktop window writes files itself.
    isEnabled: ({ app, session }) => session !== null && app.desktop === null,
    run: async ({ app, session }) => {
      if (session !== null) await downloadProject(app, session);
    },
  },
  {
    ...everywhere,
    id: 'app.export',
    label: 'frame.export',
    keys: ['$mod+KeyE'],
    menu: { name: 'file', group: 3 },
    isEnabled: withProject,
    run: ({ app }) => app.show({ kind: 'export' }),
  },
  {
    ...everywhere,
    id: 'app.close',
    label: 'frame.close',
    keys: [],
    menu: { name: 'file', group: 4 },
    isEnabled: withProject,
    run: ({ app }) => app.closeProject(),
  },
  {
    ...everywhere,
    id: 'app.undo',
    label: 'frame.undo',
    keys: ['$mod+KeyZ'],
    menu: { name: 'edit', group: 1 },
    isEnabled: ({ session }) => session !== null && session.document.state().undo.undo !== null,
    run: async ({ session }) => {
      await session?.document.undo();
    },
  },
  {
    ...everywhere,
    id: 'app.redo',
    label: 'frame.redo',
    keys: ['$mod+Shift+KeyZ', '$mod+KeyY'],
    menu: { name: 'edit', group: 1 },
    isEnabled: ({ session }) => session !== null && session.document.state().undo.redo !== null,
    run: async ({ session }) => {
      await session?.document.redo();
    },
  },
  {
    ...everywhere,
    id: 'setup.open',
    label: 'setup.open',
    keys: [],
    menu: { name: 'edit', group: 9 },
    run: ({ app }) => app.show({ kind: 'setup', about: null }),
  },
  {
    ...everywhere,
    id: 'setup.token',
    label: 'token.open',
    keys: [],
    menu: { name: 'edit', group: 9 },
    run: ({ app }) => app.openLayer({ kind: 'token', page: null, model: null }),
  },
  {
    ...everywhere,
    id: 'app.settings',
    label: 'frame.settings',
    keys: ['$mod+Comma'],
    menu: { name: 'edit', group: 9 },
    run: ({ app }) => app.openLayer({ kind: 'settings' }),
  },
  {
    ...everywhere,
    id: 'setup.diagnostics',
    label: 'setup.openDiagnostics',
    keys: [],
    menu: { name: 'help', group: 8 },
    run: ({ app }) => app.show({ kind: 'diagnostics' }),
  },
  {
    ...everywhere,
    id: 'app.back',
    label: 'frame.back',
    keys: ['Escape'],
    menu: null,
    isEnabled: ({ app }) => ['export', 'setup', 'diagnostics'].includes(app.state.getState().screen.kind),
    run: ({ app, session }) => app.show({ kind: session === null ? 'home' : 'editor' }),
  },
  {
    ...everywhere,
    id: 'app.palette',
    label: 'frame.palette',
    keys: ['$mod+KeyK'],
    menu: { name: 'view', group: 1 },
    run: ({ app }) => {
      const { layer } = app.state.getState();
      app.openLayer(layer?.kind === 'palette' ? null : { kind: 'palette' });
    },
  },
  theme('system', 'frame.theme.system'),
  theme('light', 'frame.theme.light'),
  theme('dark', 'frame.theme.dark'),
  {
    ...everywhere,
    id: 'app.keys',
    label: 'frame.keys',
    keys: ['Shift+?', 'F1'],
    menu: { name: 'help', group: 1 },
    run: ({ app }) => app.openLayer({ kind: 'keys' }),
  },
];

function theme(value: Settings['theme'], label: Action['label']): Action {
  return {
    ...everywhere,
    id: `app.theme.${value}`,
    label,
    keys: [],
    menu: { name: 'view', group: 9 },
    isChecked: ({ app }) => app.settings.getState().theme === value,
    run: ({ app }) => app.changeSettings({ theme: value }),
  };
}
