import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../clock.ts';
import {
  type EngineSegment,
  type EngineWarning,
  PLAIN_COMPUTE,
  type TranscribeRequest,
  type WorkerEvents,
} from '../engine.ts';
import { openLog } from '../logs.ts';
import { createRedactor } from '../redact.ts';
import { workerEnvironment } from '../worker/environment.ts';
import type { WorkerSurroundings } from '../worker/worker.ts';
import type { Action, Script } from './fakeWorker.ts';

export const HELLO: Action = {
  do: 'say',
  message: {
    type: 'hello',
    protocol: 1,
    pid: 1,
    engine: { id: 'fake', version: '1' },
    python: '3.11.7',
    versions: { numpy: '2.4.6' },
  },
};

export function say(message: Readonly<Record<string, unknown>>): Action {
  return { do: 'say', message };
}

export function segment(index: number, ...texts: readonly string[]): Action {
  const words = texts.map((text, at) => ({
    text,
    startMs: index * 1000 + at * 100,
    endMs: index * 1000 + at * 100 + 90,
    confidence: 0.9,
    timing: 'aligned',
    glue: false,
  }));
  return say({ type: 'segment', index, startMs: index * 1000, endMs: index * 1000 + 900, words });
}

export function result(segments: number, words: number): Action {
  return say({ type: 'result', segments, words, language: 'en', model: 'tiny' });
}

export const REQUEST: TranscribeRequest = {
  audio: { path: '/nowhere/audio.pcm', samples: 16_000, startMs: 0 },
  range: null,
  language: null,
  task: 'transcribe',
  prompt: null,
  hotwords: null,
  compute: PLAIN_COMPUTE,
};

/** A script, the folder it lies in and what is needed to start it. */
export interface WorkerCase {
  readonly folder: string;
  readonly logFile: string;
  readonly around: WorkerSurroundings;
  /** Resolves when every process of the worker is gone. */
  readonly gone: Promise<void>;
  readonly remove: () => Promise<void>;
}

export function workerCase(script: Partial<Script>, clock: Clock = systemClock): WorkerCase {
  const folder = mkdtempSync(join(tmpdir(), 'wordlane-worker-'));
  const scriptFile = join(folder, 'script.json');
  const whole: Script = { start: [HELLO], job: [], onCancel: 'answer', stubborn: false, ...script };
  writeFileSync(scriptFile, JSON.stringify(whole));
  const logFile = join(folder, 'logs', 'worker.log');
  const gone = Promise.withResolvers<void>();
  return {
    folder,
    logFile,
    gone: gone.promise,
    around: {
      engineId: 'fake',
      command: {
        file: process.execPath,
        arguments: [fileURLToPath(new URL('./fakeWorker.ts', import.meta.url)), scriptFile],
        cwd: folder,
        env: workerEnvironment(process.env, {
          platform: process.platform,
          libraryFolders: [],
          libraryFiles: join(folder, 'files'),
        }),
      },
      threads: 2,
      clock,
      log: openLog(logFile),
      redact: createRedactor('/home/someone'),
      onGone: gone.resolve,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Seen extends WorkerEvents {
  readonly segments: EngineSegment[];
  readonly warnings: EngineWarning[];
  /** Resolves at the first warning: a script's way to say that it has come to a certain point. */
  readonly warned: Promise<EngineWarning>;
}

export function seeEvents(): Seen {
  const segments: EngineSegment[] = [];
  const warnings: EngineWarning[] = [];
  const warned = Promise.withResolvers<EngineWarning>();
  return {
    segments,
    warnings,
    warned: warned.promise,
    onProgress: () => {},
    onLanguage: () => {},
    onSegment: (seen) => segments.push(seen),
    onWarning: (warning) => {
      warnings.push(warning);
      warned.resolve(warning);
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
