import { findAction, runAction } from '../actions/action.ts';
import { shortcutOf } from '../actions/useAction.ts';
import type { App } from '../app/app.ts';
import type { MenuEntry } from '../design/menu.tsx';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';

const GROUPS: readonly (readonly string[])[] = [
  ['cues.edit', 'playback.playCue'],
  ['cues.split', 'cues.mergePrevious', 'cues.mergeNext', 'cues.joinLines'],
  ['cues.pin', 'cues.unpin', 'cues.setIn', 'cues.setOut'],
  ['words.recogniseAgain', 'cues.insert', 'cues.hide', 'cues.delete'],
];

/** What a right click on a cue offers: the actions of cues, those that make no sense here left out. */
export function cueMenu(session: EditorSession, app: App): readonly MenuEntry[] {
  const context = { app, session };
  return GROUPS.flatMap((ids, group): MenuEntry[] => {
    const entries = ids.flatMap((id): MenuEntry[] => {
      const action = findAction(id);
      if (action === null) return [];
      const enabled = action.isEnabled(context);
      if (!enabled && (id === 'cues.pin' || id === 'cues.unpin')) return [];
      const onChoose = () => {
        runAction(id, context);
      };
      return [
        {
          kind: 'entry',
          id,
          label: say(action.label),
          keys: shortcutOf(action, session.settings.getState()),
          enabled,
          checked: null,
          onChoose,
        },
      ];
    });
    return group === 0 ? entries : [{ kind: 'separator', id: `group-${group}` }, ...entries];
  });
}
