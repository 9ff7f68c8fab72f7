import { type Captions, rulesOfCues } from '../../common/captions/captions.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Rules } from '../../common/captions/rules.ts';
import { cueFigures } from '../captions/cueFigures.ts';
import { directionOf } from './label.ts';
import { type Canvas, type Scene, xOf } from './scene.ts';

const PAD = 5;
/** Under this width a cue's figure goes. */
const FIGURE_PX = 90;

/** The cue bars of the visible part. */
export function paintCues(canvas: Canvas, scene: Scene): void {
  const { rows, theme, width, captions } = scene;
  const { top, height } = rows.cues;
  canvas.fillStyle = theme.line1;
  canvas.fillRect(0, top, width, 1);
  const { cues } = captions;
  const toMs = scene.leftMs + width / scene.pxPerMs;
  let lastX = Number.NEGATIVE_INFINITY;
  for (let at = firstVisible(cues, scene.leftMs); at < cues.length; at++) {
    const cue = cues[at] as Cue;
    if (cue.startMs >= toMs) break;
    const moved = scene.preview.cue?.firstWordId === cue.firstWordId ? scene.preview.cue : cue;
    const x = Math.round(xOf(scene, moved.startMs));
    const right = Math.round(xOf(scene, moved.endMs));
    if (right <= lastX && right - x < 2) continue;
    lastX = right;
    const overlaps = overlapOf(cues, at);
    const half = overlaps === 'none' ? null : overlaps;
    const boxTop = top + PAD + (half === 'lower' ? (height - 2 * PAD) / 2 + 1 : 0);
    const boxHeight = half === null ? height - 2 * PAD : (height - 2 * PAD) / 2 - 1;
    paintCue(canvas, scene, cue, at, {
      x,
      top: boxTop,
      width: Math.max(1, right - x - 1),
      height: boxHeight,
    });
  }
}

/** Long cues are rare: the first one that may be seen begins at most this much earlier. */
const LONGEST_MS = 60_000;

function firstVisible(cues: readonly Cue[], leftMs: number): number {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle] as Cue).startMs < leftMs - LONGEST_MS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cues of people who talk at once share the row, one above the other. */
function overlapOf(cues: readonly Cue[], at: number): 'none' | 'upper' | 'lower' {
  const own = cues[at] as Cue;
  const before = cues[at - 1];
  const after = cues[at + 1];
  if (before !== undefined && before.endMs > own.startMs)
    return overlapOf(cues, at - 1) === 'lower' ? 'upper' : 'lower';
  return after !== undefined && after.startMs < own.endMs ? 'upper' : 'none';
}

const rulesOf = new WeakMap<Captions, readonly Rules[]>();

/** The rules of each cue; listed once for a version of the captions. */
function rulesFor(captions: Captions): readonly Rules[] {
  const known = rulesOf.get(captions);
  if (known !== undefined) return known;
  const made = rulesOfCues(captions);
  rulesOf.set(captions, made);
  return made;
}

const lengths = new Map<string, number>();

/** As much of a line as fits, with an ellipsis where something is left out. */
function shortened(canvas: Canvas, line: string, room: number): string {
  let width = lengths.get(line);
  if (width === undefined) {
    if (lengths.size > 20_000) lengths.clear();
    ({ width } = canvas.measureText(line));
    lengths.set(line, width);
  }
  if (width <= room) return line;
  const letters = [...line];
  return `${letters.slice(0, Math.max(0, Math.floor((letters.length * room) / width) - 1)).join('')}…`;
}

