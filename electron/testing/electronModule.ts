import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

/** What a test sees of the shell: everything that it asked of Electron, in order. */
export interface FakeElectron {
  /** Stands for the `electron` module. Whatever it does not know throws, with its name. */
  readonly module: Readonly<Record<string, unknown>>;
  readonly calls: readonly Call[];
  readonly app: EventEmitter;
  readonly windows: readonly FakeWindow[];
  readonly hosts: readonly FakeHost[];
  readonly ipc: {
    /** As the page's preload would ask; `from` defaults to the main frame of our own page. */
    readonly ask: (window: FakeWindow, channel: string, message: unknown) => Promise<unknown>;
    readonly tell: (window: FakeWindow, channel: string, message: unknown) => void;
    readonly askFrom: (
      frame: FakeFrame,
      window: FakeWindow,
      channel: string,
      message: unknown,
    ) => Promise<unknown>;
    readonly channels: () => readonly string[];
  };
  readonly permissions: {
    readonly request: (permission: string, url: string) => boolean;
    readonly check: (permission: string, origin: string) => boolean;
  };
  /** What the next dialogs answer. */
  readonly answers: { open: readonly string[]; save: string | null; lock: boolean; encryption: boolean };
  /** Resolves after what is waiting for the program to be ready has run. */
  readonly ready: () => Promise<void>;
}

export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface FakeFrame {
  readonly url: string;
}

export type FakeWindow = EventEmitter & {
  readonly options: Record<string, unknown>;
  readonly webContents: EventEmitter & { readonly mainFrame: { url: string }; readonly sent: Call[] };
  readonly urls: string[];
  /** What `window.open` of the page comes to. */
  readonly openHandler: () => (details: { readonly url: string }) => { readonly action: string };
  focused: boolean;
};

export type FakeHost = EventEmitter & {
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly killed: () => boolean;
};

