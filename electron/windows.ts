import { BrowserWindow, nativeTheme, screen, shell } from 'electron';
import { CHANNELS } from './messages.ts';
import { externalUrl, navigationVerdict, RETRY_URL, titleBarColors, windowOptions } from './policies.ts';
import { readWindowState, restorableBounds, writeWindowState } from './windowState.ts';

export interface Windows {
  readonly open: (url: string) => BrowserWindow;
  readonly all: () => readonly BrowserWindow[];
  /** The window that is in front, or the last that was. */
  readonly front: () => BrowserWindow | null;
  /** Whether the page said that work in it is not saved; it is asked before the window closes. */
  readonly setUnsaved: (window: BrowserWindow, unsaved: boolean) => void;
  readonly closeNow: (window: BrowserWindow) => void;
}

export interface WindowContext {
  readonly preload: string;
  readonly stateFile: string;
  readonly ownOrigin: () => string | null;
  readonly onRetry: () => void;
  readonly log: (line: string) => void;
}

/** Every window of the program is made here, so that none goes without its guards. */
export function createWindows({ preload, stateFile, ownOrigin, onRetry, log }: WindowContext): Windows {
  const unsaved = new WeakSet<BrowserWindow>();
  const closing = new WeakSet<BrowserWindow>();
  const all: BrowserWindow[] = [];

  const guard = (window: BrowserWindow) => {
    const { webContents } = window;
    const refuse = (event: { readonly url: string; preventDefault: () => void }) => {
      if (event.url.replace(/\/$/, '') === RETRY_URL) {
        event.preventDefault();
        onRetry();
        return;
      }
      const { allow, reason } = navigationVerdict(event.url, ownOrigin());
      if (allow) return;
      event.preventDefault();
      log(`navigation refused: ${reason}`);
    };
    webContents.on('will-navigate', refuse);
    webContents.on('will-redirect', refuse);
    webContents.on('will-frame-navigate', refuse);
    webContents.on('will-attach-webview', (event) => event.preventDefault());
    webContents.setWindowOpenHandler(({ url }) => {
      const outside = externalUrl(url);
      if (outside !== null) shell.openExternal(outside).catch((error) => log(String(error)));
      return { action: 'deny' };
    });
    // A page that crashed cannot be asked any more; its edits are with the host.
    webContents.on('render-process-gone', (_event, { reason }) => {
      unsaved.delete(window);
      log(`the page is gone: ${reason}`);
      if (reason !== 'clean-exit' && !window.isDestroyed()) webContents.reload();
    });
  };

  return {
    open: (url) => {
      const state = readWindowState(stateFile);
      const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
      const bounds = all.length === 0 ? restorableBounds(state, screens) : null;
      const window = new BrowserWindow(
        windowOptions(bounds, preload, process.platform, nativeTheme.shouldUseDarkColors),
      );
      if (state?.maximized === true && all.length === 0) window.maximize();
      all.push(window);
      guard(window);
      window.once('ready-to-show', () => window.show());
      window.on('close', (event) => {
        if (unsaved.has(window) && !closing.has(window)) {
          event.preventDefault();
          window.webContents.send(CHANNELS.closeRequest);
          return;
        }
        writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
      });
      window.once('closed', () => all.splice(all.indexOf(window), 1));
      window.on('focus', () => {
        all.splice(all.indexOf(window), 1);
        all.push(window);
      });
      window.loadURL(url).catch((error) => log(String(error)));
      return window;
    },
    all: () => all,
    front: () => all.at(-1) ?? null,
    setUnsaved: (window, isUnsaved) => {
      if (isUnsaved) unsaved.add(window);
      else unsaved.delete(window);
      // macOS shows a dot in the close button.
      window.setDocumentEdited(isUnsaved);
    },
    closeNow: (window) => {
      closing.add(window);
      window.close();
    },
  };
}

/** Lays the system's window buttons on the colours of the interface. */
export function paintTitleBars(windows: Windows): void {
  if (process.platform === 'darwin') return;
  for (const window of windows.all())
    window.setTitleBarOverlay(titleBarColors(nativeTheme.shouldUseDarkColors));
}
