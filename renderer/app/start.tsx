import { createRoot } from 'react-dom/client';
import type { DesktopBridge } from '../../common/contract/desktop.ts';
import { registerActions } from '../actions/action.ts';
import { appActions } from '../actions/appActions.ts';
import { type Connection, connect, findToken } from '../host/connection.ts';
import { keySystem } from '../keys/binding.ts';
import { listenToKeys } from '../keys/dispatcher.ts';
import { learnLayout } from '../keys/shownKeys.ts';
import { speak, systemLanguage } from '../text/text.ts';
import type { App } from './app.ts';
import { createApp, SESSION_KEY } from './createApp.ts';
import { guardTab, joinDesktop } from './desktopShell.ts';
import { followJobs } from './jobNotices.ts';
import { Connecting, NoAccess, Root } from './root.tsx';
import { followTheme } from './theme.ts';
import { followTitle } from './windowTitle.ts';

declare global {
  interface Window {
    /** Given by the desktop shell's preload. */
    readonly wordlane?: DesktopBridge;
  }
}

/** Connects, and draws the window. */
export async function start(): Promise<void> {
  speak(systemLanguage(navigator.languages));
  const place = document.getElementById('root');
  if (place === null) throw new Error('the page has no root');
  const root = createRoot(place);
  // Read before the ticket's fragment is taken out of the address.
  const wanted = new URLSearchParams(location.hash.slice(1)).get('project');
  const token = await findToken();
  if (token === null) return root.render(<NoAccess />);
  root.render(<Connecting />);
  const connection = connect(token);
  whenTurnedAway(connection, () => root.render(<NoAccess />));
  const app = createApp(connection, window.wordlane ?? null, await connection.rpc.settings.get.query());
  registerActions(appActions);
  join(app);
  root.render(<Root app={app} />);
  await openFirst(app, wanted ?? sessionStorage.getItem(SESSION_KEY));
}

/** Joins the app to its window, for as long as the window is there. */
function join(app: App): void {
  followTheme(app);
  followTitle(app);
  followJobs(app);
  if (app.desktop === null) guardTab(app);
  else joinDesktop(app, app.desktop);
  learnLayout().catch(app.report);
  listenToKeys({
    system: keySystem(navigator.platform),
    choice: app.settings.getState,
    context: () => ({ app, session: app.state.getState().session }),
    inEditor: () => app.state.getState().screen.kind === 'editor',
  });
  window.addEventListener('error', ({ error }) => app.report(error));
  window.addEventListener('unhandledrejection', ({ reason }) => app.report(reason));
}

/** A token of a program that has ended is refused for good by the next one: trying again would never end. */
function whenTurnedAway(connection: Connection, leave: () => void): void {
  const stop = connection.state.subscribe(({ link }) => {
    if (link !== 'lost') return;
    connection
      .request('/projects/-/document', {})
      .then(({ status }) => {
        if (status !== 401) return;
        stop();
        connection.close();
        leave();
      })
      // Nobody answers at all: that is what the banner tells.
      .catch(() => undefined);
  });
}

/** What the command line named; else the project that this window showed before it was loaded again. */
async function openFirst(app: App, sessionId: string | null): Promise<void> {
  const { rpc } = app.connection;
  const waiting = await rpc.app.takeOpening.mutate();
  if (waiting.length > 0) return await app.takePaths(waiting);
  if (sessionId === null) return;
  if ((await rpc.projects.state.query({ sessionId })) !== null) await app.openSession(sessionId);
  else sessionStorage.removeItem(SESSION_KEY);
}
