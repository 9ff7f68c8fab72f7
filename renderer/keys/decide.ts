import type { KeyPlace } from '../actions/action.ts';
import type { Binding, Press } from './binding.ts';

/** A shortcut with the action that it stands for. */
export interface Bound {
  readonly actionId: string;
  readonly place: KeyPlace;
  readonly whileTyping: boolean;
  readonly binding: Binding;
}

/** Where the focus is when a key is pressed. */
export interface Where {
  /** The `data-keys` around the focus; null outside such a pane. */
  readonly pane: string | null;
  readonly editor: boolean;
  /** The focus is in a field or in the transcript. */
  readonly typing: boolean;
  /** A field holds typed text that is not taken over yet: undo and redo are the field's own. */
  readonly halfTyped: boolean;
  /** A sheet, menu or list lies above everything. */
  readonly layer: boolean;
  /** What has the focus by keyboard: a control that uses some keys itself. */
  readonly control: 'none' | 'button' | 'arrows';
}

const specificity: Readonly<Record<KeyPlace, number>> = {
  timeline: 2,
  transcript: 2,
  captions: 2,
  editor: 1,
  everywhere: 0,
};

/**
 * The shortcuts that a press may stand for, the one whose place is nearest to the focus first. The first whose
 * action is enabled is carried out.
 */
export function boundTo(press: Press, where: Where, bounds: readonly Bound[]): readonly Bound[] {
  // The keys of an input method write text, whatever else they would mean.
  if (press.isComposing || press.key === 'Process' || press.key === 'Dead') return [];
  return bounds
    .filter((bound) => bound.binding.matches(press) && isOpen(press, where, bound))
    .sort((left, right) => specificity[right.place] - specificity[left.place]);
}

/** A key that is held repeats what moves or steps, never what starts, toggles or asks. */
export function mayRepeat(press: Press): boolean {
  if (/^(Space|Enter|NumpadEnter|Escape|F\d+)$/u.test(press.code)) return false;
  const commanding = press.getModifierState('Control') || press.getModifierState('Meta');
  return !commanding || press.code.startsWith('Arrow') || isHistory(press);
}

function isOpen(press: Press, where: Where, { place, whileTyping, binding }: Bound): boolean {
  if (!isNear(place, where)) return false;
  const commanding = isCommanding(binding);
  if (where.layer) return place === 'everywhere' && commanding && !isHistory(press);
  if (where.typing && !whileTyping) return false;
  if (where.halfTyped && isHistory(press)) return false;
  return commanding || binding.modifiers.includes('Alt') || !usesItself(where.control, press);
}

function isNear(place: KeyPlace, where: Where): boolean {
  if (place === 'everywhere') return true;
  return place === 'editor' ? where.editor : where.pane === place;
}

function isCommanding({ modifiers, key }: Binding): boolean {
  return modifiers.includes('Control') || modifiers.includes('Meta') || /^F\d+$/u.test(key);
}

/** Undo and redo, as every field understands them. */
function isHistory(press: Press): boolean {
  const commanding = press.getModifierState('Control') || press.getModifierState('Meta');
  return commanding && /^[zy]$/iu.test(press.key);
}

function usesItself(control: Where['control'], press: Press): boolean {
  if (control === 'none') return false;
  if (press.code === 'Space' || press.code === 'Enter' || press.code === 'NumpadEnter') return true;
  return control === 'arrows' && /^(Arrow|Home$|End$|Page)/u.test(press.code);
}
