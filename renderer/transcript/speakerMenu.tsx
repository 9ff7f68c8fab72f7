import { Menu as Base } from '@base-ui/react/menu';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import { findWord } from '../../common/document/queries.ts';
import type { SpeakerId } from '../../common/document/types.ts';
import { type App, useApp } from '../app/app.ts';
import { classes } from '../design/classes.ts';
import { layerBox, MenuEntries, type MenuEntry } from '../design/menu.tsx';
import { addSpeaker, assignSelection } from '../editing/speakers.ts';
import { selectedWords } from '../session/select.ts';
import { type EditorSession, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';

/** Where the menu of speakers hangs on the page; null while it is closed. */
export interface SpeakerMenuState {
  readonly anchor: DOMRect | null;
}

const states = new WeakMap<EditorSession, StoreApi<SpeakerMenuState>>();

export function speakerMenuState(session: EditorSession): StoreApi<SpeakerMenuState> {
  const known = states.get(session);
  if (known !== undefined) return known;
  const made = createStore<SpeakerMenuState>(() => ({ anchor: null }));
  states.set(session, made);
  return made;
}

/** Who may be given the chosen words: the speakers and nobody; whose they are is checked. */
export function speakerEntries(
  session: EditorSession,
  assign: (speakerId: SpeakerId | null) => void,
): readonly MenuEntry[] {
  const project = session.document.project();
  const [first] = selectedWords(session);
  const present = first === undefined ? undefined : findWord(project, first)?.utterance.speakerId;
  const entry = (id: SpeakerId | null, label: string): MenuEntry => ({
    kind: 'entry',
    id: id ?? 'nobody',
    label,
    keys: null,
    enabled: true,
    checked: id === present,
    onChoose: () => assign(id),
  });
  return [...project.speakers.map(({ id, name }) => entry(id, name)), entry(null, say('transcript.nobody'))];
}

/** The same for the chosen words as they are, and somebody who is not there yet. */
export function assignEntries(app: App, session: EditorSession): readonly MenuEntry[] {
  return [
    ...speakerEntries(session, (id) => assignSelection({ app }, session, id)),
    { kind: 'separator', id: 'new' },
    {
      kind: 'entry',
      id: 'new-speaker',
      label: say('editing.newSpeaker'),
      keys: null,
      enabled: true,
      checked: null,
      onChoose: () => {
        addSpeaker({ app }, session);
        session.view.setState({ inspector: 'speakers' });
      },
    },
  ];
}

/** The menu behind the name of a turn: gives the turn, which is chosen by then, to a speaker. */
export function SpeakerMenu() {
  const app = useApp();
  const session = useSession();
  const state = speakerMenuState(session);
  const anchor = useStore(state, (current) => current.anchor);
  return (
    <Base.Root
      open={anchor !== null}
      onOpenChange={(open) => {
        if (!open) state.setState({ anchor: null });
      }}
    >
      <Base.Portal>
        <Base.Positioner
          className="z-40 outline-none"
          align="start"
          sideOffset={4}
          collisionPadding={4}
          anchor={anchor === null ? null : { getBoundingClientRect: () => anchor }}
        >
          <Base.Popup
            aria-label={say('transcript.speaker')}
            className={classes(layerBox, 'max-h-(--available-height) min-w-48 max-w-96 overflow-y-auto')}
          >
            <MenuEntries entries={assignEntries(app, session)} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
