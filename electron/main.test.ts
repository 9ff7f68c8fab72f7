import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CHANNELS } from './messages.ts';
import { RETRY_URL } from './policies.ts';
import { type FakeElectron, type FakeWindow, fakeElectron } from './testing/electronModule.ts';

const OWN = 'http://127.0.0.1:4321';
const argv = process.argv;
const { WORDLANE_HOME } = process.env;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wordlane-shell-'));
  delete process.env.WORDLANE_HOME;
});

afterEach(() => {
  process.argv = argv;
  if (WORDLANE_HOME !== undefined) process.env.WORDLANE_HOME = WORDLANE_HOME;
  vi.doUnmock('electron');
  vi.useRealTimers();
});

/** Runs the shell's real entry against the double, up to where Electron is ready. */
async function startShell(
  prepare: (electron: FakeElectron) => void,
  files: readonly string[],
): Promise<FakeElectron> {
  const electron = fakeElectron(folder, ['electron', 'main.js', ...files]);
  prepare(electron);
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  await import('./main.ts');
  await electron.ready();
  return electron;
}

async function withWindow(electron: FakeElectron): Promise<FakeWindow> {
  const host = electron.hosts.at(-1);
  host?.stdout.write(`starting\nlistening on ${OWN}/#tick`);
  host?.stdout.write('et=once\n');
  await vi.waitFor(() => expect(electron.windows.length).toBeGreaterThan(0));
  const [window] = electron.windows;
  if (window === undefined) throw new Error('no window');
  return window;
}

const nothing = () => {};
const names = (electron: FakeElectron) => electron.calls.map((call) => call.name);

describe('the start', () => {
  test('takes the lock, sandboxes every page and denies before the first window is made', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    const order = [
      'app.requestSingleInstanceLock',
      'app.enableSandbox',
      'session.setPermissionRequestHandler',
      'session.setPermissionCheckHandler',
      'utilityProcess.fork',
      'BrowserWindow',
    ];
    expect(names(electron).filter((name) => order.includes(name))).toEqual(order);
    expect(window.urls).toEqual([`${OWN}/#ticket=once`]);
  });

  test('keeps its own files apart from those of other unpacked programs, below the data root where one is named', async () => {
    const path = (electron: FakeElectron) => electron.calls.find(({ name }) => name === 'app.setPath')?.args;
    expect(path(await startShell(nothing, []))).toEqual(['userData', `${folder}/appData/Wordlane/desktop`]);
    process.env.WORDLANE_HOME = '/data';
    expect(path(await startShell(nothing, []))).toEqual(['userData', '/data/desktop']);
  });

  test('hands its files to the one that runs already, and ends', async () => {
    const electron = await startShell(
      ({ answers }) => {
        answers.lock = false;
      },
      ['talk.mp4'],
    );
    const handed = electron.calls.find(({ name }) => name === 'app.requestSingleInstanceLock')?.args;
    expect(JSON.stringify(handed)).toContain('talk.mp4');
    expect(names(electron)).toContain('app.quit');
    expect(electron.hosts).toHaveLength(0);
  });

  test('opens the files it was started with once the page is there', async () => {
    const electron = await startShell(nothing, ['talk.mp4']);
    const window = await withWindow(electron);
    electron.app.emit('open-file', { preventDefault: nothing }, '/talks/second.mp4');
    window.webContents.emit('did-finish-load');
    const sent = window.webContents.sent.filter(({ name }) => name === CHANNELS.openPaths);
    expect(JSON.stringify(sent)).toContain('talk.mp4');
    expect(JSON.stringify(sent)).toContain('second.mp4');
  });

  test('a second start brings the window to the front with its files', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    electron.app.emit('second-instance', {}, [], '/', { paths: ['/talks/a.mp4'] });
    expect(window.webContents.sent).toContainEqual({ name: CHANNELS.openPaths, args: [['/talks/a.mp4']] });
    expect(names(electron)).toContain('window.focus');
  });
});