interface Box {
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paintCue(canvas: Canvas, scene: Scene, cue: Cue, at: number, box: Box): void {
  const { theme, problems, playheadMs, chosenCue } = scene;
  const { x, top, width, height } = box;
  const problem = problems.get(at) ?? null;
  const isPlaying = playheadMs >= cue.startMs && playheadMs < cue.endMs;
  canvas.fillStyle = problem === 'hard' ? theme.badSoft : isPlaying ? theme.line2 : theme.surface3;
  canvas.fillRect(x, top, width, height);
  if (problem === 'hard') {
    canvas.strokeStyle = theme.bad;
    canvas.lineWidth = 1;
    canvas.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
  } else if (problem === 'soft') {
    canvas.fillStyle = theme.warn;
    canvas.fillRect(x, top, Math.min(3, width), height);
  }
  const rules = rulesFor(scene.captions)[at];
  if (width >= 30 && rules !== undefined) paintText(canvas, scene, cue, rules, box, problem);
  if (at === chosenCue) {
    canvas.strokeStyle = theme.accent;
    canvas.lineWidth = 2;
    canvas.strokeRect(x + 1, top + 1, Math.max(2, width - 2), height - 2);
  }
}

function paintText(
  canvas: Canvas,
  { theme }: Scene,
  cue: Cue,
  rules: Rules,
  { x, top, width, height }: Box,
  problem: 'hard' | 'soft' | null,
): void {
  canvas.save();
  canvas.beginPath();
  canvas.rect(x, top, width, height);
  canvas.clip();
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'start';
  const figureWidth = width >= FIGURE_PX ? 44 : problem !== null || cue.pinned ? 16 : 0;
  const isHalf = height < 22;
  const lines = isHalf
    ? [cue.lines.map(({ text }) => text).join(' ')]
    : cue.lines.map(({ mark, text }) => mark + text);
  canvas.font = `11px ${theme.font}`;
  canvas.fillStyle = theme.text1;
  const shown = lines.slice(0, 2);
  shown.forEach((line, index) => {
    const y = shown.length === 1 ? top + height / 2 + 1 : top + height / 2 + (index - 0.5) * 13 + 1;
    canvas.direction = directionOf(line);
    canvas.textAlign = 'left';
    canvas.fillText(shortened(canvas, line, width - figureWidth - 10), x + 6, y);
    canvas.direction = 'ltr';
  });
  if (width >= FIGURE_PX) {
    const { speed } = cueFigures(cue.lines, cue.endMs - cue.startMs, rules);
    canvas.fillStyle = problem === 'hard' ? theme.bad : problem === 'soft' ? theme.warn : theme.text3;
    canvas.textAlign = 'end';
    canvas.fillText(
      speed === null ? '' : speed.toFixed(rules.readingSpeed.unit === 'characters-per-second' ? 1 : 0),
      x + width - (problem === null && !cue.pinned ? 6 : 20),
      top + height / 2 + 1,
    );
  }
  if (problem !== null || cue.pinned) paintSign(canvas, x + width - 11, top + height / 2, problem, theme);
  canvas.restore();
}

/** Octagon, triangle or pin: what is wrong is told by shape as well as by colour. */
function paintSign(
  canvas: Canvas,
  x: number,
  y: number,
  problem: 'hard' | 'soft' | null,
  theme: Scene['theme'],
): void {
  canvas.strokeStyle = problem === 'hard' ? theme.bad : problem === 'soft' ? theme.warn : theme.text3;
  canvas.lineWidth = 1.3;
  canvas.beginPath();
  const corners = problem === 'hard' ? 8 : problem === 'soft' ? 3 : 0;
  if (corners === 0) {
    canvas.moveTo(x, y + 5);
    canvas.lineTo(x, y);
    canvas.rect(x - 3, y - 5, 6, 5);
  }
  for (let corner = 0; corner <= corners && corners > 0; corner++) {
    const angle = (corner / corners) * 2 * Math.PI + (corners === 8 ? Math.PI / 8 : -Math.PI / 2);
    const px = x + 5 * Math.cos(angle);
    const py = y + 5 * Math.sin(angle);
    if (corner === 0) canvas.moveTo(px, py);
    else canvas.lineTo(px, py);
  }
  if (problem !== null) {
    canvas.moveTo(x, y - 2.5);
    canvas.lineTo(x, y + 0.5);
    canvas.moveTo(x, y + 2);
    canvas.lineTo(x, y + 2.6);
  }
  canvas.stroke();
}
