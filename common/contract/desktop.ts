/** What the desktop shell offers to its page, as `window.wordlane`; a browser tab has none of it. */
export interface DesktopBridge {
  readonly platform: string;
  /** Height of the strip that the window's own buttons take, and how wide they are at each end. */
  readonly titleBar: { readonly leftPx: number; readonly rightPx: number };
  /** The real path of a dropped `File`; '' when there is none behind it. */
  readonly pathOf: (file: object) => string;
  readonly chooseFiles: (wish: FileWish) => Promise<readonly string[]>;
  /** null when the person cancels. */
  readonly chooseSavePath: (wish: SaveWish) => Promise<string | null>;
  readonly chooseFolder: (startIn: string | null) => Promise<string | null>;
  /** Replaces the native menu bar. Labels are ready to show. */
  readonly setMenu: (menus: readonly MenuTemplate[]) => void;
  /** An entry of the native menu was chosen. */
  readonly onAction: (listener: (actionId: string) => void) => () => void;
  /** Files opened from outside: a double click, a second start, the recent list of the system. */
  readonly onOpenPaths: (listener: (paths: readonly string[]) => void) => () => void;
  /** 0–1, null = nothing runs. Drives the taskbar and holds the computer awake. */
  readonly setProgress: (fraction: number | null, state: 'normal' | 'paused' | 'error') => void;
  /** Asked before the window closes while `unsaved` is true. */
  readonly setUnsaved: (unsaved: boolean) => void;
  /** The window wants to close: the page asks the person and answers. */
  readonly onCloseRequest: (listener: () => void) => () => void;
  readonly closeWindow: () => void;
  /** Shown by the system only while the window is not in front. */
  readonly notify: (notice: { readonly title: string; readonly body: string }) => void;
  readonly showInFolder: (path: string) => void;
  readonly openExternal: (url: string) => void;
  /** Opens another window of this program on a one-time URL of our own host. */
  readonly openWindow: (url: string) => void;
  readonly addRecent: (path: string) => void;
  readonly setTheme: (theme: 'system' | 'light' | 'dark') => void;
  readonly secrets: {
    /** `plain`: kept, but the system offers no protection; `session`: only until the program ends. */
    readonly protection: () => Promise<'protected' | 'plain' | 'session'>;
    readonly set: (name: SecretName, value: string | null) => Promise<void>;
    readonly has: (name: SecretName) => Promise<boolean>;
  };
}

export type SecretName = 'huggingface-token';

export interface FileWish {
  readonly kind: 'open' | 'media' | 'project';
  readonly title: string;
  readonly multiple: boolean;
}

export interface SaveWish {
  readonly title: string;
  readonly suggestedPath: string;
  /** Without dot. */
  readonly ending: string;
}

export interface MenuTemplate {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

export type MenuEntry =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'action';
      readonly actionId: string;
      readonly label: string;
      /** As the system writes shortcuts (`CmdOrCtrl+E`); null without. Shown only: keys are the page's. */
      readonly accelerator: string | null;
      readonly enabled: boolean;
      readonly checked: boolean | null;
    }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly MenuEntry[] };
