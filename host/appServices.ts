import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from './app.ts';
import { createRedactor } from './engines/redact.ts';
import { createFileService } from './files/fileService.ts';
import { programFolder } from './home/programFolder.ts';
import { placeSampleClip } from './home/sampleClip.ts';
import { tryClip } from './jobs/clipTrial.ts';
import { modelFinder } from './jobs/modelFinder.ts';
import { createQueue } from './jobs/runQueue.ts';
import { systemFreeBytes } from './media/mediaService.ts';
import { createPlayback } from './media/playback.ts';
import { realOutputEffects } from './output/output.ts';
import { openDocument } from './projects/openDocument.ts';
import { mediaKey } from './server/keys.ts';
import type { Services } from './server/services.ts';
import { createSessions } from './sessions/openSessions.ts';
import { createRecent } from './settings/recentFile.ts';
import { createSettings } from './settings/settingsFile.ts';
import { createSetup } from './setup/runSetup.ts';

export interface ServicesOptions {
  /** The server's: keys of media URLs are derived from it. */
  readonly token: string;
  readonly version: string;
  /** Absolute paths for the first window. */
  readonly opening: readonly string[];
}

/** The services with the way to end them. */
export interface OwnServices {
  readonly services: Services;
  /** Cancels what runs and writes what is to be written; resolves when no process of ours is left. */
  readonly close: () => Promise<void>;
}

/** Stand-ins are as long as films; what is not used for longest goes first. */
const PLAYBACK_CAP_BYTES = 10e9;
/** How often open projects look whether their media came back or went. */
const TICK_MS = 3_000;

/** What the app needs besides the command line's `App`: apart from it, so that commands start without loading it. */
export async function createServices(app: App, options: ServicesOptions): Promise<OwnServices> {
  const { home, media, newIds, logBug } = app;
  const effects = realOutputEffects;
  const nowMs = () => Date.now();
  const keyOf = (fileId: string) => mediaKey(options.token, fileId);
  const stored = { effects, nowMs, logBug };
  const settings = await createSettings({ ...stored, path: home.settingsFile });
  const recent = await createRecent({ ...stored, path: join(home.root, 'recent.json') });
  const playback = createPlayback({
    ffmpegPath: app.engines.ffmpegPath,
    cacheDir: join(home.cache, 'playback'),
    cacheCapBytes: PLAYBACK_CAP_BYTES,
    nowMs,
    freeBytes: systemFreeBytes,
  });
  const files = createFileService({ media, playback, nowMs, logBug });
  const sessions = createSessions({
    files,
    media,
    keyOf,
    readDocument: openDocument,
    newIds,
    nowMs,
    effects,
    recent,
    settings: settings.get,
    onSaved: app.voices.learn,
    logBug,
    onTick: (look) => {
      const timer = setInterval(look, TICK_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
  });
  const queue = createQueue({
    home,
    engines: app.engines,
    models: modelFinder(app.models),
    speeds: app.speeds,
    voices: app.voices,
    media,
    sessions,
    settings: settings.get,
    recent,
    newIds,
    now: () => new Date(),
    timer: { nowMs: () => performance.now(), schedule },
    effects,
    logBug,
  });
  const setup = createSetup({
    engines: app.engines,
    models: app.models,
    speeds: app.speeds,
    dataFolder: home.root,
    freeBytes: systemFreeBytes,
    diagnose: app.engines.engineChecks,
    tryClip: async (engineId, signal) => {
      const clip = await placeSampleClip(programFolder(), home);
      if (!clip.ok) return clip;
      return await tryClip(
        engineId,
        clip.value,
        {
          engines: app.engines,
          models: modelFinder(app.models),
          media,
          speeds: app.speeds,
          nowMs: () => performance.now(),
        },
        signal,
      );
    },
    redact: createRedactor(homedir()),
    version: options.version,
    timer: { nowMs: () => performance.now(), schedule },
    logBug,
  });
  let opening = options.opening;
  return {
    services: {
      home,
      version: options.version,
      media,
      files,
      sessions,
      queue,
      setup,
      voices: app.voices,
      settings,
      recent,
      takeOpening: () => {
        const taken = opening;
        opening = [];
        return taken;
      },
      sampleClip: async () => await placeSampleClip(programFolder(), home),
      logBug,
    },
    close: async () => {
      // Jobs first: what they found goes into sessions, and those note what was opened.
      await Promise.all([queue.close(), setup.close()]);
      await app.speeds.written();
      await Promise.all([sessions.end(), files.close()]);
      await Promise.all([settings.close(), recent.close(), app.voices.close()]);
    },
  };
}

function schedule(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
