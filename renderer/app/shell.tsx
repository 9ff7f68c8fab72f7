import { lazy, Suspense } from 'react';
import { Toaster } from 'sonner';
import { useStore } from 'zustand';
import { HomeScreen } from '../home/homeScreen.tsx';
import { useApp } from './app.ts';

// The editor is fetched when a project is opened, so that the first screen is there at once.
const EditorScreen = lazy(async () => ({
  default: (await import('../editor/editorScreen.tsx')).EditorScreen,
}));

/** The whole window: one screen, with at most one layer above it. */
export function Shell() {
  const app = useApp();
  const screen = useStore(app.state, (state) => state.screen);
  const session = useStore(app.state, (state) => state.session);
  return (
    <>
      {screen.kind === 'editor' && session !== null ? (
        <Suspense>
          <EditorScreen key={session.sessionId} session={session} />
        </Suspense>
      ) : (
        <HomeScreen />
      )}
      <Toaster position="bottom-right" />
    </>
  );
}
