import './design/tokens.css';
import './design/base.css';
import { createRoot } from 'react-dom/client';
import type { DesktopBridge } from '../common/contract/desktop.ts';
import { AppContext } from './app/app.ts';
import { createApp } from './app/createApp.ts';
import { Shell } from './app/shell.tsx';
import { connect, findToken } from './host/connection.ts';
import { say, speak, systemLanguage } from './text/text.ts';

declare global {
  interface Window {
    /** Given by the desktop shell's preload. */
    readonly wordlane?: DesktopBridge;
  }
}

async function start(): Promise<void> {
  speak(systemLanguage(navigator.languages));
  const place = document.getElementById('root');
  if (place === null) throw new Error('the page has no root');
  const root = createRoot(place);
  const token = await findToken();
  if (token === null) {
    root.render(<p className="p-4">{say('app.noAccess')}</p>);
    return;
  }
  const connection = connect(token);
  const app = createApp(connection, window.wordlane ?? null, await connection.rpc.settings.get.query());
  root.render(
    <AppContext value={app}>
      <Shell />
    </AppContext>,
  );
  const waiting = await connection.rpc.app.takeOpening.mutate();
  if (waiting.length > 0) await app.takePaths(waiting);
}

await start();
