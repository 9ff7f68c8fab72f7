import type { Action, KeyPlace } from '../actions/action.ts';
import { say } from '../text/text.ts';

/** Actions of one place, as the key sheet and the settings list them. */
export interface KeyGroup {
  readonly place: KeyPlace;
  readonly actions: readonly Action[];
}

const places: readonly KeyPlace[] = ['everywhere', 'editor', 'transcript', 'captions', 'timeline'];

/** The actions whose name or shortcut holds the typed text, by the place where their keys work. */
export function keyGroups(
  actions: readonly Action[],
  typed: string,
  shown: (action: Action) => readonly string[],
): readonly KeyGroup[] {
  const wanted = plain(typed);
  const found = actions.filter(
    (action) =>
      plain(say(action.label)).includes(wanted) || shown(action).some((keys) => plain(keys).includes(wanted)),
  );
  return places
    .map((place) => ({ place, actions: found.filter((action) => action.place === place) }))
    .filter((group) => group.actions.length > 0);
}

function plain(text: string): string {
  return text.toLocaleLowerCase().replace(/\s+/gu, '');
}
