import type { Result } from '../../common/contract/result.ts';
import type { FileService } from '../files/files.ts';
import type { Home } from '../home/home.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { MediaService } from '../media/media.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { RecentStore, SettingsStore } from '../settings/settings.ts';
import type { Setup } from '../setup/setup.ts';
import type { Voices } from '../voices/voices.ts';

/** What the server puts within reach of its pages. */
export interface Services {
  readonly home: Home;
  readonly version: string;
  readonly media: MediaService;
  readonly files: FileService;
  readonly sessions: Sessions;
  readonly queue: JobQueue;
  readonly setup: Setup;
  readonly voices: Voices;
  readonly settings: SettingsStore;
  readonly recent: RecentStore;
  /** Paths that wait to be opened by the first window that asks: those of the command line. */
  readonly takeOpening: () => readonly string[];
  /** The path of a clip that shows what the app does. */
  readonly sampleClip: () => Promise<Result<string>>;
  readonly logBug: (error: unknown, where: string) => void;
}
