import { succeed } from '../../common/contract/result.ts';
import type { Compute, EngineWorker, Slot, WorkerEvents } from '../engines/engine.ts';
import type { Crew } from './crew.ts';
import type { StagePlace, StageRun } from './measured.ts';

/** One piece of work of an engine that came to its end. */
export interface Lap {
  readonly engineId: string;
  readonly slot: Slot;
  readonly slotId: string;
  readonly compute: Compute;
  /** By a monotonic clock, once a model that had to be loaded was there. */
  readonly beganMs: number;
  readonly endedMs: number;
  /** Of the work that lies between, 0–1: some was done by the time that the first was told of it. */
  readonly share: number;
  /** Sound that was given to the engine: for an aligner the stretches in which it searches. */
  readonly soundMs: number;
}

/** A lap with where it was computed. */
export interface PlacedLap extends Lap {
  readonly place: StagePlace;
}

/** The crew of one job, with what its engines did for it. Nothing is kept of work that failed. */
export function timedCrew(
  crew: Crew,
  nowMs: () => number,
): { readonly crew: Crew; readonly laps: () => readonly Lap[] } {
  const laps: Lap[] = [];
  const timed = (worker: EngineWorker): EngineWorker => {
    const { engineId } = worker;
    const time = async <T extends { readonly ok: boolean }>(
      about: Pick<Lap, 'slot' | 'slotId' | 'compute' | 'soundMs'>,
      events: WorkerEvents,
      work: (events: WorkerEvents) => Promise<T>,
    ): Promise<T> => {
      const start = startOf(nowMs);
      const result = await work(start.watching(events));
      if (result.ok) laps.push({ engineId, ...about, ...start.read(), endedMs: nowMs() });
      return result;
    };
    return {
      ...worker,
      transcribe: (request, events, signal) => {
        const { audio, range, compute } = request;
        const soundMs = range === null ? audio.samples / SAMPLES_A_MS : range.endMs - range.startMs;
        const about = { slot: 'transcribe', slotId: engineId, compute, soundMs } as const;
        return time(about, events, (seen) => worker.transcribe(request, seen, signal));
      },
      align: (request, events, signal) => {
        const { aligner, compute, segments } = request;
        const soundMs = segments.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
        const about = { slot: 'align', slotId: aligner, compute, soundMs } as const;
        return time(about, events, (seen) => worker.align(request, seen, signal));
      },
      diarize: (request, events, signal) => {
        const { audio, diarizer, compute } = request;
        const soundMs = audio.samples / SAMPLES_A_MS;
        const about = { slot: 'diarize', slotId: diarizer, compute, soundMs } as const;
        return time(about, events, (seen) => worker.diarize(request, seen, signal));
      },
    };
  };
  return {
    crew: {
      ...crew,
      pool: (engineId, slot) => {
        const pool = crew.pool(engineId, slot);
        return {
          ...pool,
          lend: async (signal) => {
            const lent = await pool.lend(signal);
            return lent.ok ? succeed({ ...lent.value, worker: timed(lent.value.worker) }) : lent;
          },
        };
      },
    },
    laps: () => laps,
  };
}

const SAMPLES_A_MS = 16;

/** Below this share what is left says too little of the whole. */
const TELLING_SHARE = 0.5;

/** When work began: at once, or where a model is loaded first, with the first that is told of the work behind it. */
function startOf(nowMs: () => number) {
  const askedMs = nowMs();
  let isLoading = false;
  let began: Pick<Lap, 'beganMs' | 'share'> | null = null;
  return {
    watching: (events: WorkerEvents): WorkerEvents => ({
      ...events,
      onProgress: (progress) => {
        const { stage, doneMs, totalMs } = progress;
        if (stage === 'load') isLoading = true;
        else if (isLoading && began === null) {
          began = { beganMs: nowMs(), share: totalMs > 0 ? 1 - doneMs / totalMs : 0 };
        }
        events.onProgress(progress);
      },
    }),
    read: (): Pick<Lap, 'beganMs' | 'share'> =>
      began !== null && began.share >= TELLING_SHARE ? began : { beganMs: askedMs, share: 1 },
  };
}

/**
 * What each stage took of the job, as if it had its device for itself: two that worked at the same time on one device
 * had half of it each. An aligner is counted for all the sound of the recogniser, not for the speech in it alone.
 */
export function runsOf(laps: readonly PlacedLap[]): readonly StageRun[] {
  const heardMs = soundOf(laps, 'transcribe');
  const searchedMs = soundOf(laps, 'align');
  return laps.map((lap) => {
    const sharedMs = laps
      .filter((other) => other.slot !== lap.slot && other.place.device === lap.place.device)
      .reduce((sum, other) => sum + overlapMs(lap, other), 0);
    const whole = lap.slot === 'align' && heardMs > 0 && searchedMs > 0 ? heardMs / searchedMs : 1;
    return {
      place: lap.place,
      soundMs: lap.soundMs * whole,
      workMs: (lap.endedMs - lap.beganMs - sharedMs / 2) / lap.share,
    };
  });
}

function soundOf(laps: readonly Lap[], slot: Slot): number {
  return laps.reduce((sum, lap) => (lap.slot === slot ? sum + lap.soundMs : sum), 0);
}

function overlapMs(left: Lap, right: Lap): number {
  return Math.max(0, Math.min(left.endedMs, right.endedMs) - Math.max(left.beganMs, right.beganMs));
}
