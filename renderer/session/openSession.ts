import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';
import { type Result, succeed } from '../../common/contract/result.ts';
import type { Settings } from '../../common/contract/settings.ts';
import { openDocument } from '../document/openDocument.ts';
import type { Connection } from '../host/connection.ts';
import { createPlayer } from '../player/mediaPlayer.ts';
import type { EditorSession, EditorView, Selection, TimelineView } from './session.ts';

/** Brings everything together that the editor of one project needs. */
export async function openSession(
  connection: Connection,
  settings: StoreApi<Settings>,
  sessionId: string,
): Promise<Result<EditorSession>> {
  const opened = await openDocument(connection, sessionId);
  if (!opened.ok) return opened;
  const document = opened.value;
  const player = createPlayer(document, connection);
  const { snap, push, follow } = settings.getState();
  const session: EditorSession = {
    sessionId,
    connection,
    document,
    player,
    settings,
    selection: createStore<Selection>(() => ({
      words: [],
      anchor: null,
      focus: null,
      cue: null,
      by: 'transcript',
    })),
    timeline: createStore<TimelineView>(() => ({ leftMs: 0, pxPerSecond: 100, widthPx: 0 })),
    view: createStore<EditorView>(() => ({
      text: 'transcript',
      inspector: 'speakers',
      snap,
      push,
      follow,
      safeArea: false,
      find: { open: false, replace: false },
      tapping: false,
      retiming: false,
    })),
    close: () => {
      player.close();
      document.close();
    },
  };
  return succeed(session);
}
