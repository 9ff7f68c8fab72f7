import { toast } from 'sonner';
import { createStore } from 'zustand/vanilla';
import type { DesktopBridge } from '../../common/contract/desktop.ts';
import { explainFailure, type Failure } from '../../common/contract/failure.ts';
import type { Settings } from '../../common/contract/settings.ts';
import type { Connection } from '../host/connection.ts';
import { say } from '../text/text.ts';
import type { App, AppState, Layer } from './app.ts';

/** What the window starts with: its settings and the way to its host. */
export function createApp(connection: Connection, desktop: DesktopBridge | null, initial: Settings): App {
  const state = createStore<AppState>(() => ({
    screen: { kind: 'home' },
    layer: null,
    session: null,
    jobs: [],
  }));
  const settings = createStore<Settings>(() => initial);
  const report = (error: unknown) => {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    toast.error(say('app.wrong'));
    const about = { message: message.slice(0, 4000), stack: stack.slice(0, 20_000) };
    // Where even the log cannot be reached, the message on screen is all there is.
    connection.rpc.app.logFailure.mutate(about).catch(() => undefined);
  };
  const tell = (failure: Failure) => {
    const { reason, repair } = explainFailure(failure);
    toast.error(failure.file === null ? reason : `${nameOf(failure.file)}: ${reason}`, {
      description: repair,
    });
  };
  connection.rpc.settings.watch.subscribe(undefined, { onData: (next) => settings.setState(next) });
  connection.rpc.jobs.watch.subscribe(undefined, { onData: (jobs) => state.setState({ jobs }) });

  const openLayer = (layer: Layer | null) => state.setState({ layer });
  const leave = () => {
    const { session } = state.getState();
    state.setState({ session: null, screen: { kind: 'home' } });
    session?.close();
  };
  /** Resolves when nothing unsaved is in the way; never when the person stays. */
  const mayLeave = () =>
    new Promise<void>((resolve) => {
      const { session } = state.getState();
      if (session === null || session.document.state().saved) resolve();
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
    state.setState({ session: opened.value, screen: { kind: 'editor' } });
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
      state.setState({ screen: { kind: 'opening', name: nameOf(path) } });
      const opened = await connection.rpc.projects.open.mutate({ path });
      if (opened.ok) return await enter(opened.value.sessionId);
      state.setState({ screen: { kind: 'home' } });
      tell(opened.failure);
    },
    openSession: async (sessionId) => {
      await mayLeave();
      leave();
      await enter(sessionId);
    },
    closeProject: async () => {
      await mayLeave();
      leave();
    },
    takePaths: async (paths) => {
      const { files, failures } = await connection.rpc.inputs.expand.query({ paths: [...paths] });
      for (const failure of failures) tell(failure);
      const media = files.filter((file) => file.kind === 'media').map((file) => file.path);
      const [document] = files.filter((file) => file.kind !== 'media');
      if (media.length > 0) openLayer({ kind: 'transcribe', paths: media });
      else if (document !== undefined) await app.openProject(document.path);
    },
    tell,
    report,
  };
  return app;
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
