import { takeAlternative } from '../../common/document/composeWords.ts';
import { findAction, runAction } from '../actions/action.ts';
import { shortcutOf } from '../actions/useAction.ts';
import type { App } from '../app/app.ts';
import type { MenuEntry } from '../design/menu.tsx';
import { carryOut, focusedWord, single } from '../editing/edit.ts';
import { assignFromHere } from '../editing/speakers.ts';
import { selectedWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { assignEntries, speakerEntries } from './speakerMenu.tsx';

const GROUPS: readonly (readonly string[])[] = [
  ['playback.playWord', 'words.align', 'words.recogniseAgain'],
  ['words.review', 'words.hide', 'words.delete'],
];

/** What a right click on words offers: what else was heard, what can be done with them, who says them. */
export function contextMenu(session: EditorSession, app: App): readonly MenuEntry[] {
  const groups = [
    alternatives(session, app),
    ...GROUPS.map((ids) => ids.flatMap((id) => actionEntry(session, app, id))),
    selectedWords(session).length === 0 ? [] : speakers(session, app),
  ];
  return groups
    .filter(({ length }) => length > 0)
    .flatMap((entries, group): readonly MenuEntry[] =>
      group === 0 ? entries : [{ kind: 'separator', id: `group-${group}` }, ...entries],
    );
}

/** More would push what is always there out of reach. */
const MOST_ALTERNATIVES = 4;

function alternatives(session: EditorSession, app: App): readonly MenuEntry[] {
  const word = focusedWord(session)?.word;
  if (word?.alternatives === undefined || selectedWords(session).length > 1) return [];
  return word.alternatives.slice(0, MOST_ALTERNATIVES).map(({ text }, index) => ({
    kind: 'entry',
    id: `alternative-${index}`,
    label: text,
    keys: null,
    enabled: true,
    checked: null,
    onChoose: () => {
      const edit = takeAlternative(session.document.project(), word.id, index);
      carryOut({ app }, session, edit, single('inspector.takeAlternative'));
    },
  }));
}

function actionEntry(session: EditorSession, app: App, id: string): readonly MenuEntry[] {
  const context = { app, session };
  const action = findAction(id);
  if (action === null || !action.isEnabled(context)) return [];
  return [
    {
      kind: 'entry',
      id,
      label: say(action.label),
      keys: action.whileTyping ? shortcutOf(action, session.settings.getState()) : null,
      enabled: true,
      checked: null,
      onChoose: () => {
        runAction(id, context);
      },
    },
  ];
}

function speakers(session: EditorSession, app: App): readonly MenuEntry[] {
  return [
    {
      kind: 'submenu',
      id: 'speaker',
      label: say('transcript.speaker'),
      enabled: true,
      entries: assignEntries(app, session),
    },
    {
      kind: 'submenu',
      id: 'fromHere',
      label: say('transcript.fromHere'),
      enabled: true,
      entries: speakerEntries(session, (id) => assignFromHere({ app }, session, id)),
    },
  ];
}
