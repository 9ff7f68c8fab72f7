import type { Player } from './player.ts';

/** Speed of the shuttle: 0 is still, negative is backwards. */
export type ShuttleSpeed = -4 | -2 | -1 | 0 | 1 | 2 | 4;

const FASTER: Readonly<Record<1 | 2 | 4, 1 | 2 | 4>> = { 1: 2, 2: 4, 4: 4 };

/** The speed after one more press: each doubles the speed up to 4, and a turn begins at 1. */
export function nextSpeed(speed: ShuttleSpeed, key: 'back' | 'stop' | 'on'): ShuttleSpeed {
  if (key === 'stop') return 0;
  const ahead = key === 'on' ? speed : (-speed as ShuttleSpeed);
  const next = ahead > 0 ? FASTER[ahead as 1 | 2 | 4] : 1;
  return (key === 'on' ? next : -next) as ShuttleSpeed;
}

/** A media element tells that it plays some milliseconds after it was asked to. */
const SETTLED_MS = 200;

export interface Shuttle {
  readonly press: (key: 'back' | 'stop' | 'on') => void;
}

const shuttles = new WeakMap<Player, Shuttle>();

/** J, K and L of a player. Backwards the picture is sought and bits of sound are heard: no browser plays backwards. */
export function shuttleOf(player: Player): Shuttle {
  const known = shuttles.get(player);
  if (known !== undefined) return known;
  const made = createShuttle(player);
  shuttles.set(player, made);
  return made;
}

function createShuttle(player: Player): Shuttle {
  let speed: ShuttleSpeed = 0;
  /** What was chosen before the shuttle ran fast; K and a new start bring it back. */
  let usualRate = 1;
  let frame = 0;
  let pressedAtMs = Number.NEGATIVE_INFINITY;
  const runBack = () => {
    let last = { atMs: performance.now(), mediaMs: player.timeMs() };
    const turn = (nowMs: number) => {
      const isMoved = Math.abs(player.timeMs() - last.mediaMs) > 80 || player.state.getState().playing;
      if (speed >= 0 || isMoved) {
        if (speed < 0) speed = 0;
        return;
      }
      const mediaMs = Math.max(0, last.mediaMs + (nowMs - last.atMs) * speed);
      player.scrub(mediaMs);
      last = { atMs: nowMs, mediaMs: player.timeMs() };
      if (mediaMs === 0) speed = 0;
      else frame = requestAnimationFrame(turn);
    };
    frame = requestAnimationFrame(turn);
  };
  return {
    press: (key) => {
      const { playing, rate } = player.state.getState();
      // Something else started or stopped it meanwhile; what the last press asked for may take a moment.
      const isSettled = performance.now() - pressedAtMs > SETTLED_MS;
      pressedAtMs = performance.now();
      if (isSettled && playing !== speed > 0) speed = playing ? 1 : speed < 0 ? speed : 0;
      if (Math.abs(speed) <= 1 && rate <= 1) usualRate = rate;
      speed = nextSpeed(speed, key);
      cancelAnimationFrame(frame);
      if (speed > 0) {
        player.setRate(speed === 1 ? usualRate : speed);
        if (!playing) player.play();
      } else {
        player.pause();
        player.setRate(usualRate);
        if (speed < 0) runBack();
      }
    },
  };
}
