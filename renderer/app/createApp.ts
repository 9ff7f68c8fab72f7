import { toast } from 'sonner';
import { createStore } from 'zustand/vanilla';
import type { DesktopBridge } from '../../common/contract/desktop.ts';
import type { Settings } from '../../common/contract/settings.ts';
import type { Connection } from '../host/connection.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import type { App, AppState, Layer } from './app.ts';
import { pickFiles } from './filePicker.ts';
import { createNotices } from './notices.ts';
import { nameOf } from './paths.ts';
import { save, saveAs } from './saving.ts';
import { cancelUpload, uploadFiles } from './uploads.ts';

/** Where a tab remembers its project, so that a reload comes back to it. */
export const SESSION_KEY = 'wordlane.session';

/** What the window starts with: its settings and the way to its host. */
export function createApp(connection: Connection, desktop: DesktopBridge | null, initial: Settings): App {
  const state = createStore<AppState>(() => ({
    screen: { kind: 'home' },
    layer: null,
    session: null,
    jobs: [],
    uploads: [],
  }));
  const settings = createStore<Settings>(() => initial);
  const { tell, report } = createNotices(connection);
  connection.rpc.settings.watch.subscribe(undefined, { onData: (next) => settings.setState(next) });
  connection.rpc.jobs.watch.subscribe(undefined, { onData: (jobs) => state.setState({ jobs }) });

  const openLayer = (layer: Layer | null) => state.setState({ layer });
  const leave = () => {
    const { session } = state.getState();
    sessionStorage.removeItem(SESSION_KEY);
    state.setState({ session: null, screen: { kind: 'home' } });
    session?.close();
  };
  /** Resolves when nothing unsaved is in the way; never when the person stays. */
  const mayLeave = () =>
    new Promise<void>((resolve) => {
      const { session } = state.getState();
      if (session === null || !hasUnsavedWork(session)) resolve();
      else openLayer({ kind: 'unsaved', goOn: resolve });
    });
  const enter = async (sessionId: string) => {
    // Fetched with the editor: the first screen needs neither.
    const { openSession } = await import('../session/openSession.ts');
    const opened = await openSession(connection, settings, sessionId);
    if (!opened.ok) {
      state.setState({ screen: { kind: 'home' } });
      return tell(opened.failure);
    }
    opened.value.document.onLost(tell);
    for (const notice of opened.value.document.state().notices) tellNotice(notice);
    sessionStorage.setItem(SESSION_KEY, sessionId);
    state.setState({ session: opened.value, screen: { kind: 'editor' } });
  };
  /** A bug on the way into a project leads back to the first screen, not to a skeleton that stays. */
  const orHome = async (opening: () => Promise<void>) => {
    try {
      await opening();
    } catch (error) {
      state.setState({ screen: { kind: 'home' } });
      report(error);
    }
  };
  const app: App = {
    connection,
    desktop,
    state,
    settings,
    changeSettings: (patch) => {
      settings.setState((old) => ({ ...old, ...patch }) as Settings);
      connection.rpc.settings.change.mutate(patch).catch(report);
    },
    show: (screen) => state.setState({ screen }),
    openLayer,
    openProject: async (path) => {
      await mayLeave();
      leave();
      await orHome(async () => {
        state.setState({ screen: { kind: 'opening', name: nameOf(path) } });
        const opened = await connection.rpc.projects.open.mutate({ path });
        if (opened.ok) {
          desktop?.addRecent(path);
          return await enter(opened.value.sessionId);
        }
        state.setState({ screen: { kind: 'home' } });
        tell(opened.failure);
      });
    },
    openSession: async (sessionId) => {
      if (state.getState().session?.sessionId === sessionId) return app.show({ kind: 'editor' });
      await mayLeave();
      leave();
      await orHome(async () => {
        state.setState({ screen: { kind: 'opening', name: '' } });
        await enter(sessionId);
      });
    },
    leaveClosed: leave,
    closeProject: async () => {
      await mayLeave();
      leave();
    },
    takePaths: async (paths) => {
      if (paths.length === 0) return;
      const { files, failures } = await connection.rpc.inputs.expand.query({ paths: [...paths] });
      for (const failure of failures.slice(0, MOST_TOLD)) tell(failure);
      if (failures.length > MOST_TOLD) {
        tellNotice(say('frame.moreRefused', { count: failures.length - MOST_TOLD }));
      }
      const media = files.filter((file) => file.kind === 'media').map((file) => file.path);
      const [document, ...others] = files.filter((file) => file.kind !== 'media');
      if (media.length > 0) openLayer({ kind: 'transcribe', paths: media });
      else if (document !== undefined) await app.openProject(document.path);
      if (media.length === 0 && others.length > 0) {
        tellNotice(say('frame.oneProject', { count: others.length }));
      }
    },
    takeFiles: async (files) => {
      const paths = files.map((file) => desktop?.pathOf(file) ?? '');
      const pathless = files.filter((_, index) => paths[index] === '');
      const uploaded = await uploadFiles(app, state, pathless);
      await app.takePaths([...paths.filter((path) => path !== ''), ...uploaded]);
    },
    cancelUpload,
    chooseFiles: async () => {
      if (desktop === null) return await app.takeFiles(await pickFiles());
      const wish = { kind: 'open', title: say('frame.open'), multiple: true } as const;
      await app.takePaths(await desktop.chooseFiles(wish));
    },
    saveProject: async () => {
      const { session } = state.getState();
      return session === null || (await save(app, session));
    },
    saveProjectAs: async () => {
      const { session } = state.getState();
      return session === null || (await saveAs(app, session));
    },
    openWindow: async () => {
      const { ticket } = await connection.rpc.app.ticket.mutate();
      const { session } = state.getState();
      const fragment = new URLSearchParams({ ticket });
      if (session !== null) fragment.set('project', session.sessionId);
      const url = `${location.origin}/#${fragment}`;
      if (desktop === null) window.open(url, '_blank', 'noopener');
      else desktop.openWindow(url);
    },
    tell,
    report,
  };
  return app;
}

/** A folder full of what cannot be used is one message too many for each file. */
const MOST_TOLD = 4;

/** Words that a job writes down itself are no work that could be lost. */
export function hasUnsavedWork({ document }: EditorSession): boolean {
  const { saved, jobId, undo } = document.state();
  return !saved && (jobId === null || undo.undo !== null);
}

function tellNotice(text: string): void {
  toast.message(text);
}
