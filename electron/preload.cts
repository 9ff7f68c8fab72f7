import type { ContextBridge, IpcRenderer, WebUtils } from 'electron';
import type { DesktopBridge } from '../common/contract/desktop.ts';

// A sandboxed preload is CommonJS and may require nothing but Electron.
const { contextBridge, ipcRenderer, webUtils } = require('electron') as {
  readonly contextBridge: ContextBridge;
  readonly ipcRenderer: IpcRenderer;
  readonly webUtils: WebUtils;
};

const ask = (channel: string, message: unknown) => ipcRenderer.invoke(`wordlane:${channel}`, message);
const tell = (channel: string, message: unknown) => {
  ipcRenderer.send(`wordlane:${channel}`, message);
};
const hear = <T,>(channel: string, listener: (message: T) => void) => {
  const heard = (_event: unknown, message: T) => listener(message);
  ipcRenderer.on(`wordlane:${channel}`, heard);
  return () => {
    ipcRenderer.off(`wordlane:${channel}`, heard);
  };
};

const facts = ipcRenderer.sendSync('wordlane:facts') as Pick<DesktopBridge, 'platform' | 'titleBar'>;

const bridge: DesktopBridge = {
  platform: facts.platform,
  titleBar: facts.titleBar,
  pathOf: (file) => webUtils.getPathForFile(file as File),
  chooseFiles: (wish) => ask('choose-files', wish),
  chooseSavePath: (wish) => ask('choose-save-path', wish),
  chooseFolder: (startIn) => ask('choose-folder', startIn),
  setMenu: (menus) => tell('set-menu', menus),
  onAction: (listener) => hear('action', listener),
  onOpenPaths: (listener) => hear('open-paths', listener),
  setProgress: (fraction, state) => tell('set-progress', { fraction, state }),
  setUnsaved: (unsaved) => tell('set-unsaved', unsaved),
  onCloseRequest: (listener) => hear('close-request', listener),
  closeWindow: () => tell('close-window', null),
  notify: (notice) => tell('notify', notice),
  showInFolder: (path) => tell('show-in-folder', path),
  openExternal: (url) => tell('open-external', url),
  openWindow: (url) => tell('open-window', url),
  addRecent: (path) => tell('add-recent', path),
  setTheme: (theme) => tell('set-theme', theme),
  secrets: {
    protection: () => ask('secrets-protection', null),
    set: (name, value) => ask('secrets-set', { name, value }),
    has: (name) => ask('secrets-has', name),
  },
};

contextBridge.exposeInMainWorld('wordlane', bridge);