describe('the host', () => {
  test('is started again with the same token and port, and pages stay as they are', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    vi.useFakeTimers();
    electron.hosts[0]?.emit('exit', 1);
    await vi.advanceTimersByTimeAsync(250);
    expect(electron.hosts).toHaveLength(2);
    expect(electron.hosts[1]?.args).toEqual(['open', '--front', 'none', '--port', '4321']);
    expect(electron.hosts[1]?.env.WORDLANE_TOKEN).toBe(electron.hosts[0]?.env.WORDLANE_TOKEN);
    expect(window.urls).toHaveLength(1);
  });

  test('that cannot start is explained on a page, whose button tries again', async () => {
    const electron = await startShell(nothing, []);
    const host = electron.hosts[0];
    host?.stderr.write('The data folder <b>cannot</b> be used.\n');
    await vi.waitFor(() => expect(host?.stderr.readableLength).toBe(0));
    host?.emit('exit', 1);
    const [window] = electron.windows;
    expect(decodeURIComponent(window?.urls[0] ?? '')).toContain(
      'The data folder &lt;b>cannot&lt;/b> be used.',
    );
    const event = { url: `${RETRY_URL}/`, preventDefault: vi.fn() };
    window?.webContents.emit('will-navigate', event);
    expect(event.preventDefault).toHaveBeenCalled();
    expect(electron.hosts).toHaveLength(2);
    electron.hosts[1]?.stdout.write(`listening on ${OWN}/#ticket=again\n`);
    await vi.waitFor(() => expect(window?.urls.at(-1)).toBe(`${OWN}/#ticket=again`));
  });

  test('is ended before the program is', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    (window as unknown as { close: () => void }).close();
    await vi.waitFor(() => expect(names(electron)).toContain('app.ended'));
    expect(electron.hosts[0]?.killed()).toBe(true);
  });
});

describe('a page', () => {
  test('goes nowhere, opens no window and gets no permission beyond the list', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      const event = { url: 'https://example.org/', preventDefault: vi.fn() };
      window.webContents.emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalled();
    }
    expect(window.openHandler()({ url: 'https://example.org/help' })).toEqual({ action: 'deny' });
    expect(window.openHandler()({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' });
    expect(
      electron.calls.filter(({ name }) => name === 'shell.openExternal').map(({ args }) => args),
    ).toEqual([['https://example.org/help']]);
    expect(electron.permissions.request('media', `${OWN}/`)).toBe(false);
    expect(electron.permissions.request('fullscreen', `${OWN}/`)).toBe(true);
    expect(electron.permissions.check('fullscreen', 'https://example.org')).toBe(false);
  });

  test('that is not ours gets no answer', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    const wish = { kind: 'open', title: 'Open', multiple: true };
    const foreign = electron.ipc.askFrom({ url: `${OWN}/` }, window, CHANNELS.chooseFiles, wish);
    await expect(foreign).rejects.toThrow('refused');
    await expect(electron.ipc.ask(window, CHANNELS.chooseFiles, { kind: 'all' })).rejects.toThrow();
    expect(names(electron)).not.toContain('dialog.showOpenDialog');
  });

  test('chooses files, a folder and a place to save', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    electron.answers.open = ['/talks/a.mp4', '/talks/b.mp4'];
    electron.answers.save = '/talks/a.wordlane';
    const wish = { kind: 'open', title: 'Open', multiple: true };
    expect(await electron.ipc.ask(window, CHANNELS.chooseFiles, wish)).toEqual([
      '/talks/a.mp4',
      '/talks/b.mp4',
    ]);
    const save = { title: 'Save', suggestedPath: '/talks/a', ending: 'wordlane' };
    expect(await electron.ipc.ask(window, CHANNELS.chooseSavePath, save)).toBe('/talks/a.wordlane');
    expect(await electron.ipc.ask(window, CHANNELS.chooseFolder, null)).toBe('/talks/a.mp4');
  });

  test('with unsaved work is asked before its window closes', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    const close = () => (window as unknown as { close: () => void }).close();
    electron.ipc.tell(window, CHANNELS.setUnsaved, true);
    close();
    expect(window.webContents.sent.map(({ name }) => name)).toContain(CHANNELS.closeRequest);
    expect(electron.windows).toHaveLength(1);
    electron.ipc.tell(window, CHANNELS.closeWindow, null);
    expect(electron.windows).toHaveLength(0);
  });

  test('that crashed is loaded again and holds up no closing', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    electron.ipc.tell(window, CHANNELS.setUnsaved, true);
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(names(electron)).toContain('webContents.reload');
    (window as unknown as { close: () => void }).close();
    expect(electron.windows).toHaveLength(0);
  });

  test('shows progress on the taskbar and keeps the computer awake meanwhile', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    electron.ipc.tell(window, CHANNELS.setProgress, { fraction: 0.25, state: 'normal' });
    electron.ipc.tell(window, CHANNELS.setProgress, { fraction: 0.5, state: 'normal' });
    electron.ipc.tell(window, CHANNELS.setProgress, { fraction: null, state: 'normal' });
    expect(names(electron).filter((name) => name.startsWith('powerSaveBlocker'))).toEqual([
      'powerSaveBlocker.start',
      'powerSaveBlocker.stop',
    ]);
    expect(electron.calls).toContainEqual({ name: 'window.setProgressBar', args: [-1, { mode: 'none' }] });
  });

  test('notifies only while its window is not in front', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    const notice = { title: 'talk.mp4', body: 'Done in 21 s' };
    window.focused = true;
    electron.ipc.tell(window, CHANNELS.notify, notice);
    expect(names(electron)).not.toContain('Notification');
    window.focused = false;
    electron.ipc.tell(window, CHANNELS.notify, notice);
    expect(electron.calls).toContainEqual({ name: 'Notification', args: [notice] });
  });

  test('makes the native menu of its actions', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    const entry = {
      actionId: 'file.save',
      label: 'Save',
      accelerator: 'CmdOrCtrl+S',
      enabled: true,
      checked: null,
    };
    electron.ipc.tell(window, CHANNELS.setMenu, [
      { label: 'File', entries: [{ kind: 'action', ...entry }, { kind: 'separator' }] },
    ]);
    const [template] = electron.calls
      .filter(({ name }) => name === 'Menu.setApplicationMenu')
      .map(({ args }) => args[0] as { label: string; submenu: { label: string; click: () => void }[] }[]);
    const file = template?.find(({ label }) => label === 'File');
    file?.submenu[0]?.click();
    expect(window.webContents.sent).toContainEqual({ name: CHANNELS.action, args: ['file.save'] });
  });

  test('opens another window on our own host only', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    electron.ipc.tell(window, CHANNELS.openWindow, 'https://example.org/');
    expect(electron.windows).toHaveLength(1);
    electron.ipc.tell(window, CHANNELS.openWindow, `${OWN}/#ticket=two`);
    expect(electron.windows).toHaveLength(2);
  });
});

