import type { DesktopBridge } from '../../common/contract/desktop.ts';
import { allActions, runAction } from '../actions/action.ts';
import { drawMenus, nativeMenus } from '../actions/menus.ts';
import { watchWhatActionsSee } from '../actions/pulse.ts';
import { contextOf } from '../actions/useAction.ts';
import type { App } from './app.ts';
import { hasUnsavedWork } from './createApp.ts';

/** Joins the page to its desktop window: menus, files from outside, unsaved work, closing. */
export function joinDesktop(app: App, desktop: DesktopBridge): () => void {
  let shownMenus = '';
  let shownUnsaved: boolean | null = null;
  const refresh = () => {
    const context = contextOf(app);
    const choice = app.settings.getState();
    const menus = nativeMenus(drawMenus(allActions(), context, choice, []), allActions(), choice);
    const text = JSON.stringify(menus);
    // The system's menus flicker when they are replaced, and most changes change nothing in them.
    if (text !== shownMenus) desktop.setMenu(menus);
    shownMenus = text;
    const unsaved = context.session !== null && hasUnsavedWork(context.session);
    if (unsaved !== shownUnsaved) desktop.setUnsaved(unsaved);
    shownUnsaved = unsaved;
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
  refresh();
  return () => {
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
