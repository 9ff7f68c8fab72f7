import { CSPProvider } from '@base-ui/react/csp-provider';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '../../common/contract/settings.ts';
import { SkeletonLines } from '../design/states.tsx';
import { TooltipProvider } from '../design/tooltip.tsx';
import { type Language, language, say, speak, systemLanguage } from '../text/text.ts';
import { type App, AppContext } from './app.ts';
import { Shell } from './shell.tsx';
import { styleNonce } from './styleNonce.ts';

/** The app in the language that is chosen. Another language draws everything anew: texts are no state. */
export function Root({ app }: { readonly app: App }) {
  const spoken = useStore(app.settings, (settings) => languageOf(settings));
  if (spoken !== language()) speak(spoken);
  document.documentElement.lang = spoken;
  return (
    <AppContext value={app}>
      <CSPProvider nonce={styleNonce}>
        <TooltipProvider>
          <Fragment key={spoken}>
            <Shell />
          </Fragment>
        </TooltipProvider>
      </CSPProvider>
    </AppContext>
  );
}

/** Until the settings are there: nothing at first, then lines. */
export function Connecting() {
  return <SkeletonLines label={say('app.connecting')} count={6} rowPx={52} />;
}

/** Without a ticket there is nothing to show, and one thing to do. */
export function NoAccess() {
  return (
    <main className="grid h-full place-content-center p-6">
      <h1 className="t-18">{say('app.name')}</h1>
      <p className="mt-2 text-text-2">{say('app.noAccess')}</p>
    </main>
  );
}

function languageOf(settings: Settings): Language {
  return settings.language === 'system' ? systemLanguage(navigator.languages) : settings.language;
}
