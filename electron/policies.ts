import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

/** A decision with its reason, for the log and for whoever reads the tests. */
export interface Verdict {
  readonly allow: boolean;
  readonly reason: string;
}

/** What our own page may ask of the browser engine. Whatever is not listed is denied. */
const PERMISSIONS: Readonly<Record<string, Verdict>> = {
  'clipboard-sanitized-write': { allow: true, reason: 'copying the transcript as text' },
  fullscreen: { allow: true, reason: 'the picture in full screen' },
  'clipboard-read': { allow: false, reason: 'pasting works without it' },
  media: { allow: false, reason: 'nothing is recorded' },
  'display-capture': { allow: false, reason: 'nothing is recorded' },
  mediaKeySystem: { allow: false, reason: 'no protected media is played' },
  geolocation: { allow: false, reason: 'where a person is does not matter here' },
  notifications: { allow: false, reason: 'the shell notifies, not the page' },
  midi: { allow: false, reason: 'no such device is used' },
  midiSysex: { allow: false, reason: 'no such device is used' },
  pointerLock: { allow: false, reason: 'no gesture needs it' },
  keyboardLock: { allow: false, reason: "the system's keys stay the system's" },
  openExternal: { allow: false, reason: 'links go through the shell, which looks at them' },
  'idle-detection': { allow: false, reason: 'nobody is watched' },
  'window-management': { allow: false, reason: 'the shell places windows' },
  fileSystem: { allow: false, reason: 'files go through dialogs of the shell' },
  hid: { allow: false, reason: 'no such device is used' },
  serial: { allow: false, reason: 'no such device is used' },
  usb: { allow: false, reason: 'no such device is used' },
};

/** Decides on a permission by what is asked and which page asks. */
export function permissionVerdict(permission: string, origin: string, ownOrigin: string | null): Verdict {
  if (ownOrigin === null || origin !== ownOrigin)
    return { allow: false, reason: `${origin} is not our page` };
  return PERMISSIONS[permission] ?? { allow: false, reason: `${permission} is not on the list` };
}

/** The link of the page that says why the program cannot start. */
export const RETRY_URL = 'wordlane://retry';

/** Decides where a window may go: nowhere but to our own host. */
export function navigationVerdict(url: string, ownOrigin: string | null): Verdict {
  const target = parsed(url);
  if (target === null) return { allow: false, reason: 'it is not an address' };
  if (ownOrigin !== null && target.origin === ownOrigin) return { allow: true, reason: 'our own page' };
  return { allow: false, reason: `${target.protocol}//${target.host} is not our page` };
}

/** What may leave for the system's browser: web and mail, as the address parser understood it. */
export function externalUrl(url: string): string | null {
  const target = parsed(url);
  return target !== null && (target.protocol === 'https:' || target.protocol === 'mailto:')
    ? target.href
    : null;
}

/** Whether a message comes from the main frame of our page; anything else has no say. */
export function senderVerdict(
  sender: { readonly url: string; readonly isMainFrame: boolean } | null,
  ownOrigin: string | null,
): Verdict {
  if (sender === null) return { allow: false, reason: 'the frame is gone' };
  if (!sender.isMainFrame) return { allow: false, reason: 'only the main frame speaks for the page' };
  return navigationVerdict(sender.url, ownOrigin);
}

/** How a window is made. Everything that protects is spelled out, so that a new default changes nothing. */
export function windowOptions(
  bounds: Rectangle | null,
  preload: string,
  platform: NodeJS.Platform,
  isDark: boolean,
): BrowserWindowConstructorOptions {
  return {
    ...(bounds ?? { width: 1440, height: 900 }),
    minWidth: 1024,
    minHeight: 680,
    show: false,
    backgroundColor: isDark ? '#15171B' : '#FFFFFF',
    titleBarStyle: 'hidden',
    ...(platform === 'darwin' ? {} : { titleBarOverlay: titleBarColors(isDark) }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: true,
      // Word loops and a lit word must go on while another window is in front.
      backgroundThrottling: false,
    },
  };
}

/** Surface and text of the interface's title bar, behind the system's window buttons. */
export function titleBarColors(isDark: boolean): { color: string; symbolColor: string; height: number } {
  return isDark
    ? { color: '#1C1F24', symbolColor: '#B1B8C3', height: 40 }
    : { color: '#F4F5F7', symbolColor: '#474E59', height: 40 };
}

function parsed(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    // What cannot be read as an address goes nowhere: the caller says so.
    return null;
  }
}
