import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { findCancelledMix } from './cancelledMix.ts';
import { createDecodeCache, type HeldEntry, PCM_FILE, PEAKS_FILE } from './decodeCache.ts';
import { DECODER_VERSION, type DecodePlan, planDecode, RATE_HZ } from './decodePlan.ts';
import { type DecodedTrack, type DecodeJob, type DecodeTools, decodeTrack } from './decodeTrack.ts';
import { beginEntry } from './folderCache.ts';
import { hasChanged, type Identity, identify } from './identity.ts';
import type { DecodedAudio, DecodeProgress, DecodeRequest, MediaService } from './media.ts';
import { probeMedia } from './probe.ts';
import { isDiskFull } from './systemErrors.ts';

export interface MediaTools {
  /** The app's FFmpeg; asked for when it is first needed, so that listing engines needs none. */
  readonly ffmpegPath: () => Promise<Result<string>>;
  /** Folder for decoded sound, made when needed. Several processes may share it. */
  readonly cacheDir: string;
  /** Decoded sound takes 119 MB an hour. Entries in use may exceed the cap. */
  readonly cacheCapBytes: number;
  readonly nowMs: () => number;
  /** Bytes that a person may still write where the folder lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** Free space by the operating system, for `MediaTools.freeBytes`. */
export async function systemFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

type Listener = (progress: DecodeProgress) => void;

/**
 * Media on this computer: what a file is, and its sound as engines read it. A decode runs once for each
 * content, track, channel and range; a second wish for the same while it runs waits for it.
 */
export function createMediaService(tools: MediaTools): MediaService {
  const cache = createDecodeCache(tools.cacheDir, tools.cacheCapBytes, tools.nowMs);
  const running = new Map<string, { readonly listeners: Set<Listener>; readonly end: Promise<void> }>();

  const decode: MediaService['decode'] = async (request, onProgress, signal) => {
    const planned = planDecode(request);
    if (!planned.ok) return planned;
    const identified = await identify(request.info.path, signal);
    if (!identified.ok) return identified;
    const { content } = identified.value;
    const key = cacheKey(content, planned.value);

    for (;;) {
      const held = await cache.acquire(key);
      if (held !== null) {
        const ms = (held.entry.samples * 1000) / RATE_HZ;
        onProgress({ doneMs: ms, totalMs: ms });
        return succeed(decodedAudio(held));
      }
      const other = running.get(key);
      if (other === undefined) break;
      other.listeners.add(onProgress);
      await endOrAbort(other.end, signal);
      other.listeners.delete(onProgress);
      if (signal.aborted) return fail(failure('cancelled', { file: request.info.path }));
    }

    const listeners = new Set([onProgress]);
    const ended = Promise.withResolvers<void>();
    running.set(key, { listeners, end: ended.promise });
    try {
      const report: Listener = (progress) => {
        for (const listener of listeners) listener(progress);
      };
      const made = await makeEntry(request, planned.value, identified.value, key, report, signal);
      return made.ok ? succeed(decodedAudio(made.value)) : made;
    } finally {
      running.delete(key);
      ended.resolve();
    }
  };

  const makeEntry = async (
    request: DecodeRequest,
    plan: DecodePlan,
    identity: Identity,
    key: string,
    onProgress: Listener,
    signal: AbortSignal,
  ): Promise<Result<HeldEntry>> => {
    const ffmpeg = await tools.ffmpegPath();
    if (!ffmpeg.ok) return ffmpeg;
    await cache.trim();
    const folder = await beginEntry(cache, tools.cacheDir);
    if (!folder.ok) return folder;
    const { info } = request;
    const job: DecodeJob = {
      path: info.path,
      sizeBytes: info.sizeBytes,
      plan,
      expectedMs: expectedLength(plan, info.durationMs),
      audioOnly: info.video === null && info.audioTracks.length === 1,
      folder: folder.value,
    };
    const decodeTools: DecodeTools = { ...tools, ffmpeg: ffmpeg.value };
    let published = false;
    try {
      const decoded = await decodeAudible(job, decodeTools, onProgress, signal);
      if (!decoded.ok) return decoded;
      // The entry would stand for content that it does not hold.
      if (await hasChanged(info.path, identity)) return fail(failure('media.changed', { file: info.path }));
      const { samples, notices } = decoded.value;
      const entry = await cache.publish(key, job.folder, {
        samples,
        notices,
        fingerprint: identity.fingerprint,
        startMs: plan.range?.startMs ?? 0,
      });
      published = true;
      await cache.trim();
      return succeed(entry);
    } catch (error) {
      if (isDiskFull(error))
        return fail(failure('disk.full', { file: tools.cacheDir, detail: 'decoding stopped' }));
      throw error;
    } finally {
      if (!published) await cache.abandon(job.folder);
    }
  };

  return {
    probe: (path, signal) => probeMedia(path, tools.ffmpegPath, signal),
    decode,
    fingerprint: async (path) => {
      const identified = await identify(path, new AbortController().signal);
      return identified.ok ? succeed(identified.value.fingerprint) : identified;
    },
    cacheSizeBytes: () => cache.sizeBytes(),
  };
}

/** Decodes; when the mix of a stereo track cancels itself out, decodes its louder channel instead. */
async function decodeAudible(
  job: DecodeJob,
  tools: DecodeTools,
  onProgress: Listener,
  signal: AbortSignal,
): Promise<Result<DecodedTrack>> {
  const decoded = await decodeTrack(job, tools, onProgress, signal);
  if (!decoded.ok) return decoded;
  const channel = await findCancelledMix(job, decoded.value, tools, signal);
  if (channel === null || signal.aborted) return signal.aborted ? cancelled(job.path) : decoded;
  const again = await decodeTrack(
    { ...job, plan: { ...job.plan, pick: channel } },
    tools,
    onProgress,
    signal,
  );
  if (!again.ok) return again;
  const notice = `The two channels cancel each other out when mixed, so the ${channel} one was taken.`;
  return succeed({ ...again.value, notices: [notice, ...again.value.notices] });
}

function cacheKey(content: string, plan: DecodePlan): string {
  const parts = [DECODER_VERSION, content, plan.track.number, plan.pick, plan.range];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

function expectedLength(plan: DecodePlan, durationMs: number | null): number | null {
  if (plan.range === null) return durationMs;
  return Math.min(plan.range.endMs, durationMs ?? plan.range.endMs) - plan.range.startMs;
}

function decodedAudio(held: HeldEntry): DecodedAudio {
  const { samples, startMs, fingerprint, notices } = held.entry;
  return {
    pcmPath: resolve(held.folder, PCM_FILE),
    peaksPath: resolve(held.folder, PEAKS_FILE),
    samples,
    startMs,
    durationMs: Math.round((samples * 1000) / RATE_HZ),
    fingerprint,
    notices,
    release: held.release,
  };
}

function endOrAbort(end: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      signal.removeEventListener('abort', finish);
      done();
    };
    if (signal.aborted) return done();
    signal.addEventListener('abort', finish);
    end.then(finish, finish);
  });
}

function cancelled(path: string): Result<never> {
  return fail(failure('cancelled', { file: path }));
}
