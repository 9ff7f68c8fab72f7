import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { LogFile } from '../logs.ts';
import type { FoundEnvironment } from '../worker/environment.ts';

/** Where runtimes and the programs that make them lie, all below the data root. */
export interface RuntimePlace {
  readonly runtimes: string;
  /** uv, ffmpeg, interpreters that uv fetched and uv's cache: on the same disk, so that uv can link files. */
  readonly tools: string;
  readonly uvCache: string;
  readonly managedPythons: string;
  /** What libraries keep for themselves: caches of kernels, of fonts, of a model hub. */
  readonly libraryFiles: string;
  readonly logs: string;
}

/** No engine may have this id: it would share the folder of the tools. */
export const TOOLS_FOLDER = 'tools';

export function runtimePlace(dataRoot: string): RuntimePlace {
  const runtimes = join(dataRoot, 'runtimes');
  const tools = join(runtimes, TOOLS_FOLDER);
  return {
    runtimes,
    tools,
    uvCache: join(tools, 'uv-cache'),
    managedPythons: join(tools, 'python'),
    libraryFiles: join(tools, 'library-files'),
    logs: join(dataRoot, 'logs'),
  };
}

/** What an installation touches besides its own folders. */
export interface Surroundings {
  readonly env: FoundEnvironment;
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  readonly clock: Clock;
  readonly log: LogFile;
  readonly redact: (line: string) => string;
  /** Bytes that may still be written where the folder lies. May fail: then it is not known. */
  readonly freeBytes: (folder: string) => Promise<number>;
}
