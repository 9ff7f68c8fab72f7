import type { Captions } from '../../common/captions/captions.ts';
import type { Cue, CueLine } from '../../common/captions/cue.ts';
import type { SpeakerId, Word } from '../../common/document/types.ts';
import { cuesAt } from '../captions/cueLookup.ts';

/** Draws the cues of a moment into an element laid over the picture. */
export interface CaptionPainter {
  /** Cheap while nothing changes: some comparisons. The page is touched when a cue or a word begins or ends. */
  readonly paint: (captions: Captions, timeMs: number) => void;
}

type Vertical = 'top' | 'middle' | 'bottom';

interface Painted {
  readonly cue: Cue;
  readonly words: readonly { readonly word: Word; readonly element: HTMLElement; readonly color: string }[];
}

/**
 * The plain look: each line in its own box, the word that is spoken in its speaker's colour. `colorOf` gives a
 * speaker's colour on a picture. Cues that are on screen at once stand above each other, the earlier one higher,
 * as broadcasters do it.
 */
export function captionPainter(
  place: HTMLElement,
  colorOf: (speakerId: SpeakerId | null) => string,
): CaptionPainter {
  const corners: Readonly<Record<Vertical, HTMLElement>> = {
    top: corner(place, 'top'),
    middle: corner(place, 'middle'),
    bottom: corner(place, 'bottom'),
  };
  let painted: readonly Painted[] = [];
  const redraw = (cues: readonly Cue[]) => {
    for (const one of Object.values(corners)) one.replaceChildren();
    painted = cues.map((cue) => {
      const words: Painted['words'][number][] = [];
      corners[cue.placement?.vertical ?? 'bottom'].append(drawCue(cue, words, colorOf));
      return { cue, words };
    });
  };
  return {
    paint: ({ cues }, timeMs) => {
      const now = cuesAt(cues, timeMs);
      const isSame =
        now.length === painted.length && painted.every(({ cue }, at) => cue === cues[now[at] ?? -1]);
      if (!isSame) redraw(now.flatMap((at) => cues[at] ?? []));
      for (const { words } of painted) {
        for (const { word, element, color } of words) {
          const isSpoken =
            word.startMs !== null && word.endMs !== null && word.startMs <= timeMs && timeMs < word.endMs;
          const wanted = isSpoken ? color : '';
          if (element.style.color !== wanted) element.style.color = wanted;
        }
      }
    },
  };
}

function corner(place: HTMLElement, vertical: Vertical): HTMLElement {
  const element = document.createElement('div');
  element.className = 'caption-corner';
  element.dataset.vertical = vertical;
  place.append(element);
  return element;
}

function drawCue(
  cue: Cue,
  words: { readonly word: Word; readonly element: HTMLElement; readonly color: string }[],
  colorOf: (speakerId: SpeakerId | null) => string,
): HTMLElement {
  const element = document.createElement('div');
  element.className = 'caption-cue';
  element.style.textAlign = cue.placement?.align ?? 'center';
  for (const line of cue.lines) element.append(drawLine(line, words, colorOf(line.speakerId)));
  return element;
}

function drawLine(
  line: CueLine,
  words: { readonly word: Word; readonly element: HTMLElement; readonly color: string }[],
  color: string,
): HTMLElement {
  const row = document.createElement('div');
  // Each line finds its own direction: its first strong letter decides.
  const box = document.createElement('bdi');
  box.dir = 'auto';
  box.append(line.mark);
  for (const [at, word] of line.words.entries()) {
    if (at > 0 && !word.glue) box.append(' ');
    const element = document.createElement('span');
    element.textContent = word.text;
    box.append(element);
    words.push({ word, element, color });
  }
  row.append(box);
  return row;
}
