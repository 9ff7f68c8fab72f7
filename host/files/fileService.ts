import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { MediaService, Playback } from '../media/media.ts';
import { expandPaths } from './expand.ts';
import type { FileParts, FileService, OpenedFile } from './files.ts';
import { type Identity, identify, type Known, learn } from './known.ts';
import { createLane } from './lane.ts';
import { type Maker, makeStandIn, makeThumbnail, makeWaveform, type Workplace } from './making.ts';
import { createWatching } from './watching.ts';

export interface FileServiceOptions {
  readonly media: MediaService;
  readonly playback: Playback;
  readonly nowMs: () => number;
  /** Keeps an exception for whoever looks into it; the page reads one sentence. */
  readonly logBug: (error: unknown, where: string) => void;
}

/** One file that is open: what is known of it, what was made of it, and what is being made. */
interface OpenFile {
  readonly realPath: string;
  /** When it was last compared with the disk, on the clock of `nowMs`. */
  checkedMs: number;
  view: OpenedFile;
  parts: FileParts;
  known: Known;
  /** Ends what is being made of the content as it is now. */
  stop: AbortController;
  readonly releases: (() => Promise<void>)[];
  prepared: boolean;
}

interface Opening {
  readonly path: string;
  /** What becomes of parts that could not be made. */
  readonly failed: 'kept' | 'tried again';
}

const NEVER: AbortSignal = new AbortController().signal;
const NO_PARTS: FileParts = { playing: null, peaksPath: null, pcmPath: null, thumbnailPath: null };
/** Sound of two files at once keeps both cores busy and the first of ten files early. */
const DECODES_AT_ONCE = 2;
/** Pages ask for parts of a file many times a second while it plays. */
const CHECK_EVERY_MS = 1000;

