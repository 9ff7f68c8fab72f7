import { say } from '../text/text.ts';
import type { App } from './app.ts';

/** Names the project in the title of the window, and marks unsaved work with a dot. */
export function followTitle(app: App): () => void {
  let stopDocument = () => {};
  const show = () => {
    const { session } = app.state.getState();
    const name = say('app.name');
    if (session === null) document.title = name;
    else {
      const mark = session.document.state().saved ? '' : '• ';
      document.title = `${mark}${session.document.project().title} – ${name}`;
    }
  };
  const follow = () => {
    stopDocument();
    const { session } = app.state.getState();
    stopDocument = session === null ? () => {} : session.document.subscribe(show);
    show();
  };
  follow();
  const stop = app.state.subscribe((next, before) => {
    if (next.session !== before.session) follow();
  });
  return () => {
    stop();
    stopDocument();
  };
}
