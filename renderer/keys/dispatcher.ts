import { type Action, type ActionContext, allActions, findAction, runAction } from '../actions/action.ts';
import { isWriting, type KeySystem, parseBinding } from './binding.ts';
import { type Bound, boundTo, mayRepeat, type Where } from './decide.ts';
import { type KeyChoice, keysOf } from './keymap.ts';

export interface KeysInput {
  readonly system: KeySystem;
  readonly choice: () => KeyChoice;
  readonly context: () => ActionContext;
  /** Whether the editor is on screen. */
  readonly inEditor: () => boolean;
}

const TYPED = 'input:not([type=checkbox],[type=radio],[type=button],[type=range]),textarea,[contenteditable]';
const LAYERS = '[role=menu],[role=listbox],[role=dialog],[role=alertdialog]';
const BUTTONS = 'button,a[href],summary,[role=button],[role=checkbox],[role=switch]';
const ARROWS =
  '[role=menuitem],' +
  '[role=tab],[role=radio],[role=slider],[role=separator],[role=combobox],select,input[type=range]';

/** Carries out shortcuts for the whole window; returns the way to stop. */
export function listenToKeys(input: KeysInput): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const bounds = rememberBounds(input);
  let focusedByPointer = false;
  let pointerIsDown = false;
  let halfTyped: EventTarget | null = null;
  const where = (target: Element): Where => ({
    pane: target.closest<HTMLElement>('[data-keys]')?.dataset.keys ?? null,
    editor: input.inEditor(),
    typing: target.closest(TYPED) !== null,
    halfTyped: halfTyped !== null && halfTyped === target,
    layer: target.closest(LAYERS) !== null,
    control: focusedByPointer ? 'none' : controlOf(target),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const found = boundTo(event, where(target), bounds());
    if (found.length === 0) return;
    const context = input.context();
    const chosen = found.find(({ actionId }) => findAction(actionId)?.isEnabled(context) === true);
    // A command that cannot be carried out now is still ours: the browser's own (save this page) would surprise.
    if (chosen !== undefined || event.ctrlKey || event.metaKey) event.preventDefault();
    if (chosen !== undefined && (!event.repeat || mayRepeat(event))) runAction(chosen.actionId, context);
  };
  window.addEventListener('keydown', onKeyDown, { signal });
  // Space on a button that was only clicked plays; on one that was reached by Tab it presses the button.
  window.addEventListener(
    'pointerdown',
    () => {
      pointerIsDown = true;
    },
    { signal, capture: true },
  );
  window.addEventListener(
    'pointerup',
    () => {
      pointerIsDown = false;
    },
    { signal, capture: true },
  );
  window.addEventListener(
    'focusin',
    () => {
      focusedByPointer = pointerIsDown;
    },
    { signal },
  );
  window.addEventListener(
    'input',
    ({ target }) => {
      halfTyped = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
    },
    { signal },
  );
  for (const settled of ['change', 'focusout']) {
    window.addEventListener(
      settled,
      () => {
        halfTyped = null;
      },
      { signal },
    );
  }
  return () => stop.abort();
}

function controlOf(target: Element): Where['control'] {
  if (target.closest(ARROWS) !== null) return 'arrows';
  return target.closest(BUTTONS) === null ? 'none' : 'button';
}

/** Parsed once for each set of actions and choices. */
function rememberBounds({ system, choice }: KeysInput): () => readonly Bound[] {
  let of: { readonly actions: readonly Action[]; readonly choice: KeyChoice } | null = null;
  let bounds: readonly Bound[] = [];
  return () => {
    const [actions, chosen] = [allActions(), choice()];
    if (of?.actions !== actions || of.choice !== chosen) {
      of = { actions, choice: chosen };
      bounds = boundKeys(actions, chosen, system);
    }
    return bounds;
  };
}

/** All shortcuts in force. A text that is no shortcut (a damaged setting) is left out. */
export function boundKeys(
  actions: readonly Action[],
  choice: KeyChoice,
  system: KeySystem,
): readonly Bound[] {
  return actions.flatMap((action) =>
    keysOf(action, choice).flatMap((text) => {
      const binding = parseBinding(text, system);
      if (binding === null) return [];
      const { id: actionId, place } = action;
      // Whatever a person binds: a key that writes goes to the text.
      const whileTyping = action.whileTyping && !isWriting(binding);
      return [{ actionId, place, whileTyping, binding }];
    }),
  );
}
