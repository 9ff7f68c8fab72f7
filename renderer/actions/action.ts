import type { App } from '../app/app.ts';
import type { EditorSession } from '../session/session.ts';
import type { MessageId } from '../text/text.ts';

/** What an action may use when it runs. */
export interface ActionContext {
  readonly app: App;
  /** null outside the editor. */
  readonly session: EditorSession | null;
}

/** Where the focus has to be for the keys to work. `timeline` and others are panes that declare `data-keys`. */
export type KeyPlace = 'everywhere' | 'editor' | 'timeline' | 'transcript' | 'captions';

export type MenuName = 'file' | 'edit' | 'view' | 'playback' | 'words' | 'cues' | 'help';

/**
 * One thing that a person can do. Menus, keys, palette, tooltips and the key sheet are all made of these; a
 * view that offers something calls `runAction` with its id.
 */
export interface Action {
  /** `area.verb`, such as `words.nudgeStartEarlier`. Kept in settings, so never renamed lightly. */
  readonly id: string;
  readonly label: MessageId;
  /**
   * As tinykeys writes them (`$mod+KeyE`, `Shift+?`); letters of the timing cluster by place on the keyboard
   * (`KeyJ`), those that stand for a word by what they write.
   */
  readonly keys: readonly string[];
  readonly place: KeyPlace;
  /** Its keys also work while text is being typed. Only for keys with a modifier, function keys, Escape and Tab. */
  readonly whileTyping: boolean;
  /** Its place in the menus; entries of one group stand together. null = palette and keys only. */
  readonly menu: { readonly name: MenuName; readonly group: number } | null;
  readonly isEnabled: (context: ActionContext) => boolean;
  /** For what is on or off; null for the rest. */
  readonly isChecked: ((context: ActionContext) => boolean) | null;
  readonly run: (context: ActionContext) => void | Promise<void>;
}

const actions = new Map<string, Action>();
const listeners = new Set<() => void>();
let ordered: readonly Action[] = [];

/** Adds the actions of an area; adding an area twice changes nothing. Throws when two actions share an id. */
export function registerActions(area: readonly Action[]): void {
  for (const action of area) {
    const known = actions.get(action.id);
    if (known !== undefined && known !== action) throw new Error(`two actions are called ${action.id}`);
    actions.set(action.id, action);
  }
  ordered = [...actions.values()];
  for (const listener of listeners) listener();
}

/** All actions in the order in which their areas were added; the same array until another area comes. */
export function allActions(): readonly Action[] {
  return ordered;
}

export function findAction(id: string): Action | null {
  return actions.get(id) ?? null;
}

export function watchActions(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Runs an action by id when it is enabled; false when it is not. A failure inside reaches `app.report`. */
export function runAction(id: string, context: ActionContext): boolean {
  const action = actions.get(id);
  if (action === undefined || !action.isEnabled(context)) return false;
  Promise.resolve(action.run(context)).catch(context.app.report);
  return true;
}