/** Media files as pages know them: by an opaque id, with waveform, stand-in and thumbnail made on first need. */
export function createFileService(options: FileServiceOptions): FileService {
  const { media, playback, logBug } = options;
  const files = new Map<string, OpenFile>();
  const ids = new Map<string, string>();
  const opening = new Map<
    string,
    Pick<Opening, 'failed'> & { readonly outcome: Promise<Result<OpenedFile>> }
  >();
  const listeners = new Set<(file: OpenedFile) => void>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const waveforms = createLane(DECODES_AT_ONCE);
  const thumbnails = createLane(1);
  const standIns = createLane(1);
  const watching = createWatching((path) => {
    const file = files.get(ids.get(path) ?? '');
    if (file !== undefined) check(file);
  });

  const tell = (file: OpenFile) => {
    for (const listener of listeners) {
      try {
        listener(file.view);
      } catch (error) {
        logBug(error, file.view.path);
      }
    }
  };

  /** Starts something that ends by itself; what it throws is a bug. */
  const start = (path: string, work: () => Promise<void>) => {
    const run = work().catch((error: unknown) => logBug(error, path));
    running.add(run);
    void run.finally(() => running.delete(run));
  };

  const release = (file: OpenFile) => {
    for (const one of file.releases.splice(0)) start(file.view.path, one);
  };

  /** Where a maker of this file's present content puts what it made; nothing of an older content gets through. */
  const workplaceOf = (file: OpenFile): Workplace => {
    const { stop, known } = file;
    return {
      known,
      nowMs: options.nowMs,
      signal: stop.signal,
      show: (change) => {
        if (file.stop !== stop) return;
        file.view = { ...file.view, ...change };
        tell(file);
      },
      keep: (parts, releaseIt) => {
        if (file.stop !== stop) return start(file.view.path, releaseIt);
        file.releases.push(releaseIt);
        file.parts = { ...file.parts, ...parts };
      },
    };
  };

  const make = (file: OpenFile, part: 'peaks' | 'proxy' | null, maker: Maker) => {
    const place = workplaceOf(file);
    if (part !== null) place.show({ [part]: { kind: 'making', fraction: null, etaSeconds: null } });
    start(file.view.path, async () => {
      try {
        await maker(place);
      } catch (error) {
        logBug(error, file.view.path);
        const failed = failure('internal', { file: file.view.path, detail: 'preparing the file failed' });
        if (part !== null) place.show({ [part]: { kind: 'failed', failure: failed } });
      }
    });
  };

  const prepare = (fileId: string) => {
    const file = files.get(fileId);
    if (file === undefined || file.prepared || closing.signal.aborted) return;
    file.prepared = true;
    if (file.known.info.audioTracks.length > 0) {
      make(file, 'peaks', (place) => makeWaveform(place, media, waveforms));
    }
    if (file.known.playability.kind === 'proxy') {
      make(file, 'proxy', (place) => makeStandIn(place, playback, standIns));
    }
    if (file.known.playback.picture !== null) {
      make(file, null, (place) => makeThumbnail(place, playback, thumbnails));
    }
  };

  const settle = (id: string, path: string, realPath: string, known: Known): OpenFile => {
    const before = files.get(id);
    const view: OpenedFile = {
      fileId: id,
      path: before?.view.path ?? path,
      facts: known.facts,
      playable: known.playability.kind,
      proxy: { kind: 'none' },
      peaks: { kind: 'none' },
      failure: null,
    };
    const parts = { ...NO_PARTS, playing: known.playing };
    const fresh = { view, parts, known, stop: new AbortController(), prepared: false };
    if (before === undefined) {
      const file: OpenFile = { ...fresh, realPath, checkedMs: options.nowMs(), releases: [] };
      files.set(id, file);
      if (!closing.signal.aborted) watching.add(realPath);
      return file;
    }
    before.stop.abort();
    release(before);
    const wasPrepared = before.prepared;
    Object.assign(before, fresh);
    tell(before);
    if (wasPrepared) prepare(id);
    return before;
  };

  const openNow = async (
    wish: Opening,
    realPath: string,
    signal: AbortSignal,
  ): Promise<Result<OpenedFile>> => {
    const identity = await identify(realPath);
    const id = ids.get(realPath) ?? null;
    const file = id === null ? null : (files.get(id) ?? null);
    const refuse = (why: Failure): Result<never> => {
      if (file !== null && why.code !== 'cancelled') lose(file, why);
      return fail(why);
    };
    if (!identity.ok) return refuse({ ...identity.failure, file: wish.path });
    if (file !== null && isSame(file.known.identity, identity.value)) {
      if (wish.failed === 'kept' || !hasFailed(file)) return succeed(find(file));
    }
    const path = file?.view.path ?? wish.path;
    const known = await learn(path, identity.value, { media, playback }, signal);
    if (!known.ok) return refuse(known.failure);
    const given = id ?? randomUUID();
    ids.set(realPath, given);
    return succeed(settle(given, path, realPath, known.value).view);
  };

  const lose = (file: OpenFile, why: Failure) => {
    if (file.view.failure?.code === why.code) return;
    file.view = { ...file.view, failure: why };
    tell(file);
  };

  /** The file is there as it was known; a failure of before is over. */
  const find = (file: OpenFile): OpenedFile => {
    if (file.view.failure !== null) {
      file.view = { ...file.view, failure: null };
      tell(file);
    }
    return file.view;
  };

  /** One at a time for a file; whoever comes meanwhile shares the outcome. */
  const openOnce = async (wish: Opening, signal: AbortSignal): Promise<Result<OpenedFile>> => {
    const realPath = await realpath(wish.path).catch(() => wish.path);
    const other = opening.get(realPath);
    if (other !== undefined) {
      const opened = await other.outcome;
      // Somebody else's cancelling is not ours, and neither is a mere look.
      const isOurs = opened.ok ? other.failed === wish.failed : opened.failure.code !== 'cancelled';
      return isOurs || signal.aborted ? opened : openOnce(wish, signal);
    }
    const outcome = openNow(wish, realPath, signal);
    opening.set(realPath, { failed: wish.failed, outcome });
    try {
      return await outcome;
    } finally {
      opening.delete(realPath);
    }
  };

  /** Looks whether the file is still what it was; a changed one is learnt anew. */
  const check = (file: OpenFile) => {
    if (closing.signal.aborted || opening.has(file.realPath)) return;
    file.checkedMs = options.nowMs();
    start(file.view.path, async () => {
      await openOnce({ path: file.realPath, failed: 'kept' }, closing.signal);
    });
  };

  return {
    expand: (paths) => expandPaths(paths, { playback, probe: (path) => media.probe(path, NEVER) }),
    open: (path, signal) => openOnce({ path: resolve(path), failed: 'tried again' }, signal),
    find: (fileId) => files.get(fileId)?.view ?? null,
    parts: (fileId) => {
      const file = files.get(fileId);
      if (file === undefined) return null;
      if (options.nowMs() - file.checkedMs >= CHECK_EVERY_MS) check(file);
      const isOriginal = file.parts.playing?.path === file.view.path;
      return file.view.failure !== null && isOriginal ? { ...file.parts, playing: null } : file.parts;
    },
    prepare,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closing.abort();
      watching.close();
      for (const file of files.values()) {
        file.stop.abort();
        release(file);
      }
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function isSame(left: Identity, right: Identity): boolean {
  return left.sizeBytes === right.sizeBytes && left.modifiedMs === right.modifiedMs;
}

function hasFailed({ view }: OpenFile): boolean {
  return view.proxy.kind === 'failed' || view.peaks.kind === 'failed';
}
