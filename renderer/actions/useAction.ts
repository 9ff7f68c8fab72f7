import { useCallback, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { type App, useApp } from '../app/app.ts';
import { keySystem } from '../keys/binding.ts';
import { keysOf } from '../keys/keymap.ts';
import { shownKeys } from '../keys/shownKeys.ts';
import { say } from '../text/text.ts';
import { type Action, type ActionContext, findAction, runAction } from './action.ts';
import { watchWhatActionsSee } from './pulse.ts';

/** An action as a button, menu or list shows it. */
export interface ShownAction {
  readonly label: string;
  /** Its first shortcut, ready to show; null without. */
  readonly keys: string | null;
  readonly enabled: boolean;
  /** null for what is neither on nor off. */
  readonly checked: boolean | null;
  readonly run: () => void;
}

/** One watcher for each window, shared by all that show actions. */
const watchers = new WeakMap<App, { readonly listeners: Set<() => void>; version: number }>();

function watcherOf(app: App) {
  const known = watchers.get(app);
  if (known !== undefined) return known;
  const made = { listeners: new Set<() => void>(), version: 0 };
  watchers.set(app, made);
  watchWhatActionsSee(app, () => {
    made.version += 1;
    for (const listener of made.listeners) listener();
  });
  return made;
}

/** Something read of what actions depend on. `read` must give a plain value or the same object while nothing changed. */
export function useActions<T>(read: (context: ActionContext) => T): T {
  const app = useApp();
  const { listeners } = watcherOf(app);
  const subscribe = useCallback(
    (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [listeners],
  );
  return useSyncExternalStore(subscribe, () => read(contextOf(app)));
}

/** Grows whenever what actions depend on may have changed: for lists of actions that are drawn anew as a whole. */
export function useActionVersion(): number {
  const watcher = watcherOf(useApp());
  return useActions(() => watcher.version);
}

export function contextOf(app: App): ActionContext {
  return { app, session: app.state.getState().session };
}

/** An action of the registry, kept up to date; null while its area is not there. */
export function useAction(id: string): ShownAction | null {
  const app = useApp();
  const choice = useStore(app.settings);
  const state = useActions((context) => {
    const action = findAction(id);
    if (action === null) return 'missing';
    const checked = action.isChecked?.(context) ?? null;
    return `${action.isEnabled(context) ? 'on' : 'off'} ${checked}`;
  });
  const action = findAction(id);
  if (action === null || state === 'missing') return null;
  const [enabled, checked] = state.split(' ');
  return {
    label: say(action.label),
    keys: shortcutOf(action, choice),
    enabled: enabled === 'on',
    checked: checked === 'null' ? null : checked === 'true',
    run: () => runAction(id, contextOf(app)),
  };
}

/** The first shortcut of an action, ready to show; null without. */
export function shortcutOf(action: Action, choice: Parameters<typeof keysOf>[1]): string | null {
  const [first] = keysOf(action, choice);
  return first === undefined ? null : shownKeys(first, keySystem(navigator.platform));
}