describe('a secret', () => {
  const secret = { name: 'huggingface-token', value: 'hf_secret' };

  test('is kept encrypted, in a file for its owner alone', async () => {
    const electron = await startShell(nothing, []);
    const window = await withWindow(electron);
    expect(await electron.ipc.ask(window, CHANNELS.secretsProtection, null)).toBe('protected');
    await electron.ipc.ask(window, CHANNELS.secretsSet, secret);
    expect(await electron.ipc.ask(window, CHANNELS.secretsHas, secret.name)).toBe(true);
    const file = path.join(folder, 'secrets.json');
    expect(readFileSync(file, 'utf8')).not.toContain(secret.value);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await electron.ipc.ask(window, CHANNELS.secretsSet, { ...secret, value: null });
    expect(await electron.ipc.ask(window, CHANNELS.secretsHas, secret.name)).toBe(false);
  });

  test('reaches no file where the system cannot protect it', async () => {
    const electron = await startShell(({ answers }) => {
      answers.encryption = false;
    }, []);
    const window = await withWindow(electron);
    expect(await electron.ipc.ask(window, CHANNELS.secretsProtection, null)).toBe('session');
    await electron.ipc.ask(window, CHANNELS.secretsSet, secret);
    expect(await electron.ipc.ask(window, CHANNELS.secretsHas, secret.name)).toBe(true);
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe('{}');
  });
});

test('the preload speaks on exactly the channels that the shell answers', async () => {
  const electron = await startShell(nothing, []);
  await withWindow(electron);
  const source = readFileSync(path.join(import.meta.dirname, 'preload.cts'), 'utf8');
  const spoken = new Set<string>();
  const speak = (channel: string) => {
    spoken.add(channel);
    return Promise.resolve(null);
  };
  let bridge: Record<string, unknown> = {};
  const required: string[] = [];
  vm.runInNewContext(stripTypeScriptTypes(source), {
    require: (name: string) => {
      required.push(name);
      return {
        contextBridge: { exposeInMainWorld: (_name: string, made: typeof bridge) => (bridge = made) },
        ipcRenderer: {
          invoke: speak,
          send: speak,
          on: speak,
          off: speak,
          sendSync: (channel: string) => {
            spoken.add(channel);
            return { platform: 'linux', titleBar: { leftPx: 0, rightPx: 0 } };
          },
        },
        webUtils: { getPathForFile: () => '/talks/a.mp4' },
      };
    },
  });
  const call = (made: Record<string, unknown>) => {
    for (const member of Object.values(made)) {
      if (typeof member === 'function') (member as (...args: unknown[]) => unknown)(nothing, nothing);
      else if (typeof member === 'object' && member !== null) call(member as Record<string, unknown>);
    }
  };
  call(bridge);
  expect(required).toEqual(['electron']);
  expect([...spoken].sort()).toEqual(Object.values(CHANNELS).sort());
  const answered = new Set(electron.ipc.channels());
  const toPage: readonly string[] = [CHANNELS.action, CHANNELS.openPaths, CHANNELS.closeRequest];
  expect([...spoken].filter((channel) => !answered.has(channel)).sort()).toEqual([...toPage].sort());
});
