import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, dialog, type Session, safeStorage, session, utilityProcess } from 'electron';
import { failurePage } from './failurePage.ts';
import { startHostProcess } from './hostProcess.ts';
import { answerPages } from './ipc.ts';
import { CHANNELS } from './messages.ts';
import { openedPaths } from './openedPaths.ts';
import { permissionVerdict } from './policies.ts';
import { secretStore } from './secrets.ts';
import type { HostState } from './supervision.ts';
import { createWindows, type Windows } from './windows.ts';

const programFolder = path.join(import.meta.dirname, '..', '..');
const hostEntry = path.join(programFolder, 'out', 'host', 'cli', 'desktop.js');

// Unpacked programs would all share one folder: windows, lock and secrets are ours alone.
const home = process.env.WORDLANE_HOME;
const root = home !== undefined && home !== '' ? home : path.join(app.getPath('appData'), 'Wordlane');
app.setPath('userData', path.join(root, 'desktop'));
app.setAppUserModelId('app.wordlane.Wordlane');
const userData = app.getPath('userData');
mkdirSync(userData, { recursive: true, mode: 0o700 });

const log = (line: string) => {
  appendFileSync(path.join(userData, 'shell.log'), `${new Date().toISOString()} ${line}\n`);
};

// Chromium rearranges the arguments that a second start hands over, so the paths travel beside them.
const paths = openedPaths(process.argv, process.cwd(), app.isPackaged);
if (app.requestSingleInstanceLock({ paths })) start();
else app.quit();

function start(): void {
  app.enableSandbox();
  let waiting: readonly string[] = paths;
  let windows: Windows | null = null;
  let origin: string | null = null;

  const take = (opened: readonly string[]) => {
    const window = windows?.front() ?? null;
    if (window === null) waiting = [...waiting, ...opened];
    else {
      window.show();
      window.focus();
      window.webContents.send(CHANNELS.openPaths, opened);
    }
  };
  app.on('open-file', (event, opened) => {
    event.preventDefault();
    take([opened]);
  });
  app.on('second-instance', (_event, _argv, _folder, handed) => {
    take((handed as { readonly paths?: readonly string[] } | null)?.paths ?? []);
  });
  app.on('window-all-closed', () => app.quit());

  app
    .whenReady()
    .then(() => {
      deny(session.defaultSession, () => origin);
      const show = (state: HostState) => {
        if (state.kind === 'running') {
          const isFirst = origin === null;
          origin = new URL(state.url).origin;
          const open = windows?.all() ?? [];
          // Pages of a host that died come back by themselves: token and port are the same.
          if (open.length === 0) openFirst(state.url);
          else if (isFirst)
            for (const window of open) window.loadURL(state.url).catch((error) => log(String(error)));
        }
        if (state.kind === 'failed') {
          origin = null;
          const page = failurePage(state.reason, userData);
          const front = windows?.front() ?? null;
          if (front === null) windows?.open(page);
          else front.loadURL(page).catch((error) => log(String(error)));
        }
      };
      const host = startHostProcess(hostEntry, utilityProcess.fork, process.env, show);
      const made = createWindows({
        preload: path.join(import.meta.dirname, 'preload.cjs'),
        stateFile: path.join(userData, 'window.json'),
        ownOrigin: () => origin,
        onRetry: host.retry,
        log,
      });
      windows = made;
      const openFirst = (url: string) => {
        const window = made.open(url);
        window.webContents.once('did-finish-load', () => {
          if (waiting.length > 0) window.webContents.send(CHANNELS.openPaths, waiting);
          waiting = [];
        });
      };
      answerPages({
        windows: made,
        secrets: secretStore(safeStorage, process.platform, path.join(userData, 'secrets.json')),
        ownOrigin: () => origin,
        log,
      });
      app.on('activate', () => {
        const state = host.state();
        if (made.all().length === 0 && state.kind === 'running') openFirst(state.url);
      });
      let isEnded = false;
      app.on('will-quit', (event) => {
        if (isEnded) return;
        event.preventDefault();
        host
          .quit()
          .catch((error) => log(String(error)))
          .finally(() => {
            isEnded = true;
            app.quit();
          });
      });
    })
    .catch((error: unknown) => {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      dialog.showErrorBox(
        'Wordlane',
        'Wordlane could not start. Details are in shell.log in its data folder.',
      );
      app.exit(1);
    });
}

/** Sets both handlers: without them the browser engine grants silently. */
function deny(pages: Session, ownOrigin: () => string | null): void {
  pages.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(permissionVerdict(permission, originOf(details.requestingUrl), ownOrigin()).allow);
  });
  pages.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) =>
      permissionVerdict(permission, originOf(requestingOrigin), ownOrigin()).allow,
  );
  pages.setDevicePermissionHandler(() => false);
  pages.setDisplayMediaRequestHandler((_request, decide) => decide({}));
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
