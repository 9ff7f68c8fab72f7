import type { App } from '../app/app.ts';
import type { EditorSession } from '../session/session.ts';
import { watchActions } from './action.ts';

/**
 * Tells whoever shows actions that what they depend on may have changed: at most once a frame, so that a burst
 * of edits asks each button once.
 */
export function watchWhatActionsSee(app: App, listener: () => void): () => void {
  let frame = 0;
  let stopSession = () => {};
  let watched: EditorSession | null = null;
  const soon = () => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      listener();
    });
  };
  const follow = () => {
    const { session } = app.state.getState();
    if (session !== watched) {
      stopSession();
      watched = session;
      stopSession = session === null ? () => {} : watchSession(session, soon);
    }
    soon();
  };
  const stops = [app.state.subscribe(follow), app.settings.subscribe(soon), watchActions(soon)];
  follow();
  return () => {
    cancelAnimationFrame(frame);
    stopSession();
    for (const stop of stops) stop();
  };
}

function watchSession(session: EditorSession, soon: () => void): () => void {
  const stops = [
    session.document.subscribe(soon),
    session.selection.subscribe(soon),
    session.view.subscribe(soon),
    session.player.state.subscribe(soon),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
