import { createContext, useContext } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { DesktopBridge } from '../../common/contract/desktop.ts';
import type { Failure } from '../../common/contract/failure.ts';
import type { JobView } from '../../common/contract/jobs.ts';
import type { ModelRef } from '../../common/contract/models.ts';
import type { Settings, SettingsPatch } from '../../common/contract/settings.ts';
import type { Connection } from '../host/connection.ts';
import type { EditorSession } from '../session/session.ts';

/** Something in Engines & models: an engine by its id, a model by its id, its kind or `kind/id`. */
export interface SetupSubject {
  readonly kind: 'engine' | 'model';
  readonly name: string;
}

/** The screen that fills the window. */
export type Screen =
  | { readonly kind: 'home' }
  | { readonly kind: 'opening'; readonly name: string }
  | { readonly kind: 'editor' }
  | { readonly kind: 'export' }
  /** `about`: what it is opened for; null for nothing in particular. */
  | { readonly kind: 'setup'; readonly about: SetupSubject | null }
  | { readonly kind: 'diagnostics' };

/** A layer above the screen; one at a time. */
export type Layer =
  | { readonly kind: 'palette' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'settings' }
  /** The token for gated models; `page` has the terms, `model` is what is wanted. */
  | { readonly kind: 'token'; readonly page: string | null; readonly model: ModelRef | null }
  /** Files that were dropped or chosen, to be transcribed. */
  | { readonly kind: 'transcribe'; readonly paths: readonly string[] }
  | { readonly kind: 'unsaved'; readonly goOn: () => void }
  /** Where to save, in a browser tab, which has no dialog of the system; `settle` gets null when nothing was chosen. */
  | { readonly kind: 'saveAs'; readonly suggested: string; readonly settle: (path: string | null) => void };

/** A file on its way from a browser tab, which has no path for it, into the data root. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly sentBytes: number;
  readonly totalBytes: number;
  readonly startedAtMs: number;
}

export interface AppState {
  readonly screen: Screen;
  readonly layer: Layer | null;
  /** The project of the editor and of the export screen. */
  readonly session: EditorSession | null;
  readonly jobs: readonly JobView[];
  readonly uploads: readonly Upload[];
}

/** What all screens share. */
export interface App {
  readonly connection: Connection;
  /** The desktop shell; null in a browser tab. */
  readonly desktop: DesktopBridge | null;
  readonly state: StoreApi<AppState>;
  readonly settings: StoreApi<Settings>;
  readonly changeSettings: (patch: SettingsPatch) => void;
  readonly show: (screen: Screen) => void;
  readonly openLayer: (layer: Layer | null) => void;
  /** Opens a project or caption file in the editor; asks first where unsaved work would go. */
  readonly openProject: (path: string) => Promise<void>;
  readonly openSession: (sessionId: string) => Promise<void>;
  /** Leaves the editor; asks first where unsaved work would go. */
  readonly closeProject: () => Promise<void>;
  /** Leaves a project that the host has closed already: there is nothing to ask about and nothing to save. */
  readonly leaveClosed: () => void;
  /** Files, folders and projects from a drop, a dialog or a start: sorts out what is to be done with them. */
  readonly takePaths: (paths: readonly string[]) => Promise<void>;
  /** Files that were dropped or chosen on the page; uploads them first where they have no path. */
  readonly takeFiles: (files: readonly File[]) => Promise<void>;
  readonly cancelUpload: (id: string) => void;
  /** Asks the person for files of any kind, and takes them. */
  readonly chooseFiles: () => Promise<void>;
  /** Where it lies already, else as by `saveProjectAs`. False when it was not saved; the person knows why. */
  readonly saveProject: () => Promise<boolean>;
  readonly saveProjectAs: () => Promise<boolean>;
  /** Another window of this program, on the open project where there is one. */
  readonly openWindow: () => Promise<void>;
  /** Tells a person about a failure, in place where a screen can, else as a short message. */
  readonly tell: (failure: Failure) => void;
  /** A bug: one sentence for the person, the rest into the host's log. */
  readonly report: (error: unknown) => void;
}

export const AppContext = createContext<App | null>(null);

/** Throws outside the app. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('there is no app here');
  return app;
}
