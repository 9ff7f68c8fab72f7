import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { RecentProject } from '../../common/contract/projects.ts';
import { useApp } from './app.ts';
import { SaveAsSheet } from './saveAsSheet.tsx';
import { UnsavedPrompt } from './unsavedPrompt.tsx';

// None of these belongs to the first picture.
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const KeySheet = lazy(async () => ({ default: (await import('../keys/keySheet.tsx')).KeySheet }));
const SettingsSheet = lazy(async () => ({
  default: (await import('../settings/settingsSheet.tsx')).SettingsSheet,
}));
const TokenSheet = lazy(async () => ({ default: (await import('../setup/tokenSheet.tsx')).TokenSheet }));
const TranscribeSheet = lazy(async () => ({
  default: (await import('../transcribe/transcribeSheet.tsx')).TranscribeSheet,
}));

/** The one layer that is open above the screen. */
export function Layers({ recent }: { readonly recent: readonly RecentProject[] }) {
  return (
    <Suspense>
      <OpenLayer recent={recent} />
    </Suspense>
  );
}

function OpenLayer({ recent }: { readonly recent: readonly RecentProject[] }) {
  const layer = useStore(useApp().state, (state) => state.layer);
  if (layer === null) return null;
  switch (layer.kind) {
    case 'palette':
      return <Palette recent={recent} />;
    case 'keys':
      return <KeySheet />;
    case 'settings':
      return <SettingsSheet />;
    case 'token':
      return <TokenSheet page={layer.page} model={layer.model} />;
    case 'transcribe':
      return <TranscribeSheet key={layer.paths.join('\n')} paths={layer.paths} />;
    case 'unsaved':
      return <UnsavedPrompt goOn={layer.goOn} />;
    case 'saveAs':
      return <SaveAsSheet suggested={layer.suggested} settle={layer.settle} />;
  }
}
