import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useSession } from '../session/session.ts';
import { cuesAt } from './cueLookup.ts';

/**
 * Marks the rows of the cues that are on screen (`data-playing`), without React: this runs in every frame of
 * playback, and touches the page only when a cue begins or ends.
 */
export function usePlayingCues(
  scroller: RefObject<HTMLElement | null>,
  { onEnter }: { readonly onEnter: (at: number) => void },
): void {
  const { player, document: open } = useSession();
  const enter = useRef(onEnter);
  enter.current = onEnter;
  const playing = useRef<readonly number[]>([]);
  // Rows come and go while a table is scrolled: after each drawing the marks are set again.
  useLayoutEffect(() => mark(scroller.current, playing.current));
  useLayoutEffect(() => {
    const follow = (timeMs: number) => {
      const now = cuesAt(open.captions().cues, timeMs);
      const before = playing.current;
      if (now.length === before.length && now.every((at, index) => at === before[index])) return;
      playing.current = now;
      mark(scroller.current, now);
      const entered = now.find((at) => !before.includes(at));
      if (entered !== undefined && player.state.getState().playing) enter.current(entered);
    };
    follow(player.timeMs());
    return player.onTime(follow);
  }, [player, open, scroller]);
}

function mark(place: HTMLElement | null, playing: readonly number[]): void {
  if (place === null) return;
  for (const row of place.querySelectorAll<HTMLElement>('[data-playing]')) {
    if (!playing.includes(Number(row.dataset.cue))) delete row.dataset.playing;
  }
  for (const at of playing) {
    const row = place.querySelector<HTMLElement>(`[data-cue="${at}"]`);
    if (row !== null) row.dataset.playing = '';
  }
}
