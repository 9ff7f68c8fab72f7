import type { Clock } from '../clock.ts';

/** Without a heartbeat for this long a worker is late; it may be the machine that slept. */
export const LATE_AFTER_MS = 6_000;
/** … and after this much more it is unresponsive. */
export const UNRESPONSIVE_AFTER_MS = 6_000;
/** A job that stands still for this long has stalled, unless its chunks take long by nature. */
export const STALL_FLOOR_MS = 120_000;
const STALL_CHUNKS = 10;
/** A timer that comes this much too late tells of a machine that slept, not of a worker that hangs. */
const SLEPT_MS = 5_000;

export interface WatchdogEvents {
  /** `detail` is for people. */
  readonly onAlarm: (alarm: 'unresponsive' | 'stalled', detail: string) => void;
  readonly onLate: () => void;
}

export interface Watchdog {
  readonly heartbeat: (counter: number) => void;
  readonly jobStarted: () => void;
  /** Something of the job was seen: a segment, progress. */
  readonly jobMoved: () => void;
  readonly jobEnded: () => void;
  readonly stop: () => void;
}

/** Watches heartbeats and the movement of the job. The first heartbeat is expected from now on. */
export function createWatchdog(clock: Clock, { onAlarm, onLate }: WatchdogEvents): Watchdog {
  let disarmHeartbeat = () => {};
  let disarmStall = () => {};
  let lastCounter = 0;
  let job: { readonly startedMs: number; moves: number } | null = null;

  const arm = (delayMs: number, alarm: () => void): (() => void) => {
    const dueMs = clock.nowMs() + delayMs;
    let disarm = clock.schedule(delayMs, () => {
      if (clock.nowMs() > dueMs + SLEPT_MS) disarm = arm(delayMs, alarm);
      else alarm();
    });
    return () => disarm();
  };

  const expectHeartbeat = () => {
    disarmHeartbeat();
    disarmHeartbeat = arm(LATE_AFTER_MS, () => {
      onLate();
      disarmHeartbeat = arm(UNRESPONSIVE_AFTER_MS, () =>
        onAlarm('unresponsive', `no sign of life for ${(LATE_AFTER_MS + UNRESPONSIVE_AFTER_MS) / 1000} s`),
      );
    });
  };

  const expectMovement = () => {
    disarmStall();
    if (job === null) return;
    const meanMs = job.moves === 0 ? 0 : (clock.nowMs() - job.startedMs) / job.moves;
    const limitMs = Math.max(STALL_FLOOR_MS, STALL_CHUNKS * meanMs);
    disarmStall = arm(limitMs, () => onAlarm('stalled', `no progress for ${Math.round(limitMs / 1000)} s`));
  };

  const moved = (steps: number) => {
    if (job === null) return;
    job.moves += steps;
    expectMovement();
  };

  expectHeartbeat();
  return {
    heartbeat: (counter) => {
      expectHeartbeat();
      if (counter > lastCounter) moved(counter - lastCounter);
      lastCounter = counter;
    },
    jobStarted: () => {
      job = { startedMs: clock.nowMs(), moves: 0 };
      expectMovement();
    },
    jobMoved: () => moved(1),
    jobEnded: () => {
      job = null;
      disarmStall();
    },
    stop: () => {
      job = null;
      disarmHeartbeat();
      disarmStall();
    },
  };
}
