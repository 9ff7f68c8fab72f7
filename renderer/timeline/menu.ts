import { findAction, runAction } from '../actions/action.ts';
import { shortcutOf } from '../actions/useAction.ts';
import type { App } from '../app/app.ts';
import type { MenuEntry } from '../design/menu.tsx';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';

const GROUPS: readonly (readonly string[])[] = [
  ['playback.playWord', 'playback.loop', 'timeline.zoomSelection'],
  ['words.startAtPlayhead', 'words.endAtPlayhead', 'words.closeGap', 'words.align', 'words.recogniseAgain'],
  ['words.split', 'words.joinNext', 'words.hide', 'words.review', 'words.delete'],
  ['cues.split', 'cues.mergeNext', 'cues.pin', 'cues.unpin'],
  ['speakers.assign1', 'speakers.assign2', 'speakers.assign3', 'speakers.assign4', 'speakers.new'],
];

/** What a right click on the timeline offers: what can be done with the chosen words and their cue. */
export function timelineMenu(session: EditorSession, app: App): readonly MenuEntry[] {
  const context = { app, session };
  return GROUPS.flatMap((ids, group): MenuEntry[] => {
    const entries = ids.flatMap((id): MenuEntry[] => {
      const action = findAction(id);
      if (action === null || !action.isEnabled(context)) return [];
      return [
        {
          kind: 'entry',
          id,
          label: say(action.label),
          keys: shortcutOf(action, session.settings.getState()),
          enabled: true,
          checked: null,
          onChoose: () => {
            runAction(id, context);
          },
        },
      ];
    });
    if (entries.length === 0) return [];
    return group === 0 ? entries : [{ kind: 'separator', id: `group-${group}` }, ...entries];
  });
}
