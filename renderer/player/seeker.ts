/** Moves a media element's place, one seek at a time: while one is under way only the last wish is kept. */
export interface Seeker {
  readonly seekTo: (seconds: number) => void;
  /** A seek is under way or waits for the file. */
  readonly isBusy: () => boolean;
  readonly close: () => void;
}

export function createSeeker(element: HTMLMediaElement, onSettled: () => void): Seeker {
  let wanted: number | null = null;
  const next = () => {
    if (wanted === null || element.seeking || element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    const seconds = wanted;
    wanted = null;
    element.currentTime = seconds;
  };
  const settled = () => {
    if (wanted === null) onSettled();
    else next();
  };
  element.addEventListener('seeked', settled);
  element.addEventListener('loadedmetadata', next);
  return {
    seekTo: (seconds) => {
      wanted = seconds;
      next();
    },
    isBusy: () => wanted !== null || element.seeking,
    close: () => {
      element.removeEventListener('seeked', settled);
      element.removeEventListener('loadedmetadata', next);
    },
  };
}
