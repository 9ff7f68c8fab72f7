import {
  app,
  BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  Menu,
  Notification,
  nativeTheme,
  powerSaveBlocker,
  shell,
} from 'electron';
import type { z } from 'zod';
import type { DesktopBridge } from '../common/contract/desktop.ts';
import { nativeMenu } from './menu.ts';
import { CHANNELS, messages, type ShellFacts } from './messages.ts';
import { externalUrl, navigationVerdict, senderVerdict } from './policies.ts';
import { paintTitleBars, type Windows } from './windows.ts';

export interface IpcContext {
  readonly windows: Windows;
  readonly secrets: DesktopBridge['secrets'];
  readonly ownOrigin: () => string | null;
  readonly log: (line: string) => void;
}

/** Width of the system's window buttons: at the left on macOS, else at the right. */
const BUTTONS_PX = { mac: 78, other: 138 };

/** Answers what pages ask. Each message is checked: who sends it, then what it holds. */
export function answerPages({ windows, secrets, ownOrigin, log }: IpcContext): void {
  const windowOf = ({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow | null => {
    const frame =
      senderFrame === null ? null : { url: senderFrame.url, isMainFrame: senderFrame === sender.mainFrame };
    const { allow, reason } = senderVerdict(frame, ownOrigin());
    if (!allow) log(`message refused: ${reason}`);
    return allow ? BrowserWindow.fromWebContents(sender) : null;
  };
  const answer = <T, R>(
    channel: string,
    schema: z.ZodType<T>,
    reply: (window: BrowserWindow, message: T) => Promise<R>,
  ) => {
    ipcMain.handle(channel, async (event, message: unknown) => {
      const window = windowOf(event);
      if (window === null) throw new Error('refused');
      return await reply(window, schema.parse(message));
    });
  };
  const hear = <T>(
    channel: string,
    schema: z.ZodType<T>,
    act: (window: BrowserWindow, message: T) => void,
  ) => {
    ipcMain.on(channel, (event, message: unknown) => {
      const window = windowOf(event);
      const parsed = schema.safeParse(message);
      if (!parsed.success) log(`${channel}: not understood`);
      else if (window !== null) act(window, parsed.data);
    });
  };

  ipcMain.on(CHANNELS.facts, (event) => {
    const isMac = process.platform === 'darwin';
    event.returnValue = {
      platform: process.platform,
      titleBar: { leftPx: isMac ? BUTTONS_PX.mac : 0, rightPx: isMac ? 0 : BUTTONS_PX.other },
    } satisfies ShellFacts;
  });
  answer(CHANNELS.chooseFiles, messages.fileWish, async (window, { title, multiple }) => {
    const properties: ('openFile' | 'multiSelections')[] = multiple
      ? ['openFile', 'multiSelections']
      : ['openFile'];
    return (await dialog.showOpenDialog(window, { title, properties })).filePaths;
  });
  answer(CHANNELS.chooseSavePath, messages.saveWish, async (window, { title, suggestedPath, ending }) => {
    const filters = [{ name: `.${ending}`, extensions: [ending] }];
    const chosen = await dialog.showSaveDialog(window, { title, defaultPath: suggestedPath, filters });
    return chosen.canceled ? null : chosen.filePath;
  });
  answer(CHANNELS.chooseFolder, messages.folder, async (window, startIn) => {
    const at = startIn === null ? {} : { defaultPath: startIn };
    const chosen = await dialog.showOpenDialog(window, {
      ...at,
      properties: ['openDirectory', 'createDirectory'],
    });
    return chosen.filePaths[0] ?? null;
  });
  hear(CHANNELS.setMenu, messages.menus, (window, menus) => {
    const choose = (actionId: string) => window.webContents.send(CHANNELS.action, actionId);
    Menu.setApplicationMenu(Menu.buildFromTemplate(nativeMenu(menus, process.platform, choose)));
  });
  let awake: number | null = null;
  hear(CHANNELS.setProgress, messages.progress, (window, { fraction, state }) => {
    window.setProgressBar(fraction ?? -1, { mode: fraction === null ? 'none' : state });
    if (fraction !== null) awake ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (awake !== null) {
      powerSaveBlocker.stop(awake);
      awake = null;
    }
  });
  hear(CHANNELS.setUnsaved, messages.unsaved, windows.setUnsaved);
  hear(CHANNELS.closeWindow, messages.folder, windows.closeNow);
  hear(CHANNELS.notify, messages.notice, (window, { title, body }) => {
    if (window.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', () => {
      window.show();
      window.focus();
    });
    notification.on('failed', (_event, reason) => log(`notification: ${reason}`));
    notification.show();
  });
  hear(CHANNELS.showInFolder, messages.path, (_window, path) => shell.showItemInFolder(path));
  hear(CHANNELS.openExternal, messages.url, (_window, url) => {
    const outside = externalUrl(url);
    if (outside === null) log(`not opened outside: ${url}`);
    else shell.openExternal(outside).catch((error) => log(String(error)));
  });
  hear(CHANNELS.openWindow, messages.url, (_window, url) => {
    if (navigationVerdict(url, ownOrigin()).allow) windows.open(url);
    else log(`no window for ${url}`);
  });
  hear(CHANNELS.addRecent, messages.path, (_window, path) => app.addRecentDocument(path));
  hear(CHANNELS.setTheme, messages.theme, (_window, theme) => {
    nativeTheme.themeSource = theme;
    paintTitleBars(windows);
  });
  answer(CHANNELS.secretsProtection, messages.folder, async () => await secrets.protection());
  answer(
    CHANNELS.secretsSet,
    messages.secret,
    async (_window, { name, value }) => await secrets.set(name, value),
  );
  answer(CHANNELS.secretsHas, messages.secretName, async (_window, name) => await secrets.has(name));
}
