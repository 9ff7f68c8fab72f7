import { appendFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Result, succeed } from '../common/contract/result.ts';
import type { IdSource } from '../common/document/ids.ts';
import { createEngines, type EngineService, systemEngineOptions } from './engines/engines.ts';
import { createRedactor } from './engines/redact.ts';
import { claimants, tryOnlyClaim } from './engines/runtime/claims.ts';
import { createHome, type Home, locateHome, surroundings } from './home/home.ts';
import { newIds } from './home/newIds.ts';
import { programFolder } from './home/programFolder.ts';
import { modelFinder } from './jobs/modelFinder.ts';
import { createSpeeds, type Speeds } from './jobs/speeds.ts';
import type { MediaService } from './media/media.ts';
import { createMediaService, systemFreeBytes } from './media/mediaService.ts';
import { USUAL_PATIENCE } from './models/hubProcess.ts';
import { createModels } from './models/modelService.ts';
import type { Models } from './models/models.ts';
import { createSecrets } from './models/secrets/secrets.ts';
import { realOutputEffects } from './output/output.ts';
import { storedSettings } from './settings/settingsFile.ts';
import { createVoices } from './voices/voiceFile.ts';
import type { Voices } from './voices/voices.ts';

/** Everything that runs in the host, wired once. */
export interface App {
  readonly home: Home;
  readonly engines: EngineService;
  readonly models: Models;
  readonly speeds: Speeds;
  readonly voices: Voices;
  readonly media: MediaService;
  readonly newIds: () => IdSource;
  /** Keeps an exception for whoever looks into it; people read one sentence. */
  readonly logBug: (error: unknown, file: string) => void;
}

/** Forty hours of decoded sound; what is not used for longest goes first. */
const CACHE_CAP_BYTES = 5e9;

/** Makes the data root where it is missing and wires the services; starts nothing. */
export async function createApp(): Promise<Result<App>> {
  const home = locateHome(surroundings());
  const made = await createHome(home);
  if (!made.ok) return made;
  const pythonRuntimeDir = join(programFolder(), 'python-runtime');
  const engines = createEngines(systemEngineOptions(pythonRuntimeDir, home.root));
  const media = createMediaService({
    ffmpegPath: engines.ffmpegPath,
    cacheDir: home.cache,
    cacheCapBytes: CACHE_CAP_BYTES,
    nowMs: () => Date.now(),
    freeBytes: systemFreeBytes,
  });
  const logBug = (error: unknown, file: string) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (process.env.WORDLANE_DEBUG === '1') process.stderr.write(`${stack}\n`);
    const entry = `${new Date().toISOString()} ${JSON.stringify(file)}\n${stack}\n`;
    // A log that cannot be written must not hide the failure that it is about.
    appendFile(join(home.logs, 'host.log'), entry).catch(() => {});
  };
  const models = createModels({
    catalogueFile: join(pythonRuntimeDir, 'models.json'),
    folder: home.models,
    engines: async () => (await engines.list()).map(({ manifest }) => manifest),
    claims: { tryOnly: tryOnlyClaim, claimants },
    hub: {
      python: (onMessage, signal) => engines.ensureHub(({ message }) => onMessage(message), signal),
      script: join(pythonRuntimeDir, 'tools', 'hub', 'main.py'),
      patience: USUAL_PATIENCE,
    },
    secrets: createSecrets({
      file: join(home.root, 'secrets.json'),
      platform: process.platform,
      env: process.env,
    }),
    redact: createRedactor(homedir()),
    env: process.env,
    freeBytes: systemFreeBytes,
    nowMs: () => Date.now(),
    log: (line) => {
      appendFile(join(home.logs, 'models.log'), `${new Date().toISOString()} ${line}\n`).catch(() => {});
    },
  });
  const speeds = createSpeeds({
    path: join(home.root, 'measured.json'),
    engines,
    finder: modelFinder(models),
    models: models.list,
    effects: realOutputEffects,
  });
  const voices = createVoices({
    path: join(home.root, 'voices.json'),
    isOn: () => storedSettings(home.settingsFile).voices,
    effects: realOutputEffects,
    now: () => new Date(),
    logBug,
  });
  return succeed({ home, engines, models, speeds, voices, media, newIds, logBug });
}
