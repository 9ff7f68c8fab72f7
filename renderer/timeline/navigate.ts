import type { TimelineView } from '../session/session.ts';

/** 1,000 pixels for a second are one for a millisecond; single samples need sixteen times as many and more. */
const MOST_PX_PER_SECOND = 200_000;

/** The least zoom: everything is seen. */
export function leastZoom({ widthPx }: Pick<TimelineView, 'widthPx'>, durationMs: number): number {
  return Math.min(100, (Math.max(1, widthPx) * 1000) / Math.max(1000, durationMs));
}

/** Zooms by a factor so that the time at `x` stays there. */
export function zoomAt(view: TimelineView, factor: number, x: number, durationMs: number): TimelineView {
  const least = leastZoom(view, durationMs);
  const pxPerSecond = Math.min(MOST_PX_PER_SECOND, Math.max(least, view.pxPerSecond * factor));
  const atMs = view.leftMs + (x * 1000) / view.pxPerSecond;
  return within({ ...view, pxPerSecond, leftMs: atMs - (x * 1000) / pxPerSecond }, durationMs);
}

export function scrollBy(view: TimelineView, px: number, durationMs: number): TimelineView {
  return within({ ...view, leftMs: view.leftMs + (px * 1000) / view.pxPerSecond }, durationMs);
}

/** Shows a stretch with some room at both sides. */
export function showRange(
  view: TimelineView,
  fromMs: number,
  toMs: number,
  durationMs: number,
): TimelineView {
  const lengthMs = Math.max(20, toMs - fromMs);
  const pxPerSecond = Math.min(
    MOST_PX_PER_SECOND,
    Math.max(leastZoom(view, durationMs), (view.widthPx * 0.8 * 1000) / lengthMs),
  );
  return within(
    { ...view, pxPerSecond, leftMs: fromMs - (view.widthPx * 0.1 * 1000) / pxPerSecond },
    durationMs,
  );
}

/** Brings a time into sight, at a fifth of the width, only if it is out of sight. */
export function reveal(view: TimelineView, ms: number, durationMs: number): TimelineView {
  const lengthMs = (view.widthPx * 1000) / view.pxPerSecond;
  if (ms >= view.leftMs && ms <= view.leftMs + lengthMs * 0.98) return view;
  return within({ ...view, leftMs: ms - lengthMs * 0.2 }, durationMs);
}

/** The last moment may come to the middle; nothing before the start is shown. */
function within(view: TimelineView, durationMs: number): TimelineView {
  const lengthMs = (view.widthPx * 1000) / view.pxPerSecond;
  const most = Math.max(0, durationMs - lengthMs / 2);
  return { ...view, leftMs: Math.max(0, Math.min(most, view.leftMs)) };
}
