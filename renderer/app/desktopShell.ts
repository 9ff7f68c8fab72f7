import type { DesktopBridge } from '../../common/contract/desktop.ts';
import { allActions, runAction } from '../actions/action.ts';
import { drawMenu, nativeMenus, presentMenus } from '../actions/menus.ts';
import { watchWhatActionsSee } from '../actions/pulse.ts';
import { contextOf } from '../actions/useAction.ts';
import type { App } from './app.ts';
import { hasUnsavedWork } from './createApp.ts';

/** How long nothing has to change before the system's menus follow. */
const MENU_REST_MS = 150;

/** Joins the page to its desktop window: menus, files from outside, unsaved work, closing. */
export function joinDesktop(app: App, desktop: DesktopBridge): () => void {
  let shownMenus = '';
  let shownUnsaved: boolean | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drawMenus = () => {
    const context = contextOf(app);
    const choice = app.settings.getState();
    const menus = presentMenus(allActions(), context).map((name) =>
      drawMenu(name, allActions(), context, choice, []),
    );
    const drawn = nativeMenus(menus, allActions(), choice);
    const text = JSON.stringify(drawn);
    // The system's menus flicker when they are replaced, and most changes change nothing in them.
    if (text !== shownMenus) desktop.setMenu(drawn);
    shownMenus = text;
  };
  const refresh = () => {
    const { session } = app.state.getState();
    const unsaved = session !== null && hasUnsavedWork(session);
    if (unsaved !== shownUnsaved) desktop.setUnsaved(unsaved);
    shownUnsaved = unsaved;
    // Not for every key while somebody types.
    clearTimeout(timer);
    timer = setTimeout(drawMenus, MENU_REST_MS);
  };
  const stops = [
    watchWhatActionsSee(app, refresh),
    desktop.onAction((id) => runAction(id, contextOf(app))),
    desktop.onOpenPaths((paths) => {
      app.takePaths(paths).catch(app.report);
    }),
    desktop.onCloseRequest(() => {
      const { session } = app.state.getState();
      if (session === null || !hasUnsavedWork(session)) desktop.closeWindow();
      else app.openLayer({ kind: 'unsaved', goOn: desktop.closeWindow });
    }),
  ];
  drawMenus();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** A browser tab can only ask in its own words before it closes. */
export function guardTab(app: App): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    const { session } = app.state.getState();
    if (session !== null && hasUnsavedWork(session)) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}
