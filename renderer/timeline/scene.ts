import type { Captions } from '../../common/captions/captions.ts';
import type { Violation } from '../../common/captions/checks/violation.ts';
import type { Project, WordId } from '../../common/document/types.ts';
import type { Preview } from './gestures/preview.ts';
import type { Peaks } from './peaks.ts';
import type { Lane } from './placed.ts';
import type { Rows } from './rows.ts';
import type { Theme } from './theme.ts';

/** Everything that one frame of the timeline shows. */
export interface Scene {
  readonly project: Project;
  readonly captions: Captions;
  /** The worst of each cue that has problems, by the cue's index. */
  readonly problems: ReadonlyMap<number, Violation['severity']>;
  readonly lanes: readonly Lane[];
  readonly rows: Rows;
  readonly theme: Theme;
  readonly peaks: Peaks | null;
  /** Decoded samples of the visible part where a pixel is finer than the peaks; null while they are not there. */
  readonly samples: { readonly fromMs: number; readonly values: Float32Array } | null;
  readonly gain: number;
  readonly leftMs: number;
  readonly pxPerMs: number;
  readonly width: number;
  /** How far the lanes are scrolled, in pixels. */
  readonly laneScroll: number;
  readonly durationMs: number;
  readonly playheadMs: number;
  readonly selected: ReadonlySet<WordId>;
  /** Index of the chosen cue; −1 = none. */
  readonly chosenCue: number;
  readonly hovered: WordId | null;
  readonly doubtBelow: number;
  readonly preview: Preview;
  /** Where a rubber band is pulled; null = none. */
  readonly band: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  } | null;
}

/** What drawing needs of a canvas; a test records it. */
export type Canvas = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'font'
  | 'letterSpacing'
  | 'textBaseline'
  | 'textAlign'
  | 'direction'
  | 'globalAlpha'
  | 'fillRect'
  | 'strokeRect'
  | 'clearRect'
  | 'fillText'
  | 'measureText'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'fill'
  | 'stroke'
  | 'rect'
  | 'roundRect'
  | 'arc'
  | 'clip'
  | 'save'
  | 'restore'
  | 'setLineDash'
>;

export function xOf({ leftMs, pxPerMs }: Pick<Scene, 'leftMs' | 'pxPerMs'>, ms: number): number {
  return (ms - leftMs) * pxPerMs;
}
