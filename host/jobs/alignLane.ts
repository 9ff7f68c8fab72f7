import { type Failure, failureLine } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Compute, EngineSegment, EngineWord } from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import type { Crew } from './crew.ts';
import type { AlignStage } from './stages.ts';
import type { LentWorker } from './workerPool.ts';

export interface AlignLaneTools {
  readonly stage: AlignStage;
  readonly audio: DecodedAudio;
  readonly crew: Crew;
  readonly signal: AbortSignal;
  readonly notice: (message: string) => void;
  /** Segments with their times, in the order in which they were recognised. */
  readonly deliver: (segment: EngineSegment) => void;
  /** Media time up to which all is aligned. */
  readonly onAligned: (mediaMs: number) => void;
}

/** Aligns what was recognised while the next is being recognised. */
export interface AlignLane {
  readonly add: (segment: EngineSegment, language: string | null) => void;
  /** Resolves when all that was added is delivered; fails only when it was cancelled. */
  readonly end: () => Promise<Result<void>>;
}

/** As much as is aligned in one go: enough for full batches, little enough to show words soon. */
const BATCH_MS = 120_000;

/**
 * Words are never lost: where the aligner has no model for the language, or breaks down, the segments go on as they
 * were recognised, and a notice says so.
 */
export function alignLane(tools: AlignLaneTools): AlignLane {
  const { stage, audio, crew, signal, notice, deliver } = tools;
  const waiting: { readonly segment: EngineSegment; readonly language: string | null }[] = [];
  let lent: LentWorker | null = null;
  let working: Promise<void> | null = null;
  let isOff = false;
  let cancelled: Failure | null = null;
  let bug: { readonly error: unknown } | null = null;

  const giveUp = (reason: Failure) => {
    isOff = true;
    notice(`The words could not be aligned and keep the times that they have. ${failureLine(reason)}`);
  };

  const takeBatch = (): { readonly segments: readonly EngineSegment[]; readonly language: string } | null => {
    const [first] = waiting;
    if (first === undefined) return null;
    const segments: EngineSegment[] = [];
    let lengthMs = 0;
    for (let next = waiting[0]; next?.language === first.language; next = waiting[0]) {
      lengthMs += next.segment.endMs - next.segment.startMs;
      if (segments.length > 0 && lengthMs > BATCH_MS) break;
      segments.push(next.segment);
      waiting.shift();
    }
    return { segments, language: first.language ?? 'und' };
  };

  /** In fresh processes with less at a time where memory runs out. */
  const align = async (
    segments: readonly EngineSegment[],
    language: string,
  ): Promise<Result<readonly EngineSegment[]>> => {
    const chosen = await stage.computeFor(language);
    if (!chosen.ok) return chosen;
    const { id } = stage.engine;
    let compute = crew.ladder.begin(id, 'align', chosen.value);
    for (;;) {
      const aligned = await alignOnce(segments, language, compute);
      if (aligned.ok) return aligned;
      const lower = signal.aborted ? null : crew.ladder.down(id, 'align', compute, aligned.failure);
      if (lower === null) return aligned;
      compute = lower;
    }
  };

  const alignOnce = async (
    segments: readonly EngineSegment[],
    language: string,
    compute: Compute,
  ): Promise<Result<readonly EngineSegment[]>> => {
    if (lent === null) {
      const started = await crew.pool(stage.engine.id, 'align').lend(signal);
      if (!started.ok) return started;
      lent = started.value;
    }
    const aligned = await lent.worker.align(
      {
        audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
        language,
        aligner: stage.aligner,
        compute,
        segments: segments.map(({ startMs, endMs, words }) => ({
          startMs,
          endMs,
          words: words.map(({ text }) => text),
        })),
      },
      { onProgress: () => {}, onSegment: () => {}, onLanguage: () => {}, onWarning: () => {} },
      signal,
    );
    if (!aligned.ok) {
      lent.release('broken');
      lent = null;
      return aligned;
    }
    const timed = new Map(aligned.value.segments.map((segment) => [segment.index, segment.words]));
    return succeed(segments.map((segment, at) => withTimes(segment, timed.get(at) ?? [])));
  };

  const work = async (): Promise<void> => {
    for (let batch = takeBatch(); batch !== null; batch = takeBatch()) {
      const { segments, language } = batch;
      const aligned = isOff ? null : await align(segments, language);
      if (aligned !== null && !aligned.ok) {
        if (aligned.failure.code === 'cancelled') {
          cancelled = aligned.failure;
          return;
        }
        giveUp(aligned.failure);
      }
      for (const segment of aligned?.ok === true ? aligned.value : segments) deliver(segment);
      const last = segments.at(-1);
      if (last !== undefined) tools.onAligned(last.endMs);
    }
  };

  const look = () => {
    if (working !== null || waiting.length === 0 || cancelled !== null || bug !== null) return;
    working = work()
      .catch((error: unknown) => {
        bug = { error };
      })
      .then(() => {
        working = null;
        look();
      });
  };

  return {
    add: (segment, language) => {
      waiting.push({ segment, language });
      look();
    },
    end: async () => {
      while (working !== null) await working;
      lent?.release('healthy');
      lent = null;
      if (bug !== null) throw bug.error;
      return cancelled === null ? succeed(undefined) : fail(cancelled);
    },
  };
}

/** Takes times and confidence of the aligner where it has some; the recogniser's words stay as they are. */
export function withTimes(segment: EngineSegment, timed: readonly EngineWord[]): EngineSegment {
  const words = segment.words.map((word, at): EngineWord => {
    const time = timed[at];
    if (time === undefined || time.startMs === null) return word;
    const { startMs, endMs, timing } = time;
    return { ...word, startMs, endMs, timing, confidence: time.confidence ?? word.confidence };
  });
  return { ...segment, words };
}
