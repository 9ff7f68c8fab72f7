import { access, constants, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Failure, type FailureCode, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { type ContainerFacts, readContainerFacts } from './containerFacts.ts';
import { describeContent } from './content.ts';
import { parseFfmpegListing } from './ffmpegListing.ts';
import { runFfmpeg } from './ffmpegProcess.ts';
import type { AudioTrack, MediaInfo } from './media.ts';
import { explainSystemError } from './systemErrors.ts';
import { hasOpenSizes } from './wavHeader.ts';

const PROBE_PROCESSOR_SECONDS = 20;
const PROBE_LIMIT_MS = 60_000;

/**
 * Tells what a file is without decoding it. The container's tables answer for plain WAV, FLAC and Ogg
 * (about 5 ms); FFmpeg lists the streams of everything else (about 40 ms), and the tables then only
 * sharpen the duration. A picture without sound is no failure here: `decode` says that there is no track.
 */
export async function probeMedia(
  path: string,
  ffmpegPath: () => Promise<Result<string>>,
  signal: AbortSignal,
): Promise<Result<MediaInfo>> {
  const file = await statMediaFile(path);
  if (!file.ok) return file;
  const facts = await readContainerFacts(resolve(path));
  if (signal.aborted) return fail(failure('cancelled', { file: path }));
  if (facts?.audioOnly !== null && facts !== null) {
    return succeed({ path, sizeBytes: file.value.sizeBytes, ...(await audioOnlyInfo(path, facts)) });
  }

  const ffmpeg = await ffmpegPath();
  if (!ffmpeg.ok) return ffmpeg;
  const outcome = await runFfmpeg(
    {
      ffmpeg: ffmpeg.value,
      inputArguments: [],
      input: path,
      outputArguments: [],
      reads: 'sound',
      priority: 'usual',
      onOutput: null,
      processorSeconds: PROBE_PROCESSOR_SECONDS,
    },
    AbortSignal.any([signal, AbortSignal.timeout(PROBE_LIMIT_MS)]),
  );
  if (signal.aborted) return fail(failure('cancelled', { file: path }));
  if (outcome.end === 'not-started') {
    return fail(failure('internal', { file: path, detail: `ffmpeg did not start: ${outcome.messages}` }));
  }
  if (outcome.end !== 'exited') {
    return fail(failure('media.unreadable', { file: path, detail: 'reading its header took too long' }));
  }
  const listing = parseFfmpegListing(outcome.messages);
  if (listing === null) return fail(await explainRefusal(path, outcome.messages));
  if (listing.audioTracks.length === 0 && listing.video === null) {
    return fail(failure('media.no-audio', { file: path }));
  }
  return succeed({
    path,
    sizeBytes: file.value.sizeBytes,
    ...listing,
    container: facts?.container ?? listing.container,
    // Tables of MP4 and Matroska count from their own zero, which is the media clock only if it starts there.
    durationMs: listing.startOffsetMs <= 0 ? (facts?.durationMs ?? listing.durationMs) : listing.durationMs,
  });
}

/** Size and time of change of a readable, non-empty file. */
export async function statMediaFile(
  path: string,
): Promise<Result<{ readonly sizeBytes: number; readonly modifiedMs: number }>> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return fail(failure('media.not-a-file', { file: path }));
    if (found.size === 0) return fail(failure('media.empty', { file: path }));
    await access(path, constants.R_OK);
    return succeed({ sizeBytes: found.size, modifiedMs: found.mtimeMs });
  } catch (error) {
    return fail(explainSystemError(path, error));
  }
}

async function audioOnlyInfo(
  path: string,
  facts: ContainerFacts,
): Promise<Omit<MediaInfo, 'path' | 'sizeBytes'>> {
  const audioTracks = (facts.audioOnly ?? []).map(
    (track, index): AudioTrack => ({
      number: index + 1,
      streamIndex: index,
      language: null,
      isDefault: index === 0,
      ...track,
    }),
  );
  const open = facts.container === 'wav' && (await hasOpenSizes(path));
  return {
    container: facts.container,
    durationMs: open ? null : facts.durationMs,
    startOffsetMs: 0,
    streams: audioTracks.map(({ codec, isDefault, streamIndex }) => ({
      index: streamIndex,
      kind: 'audio',
      codec,
      language: null,
      isDefault,
    })),
    audioTracks,
    frameRate: null,
    video: null,
  };
}

const DAMAGE: readonly (readonly [phrase: string, detail: string])[] = [
  ['moov atom not found', 'its index is missing: the recording or the copy was not finished'],
  ['EBML header parsing failed', 'its header is broken'],
  ['End of file', 'it ends inside its header'],
  ['error reading header', 'its header is broken'],
];

/** Why FFmpeg could not open a file. */
async function explainRefusal(path: string, messages: string): Promise<Failure> {
  const content = describeContent(await readHead(path));
  if (content !== null) return failure('media.unreadable', { file: path, detail: content });
  if (messages.includes('Permission denied')) {
    return failure('media.unmeasurable', { file: path, detail: 'access is denied' });
  }
  // FFmpeg goes by the name alone when the content says nothing; what it then misses is no damage.
  const byName = messages.includes('misdetection possible');
  const damage = DAMAGE.find(([phrase]) => messages.includes(phrase));
  const [code, detail]: readonly [FailureCode, string] =
    damage !== undefined && !byName
      ? ['media.damaged', damage[1]]
      : ['media.unreadable', 'its content is of no known kind'];
  return failure(code, { file: path, detail });
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
