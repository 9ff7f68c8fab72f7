import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { RecentProject } from '../../common/contract/projects.ts';
import { HomeScreen } from '../home/homeScreen.tsx';
import { type AppState, useApp } from './app.ts';
import { DropZone } from './dropZone.tsx';
import { FaultBoundary } from './faultBoundary.tsx';
import { Layers } from './layers.tsx';
import { LostBanner } from './lostBanner.tsx';
import { OpeningScreen } from './openingScreen.tsx';
import { StatusBar } from './statusBar.tsx';
import { TitleBar } from './titleBar.tsx';
import { Toasts } from './toasts.tsx';
import { UploadsNote } from './uploadsNote.tsx';

// Fetched when a project is opened, so that the first screen is there at once.
const loadEditor = () => import('../editor/editorScreen.tsx');
const EditorScreen = lazy(async () => ({ default: (await loadEditor()).EditorScreen }));
const ExportScreen = lazy(async () => ({
  default: (await import('../export/exportScreen.tsx')).ExportScreen,
}));

const SetupScreen = lazy(async () => ({ default: (await import('../setup/setupScreen.tsx')).SetupScreen }));
const DiagnosticsScreen = lazy(async () => ({
  default: (await import('../setup/diagnosticsScreen.tsx')).DiagnosticsScreen,
}));

/** The whole window: title bar, one screen, status bar, with at most one layer above them. */
export function Shell() {
  const { report } = useApp();
  const recent = useRecent();
  return (
    <div data-lines="" className="relative grid h-full grid-rows-[40px_minmax(0,1fr)_24px] gap-px bg-line-1">
      <TitleBar recent={recent} />
      <div className="flex min-h-0 min-w-0 flex-col">
        <LostBanner />
        <div className="min-h-0 flex-1">
          <FaultBoundary report={report}>
            <Screen />
          </FaultBoundary>
        </div>
      </div>
      <StatusBar />
      <UploadsNote />
      <Layers recent={recent} />
      <DropZone />
      <Toasts />
    </div>
  );
}

function Screen() {
  const app = useApp();
  const screen = useStore(app.state, (state: AppState) => state.screen);
  const session = useStore(app.state, (state) => state.session);
  const isOpening = screen.kind === 'opening';
  useEffect(() => {
    // While the host reads the project; what goes wrong is told when the screen itself asks.
    if (isOpening) loadEditor().catch(() => undefined);
  }, [isOpening]);
  if (screen.kind === 'setup' || screen.kind === 'diagnostics') {
    return <Suspense>{screen.kind === 'setup' ? <SetupScreen /> : <DiagnosticsScreen />}</Suspense>;
  }
  if (screen.kind === 'opening') return <OpeningScreen name={screen.name} />;
  if (session === null || screen.kind === 'home') return <HomeScreen />;
  const title = session.document.project().title;
  return (
    <Suspense fallback={<OpeningScreen name={title} />}>
      {screen.kind === 'editor' ? (
        <EditorScreen key={session.sessionId} session={session} />
      ) : (
        <ExportScreen session={session} />
      )}
    </Suspense>
  );
}

/** The recent projects that are still there, for the menu and the palette. */
function useRecent(): readonly RecentProject[] {
  const app = useApp();
  const [recent, setRecent] = useState<readonly RecentProject[]>([]);
  useEffect(() => {
    const stream = app.connection.rpc.recent.watch.subscribe(undefined, {
      onData: (next) => setRecent(next.filter(({ missing }) => !missing)),
    });
    return () => stream.unsubscribe();
  }, [app]);
  return recent;
}