/** A strict double of the `electron` module: it records, and knows only what the shell is meant to use. */
export function fakeElectron(userData: string, argv: readonly string[]): FakeElectron {
  const calls: Call[] = [];
  const windows: FakeWindow[] = [];
  const hosts: FakeHost[] = [];
  const answers = {
    open: [] as readonly string[],
    save: null as string | null,
    lock: true,
    encryption: true,
  };
  const note =
    <T>(name: string, answer: T) =>
    (...args: readonly unknown[]): T => {
      calls.push({ name, args });
      return answer;
    };
  let setReady = () => {};
  const whenReady = new Promise<void>((resolve) => {
    setReady = resolve;
  });

  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    setPath: note('app.setPath', undefined),
    getPath: (name: string) => (name === 'userData' ? userData : `${userData}/${name}`),
    setAppUserModelId: note('app.setAppUserModelId', undefined),
    enableSandbox: note('app.enableSandbox', undefined),
    requestSingleInstanceLock: (data: unknown) => {
      calls.push({ name: 'app.requestSingleInstanceLock', args: [data] });
      return answers.lock;
    },
    whenReady: () => whenReady,
    addRecentDocument: note('app.addRecentDocument', undefined),
    exit: note('app.exit', undefined),
    quit: () => {
      calls.push({ name: 'app.quit', args: [] });
      let isPrevented = false;
      app.emit('will-quit', { preventDefault: () => (isPrevented = true) });
      if (!isPrevented) calls.push({ name: 'app.ended', args: [] });
    },
  });

  const newWindow = (options: Record<string, unknown>): FakeWindow => {
    calls.push({ name: 'BrowserWindow', args: [options] });
    let openHandler: (details: { readonly url: string }) => { readonly action: string } = () => ({
      action: 'allow',
    });
    const mainFrame = { url: '' };
    const webContents = Object.assign(new EventEmitter(), {
      mainFrame,
      sent: [] as Call[],
      send: (channel: string, ...args: readonly unknown[]) => webContents.sent.push({ name: channel, args }),
      setWindowOpenHandler: (handler: typeof openHandler) => {
        openHandler = handler;
      },
      reload: note('webContents.reload', undefined),
    });
    const window: FakeWindow = Object.assign(new EventEmitter(), {
      options,
      webContents: strict('webContents', webContents),
      urls: [] as string[],
      openHandler: () => openHandler,
      focused: false,
      loadURL: async (url: string) => {
        window.urls.push(url);
        mainFrame.url = url;
      },
      show: note('window.show', undefined),
      focus: note('window.focus', undefined),
      maximize: note('window.maximize', undefined),
      isFocused: () => window.focused,
      isDestroyed: () => false,
      isMaximized: () => false,
      getNormalBounds: () => ({ x: 10, y: 20, width: 1200, height: 800 }),
      setDocumentEdited: note('window.setDocumentEdited', undefined),
      setProgressBar: note('window.setProgressBar', undefined),
      setTitleBarOverlay: note('window.setTitleBarOverlay', undefined),
      close: () => {
        let isPrevented = false;
        window.emit('close', { preventDefault: () => (isPrevented = true) });
        if (isPrevented) return;
        window.emit('closed');
        if (windows.splice(windows.indexOf(window), 1).length > 0 && windows.length === 0) {
          app.emit('window-all-closed');
        }
      },
    });
    const guarded = strict('window', window);
    windows.push(guarded);
    return guarded;
  };
  const BrowserWindow = Object.assign(
    function BrowserWindow(options: Record<string, unknown>) {
      return newWindow(options);
    },
    { fromWebContents: (contents: unknown) => windows.find((one) => one.webContents === contents) ?? null },
  );

  const handlers = new Map<string, (event: unknown, message: unknown) => Promise<unknown>>();
  const ipcMain = Object.assign(new EventEmitter(), {
    handle: (channel: string, handler: (event: unknown, message: unknown) => Promise<unknown>) => {
      handlers.set(channel, handler);
    },
  });
  const ask = async (senderFrame: unknown, window: FakeWindow, channel: string, message: unknown) => {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`nobody answers ${channel}`);
    return await handler({ senderFrame, sender: window.webContents }, message);
  };

  type Request = (
    contents: unknown,
    permission: string,
    decide: (is: boolean) => void,
    details: unknown,
  ) => void;
  type Check = (contents: unknown, permission: string, origin: string) => boolean;
  let request: Request = (_contents, _permission, decide) => decide(true);
  let check: Check = () => true;
  const defaultSession = strict('session', {
    setPermissionRequestHandler: (handler: Request) => {
      calls.push({ name: 'session.setPermissionRequestHandler', args: [] });
      request = handler;
    },
    setPermissionCheckHandler: (handler: Check) => {
      calls.push({ name: 'session.setPermissionCheckHandler', args: [] });
      check = handler;
    },
    setDevicePermissionHandler: note('session.setDevicePermissionHandler', undefined),
    setDisplayMediaRequestHandler: note('session.setDisplayMediaRequestHandler', undefined),
  });

  const fork = (
    modulePath: string,
    args: readonly string[],
    options: { readonly env: Record<string, string> },
  ) => {
    calls.push({ name: 'utilityProcess.fork', args: [modulePath, args, options] });
    let isKilled = false;
    const host: FakeHost = Object.assign(new EventEmitter(), {
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      args,
      env: options.env,
      killed: () => isKilled,
      kill: () => {
        isKilled = true;
        host.emit('exit', 0);
        return true;
      },
    });
    hosts.push(host);
    return host;
  };

  function Notification(this: EventEmitter, options: unknown) {
    calls.push({ name: 'Notification', args: [options] });
    return Object.assign(new EventEmitter(), { show: note('notification.show', undefined) });
  }

  const module = strict('electron', {
    app: strict('app', app),
    BrowserWindow,
    dialog: strict('dialog', {
      showOpenDialog: async (...args: readonly unknown[]) => {
        calls.push({ name: 'dialog.showOpenDialog', args });
        return { canceled: answers.open.length === 0, filePaths: answers.open };
      },
      showSaveDialog: async (...args: readonly unknown[]) => {
        calls.push({ name: 'dialog.showSaveDialog', args });
        return { canceled: answers.save === null, filePath: answers.save ?? '' };
      },
      showErrorBox: note('dialog.showErrorBox', undefined),
    }),
    ipcMain: strict('ipcMain', ipcMain),
    Menu: strict('Menu', {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: note('Menu.setApplicationMenu', undefined),
    }),
    Notification: Object.assign(Notification, { isSupported: () => true }),
    nativeTheme: { shouldUseDarkColors: true, themeSource: 'system' },
    powerSaveBlocker: strict('powerSaveBlocker', {
      start: note('powerSaveBlocker.start', 7),
      stop: note('powerSaveBlocker.stop', undefined),
    }),
    safeStorage: strict('safeStorage', {
      isAsyncEncryptionAvailable: async () => answers.encryption,
      encryptStringAsync: async (text: string) => Buffer.from([...text].reverse().join('')),
      decryptStringAsync: async (bytes: Buffer) => ({
        result: [...bytes.toString()].reverse().join(''),
        shouldReEncrypt: false,
      }),
      getSelectedStorageBackend: () => 'gnome_libsecret',
    }),
    screen: strict('screen', {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    }),
    session: { defaultSession },
    shell: strict('shell', {
      openExternal: async (url: string) => {
        calls.push({ name: 'shell.openExternal', args: [url] });
      },
      showItemInFolder: note('shell.showItemInFolder', undefined),
    }),
    utilityProcess: { fork },
  });
  process.argv = [...argv];
  return {
    module,
    calls,
    app,
    windows,
    hosts,
    answers,
    ipc: {
      ask: (window, channel, message) => ask(window.webContents.mainFrame, window, channel, message),
      tell: (window, channel, message) => {
        ipcMain.emit(
          channel,
          { senderFrame: window.webContents.mainFrame, sender: window.webContents },
          message,
        );
      },
      askFrom: ask,
      channels: () => [...handlers.keys(), ...ipcMain.eventNames().map(String)],
    },
    permissions: {
      request: (permission, requestingUrl) => {
        let answer = false;
        request(null, permission, (is) => (answer = is), { requestingUrl });
        return answer;
      },
      check: (permission, origin) => check(null, permission, origin),
    },
    ready: async () => {
      setReady();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Reading what it does not have throws, so that no call of the shell goes unnoticed. */
function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get: (target, key) => {
      // Promises and vitest look for these on anything.
      if (key in target || typeof key === 'symbol' || key === 'then' || key === '__esModule') {
        return Reflect.get(target, key, target);
      }
      throw new Error(`the shell used ${name}.${String(key)}, which the double does not know`);
    },
  });
}
