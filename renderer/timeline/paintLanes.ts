import { timesOfChunk } from '../../common/document/extents.ts';
import { eachUtteranceInRange } from '../../common/document/queries.ts';
import type { Utterance } from '../../common/document/types.ts';
import { directionOf, fitLabel } from './label.ts';
import { eachPlaced, type Lane, type Placed } from './placed.ts';
import { type Canvas, type Scene, xOf } from './scene.ts';
import { type SpeakerPaint, speakerPaint } from './theme.ts';

/** From these pixels a second on words have texts, blocks; below lanes show turns. */
export const TEXT_PX_PER_SECOND = 60;
export const BLOCK_PX_PER_SECOND = 12;

const PAD = 5;
/** Narrower than this no word fits, and than this not even a beginning says anything. */
const LEAST_LABEL_PX = 10;
const LEAST_CUT_PX = 24;

/** The lanes with their words, clipped to their rows. */
export function paintLanes(canvas: Canvas, scene: Scene): void {
  const { rows, theme, width, lanes, laneScroll } = scene;
  const { top, height } = rows.lanes;
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, top, width, height);
  canvas.clip();
  canvas.fillStyle = theme.line1;
  const yOf = (index: number) => top + index * rows.laneHeight - laneScroll;
  for (let index = 0; index < lanes.length; index++) canvas.fillRect(0, Math.round(yOf(index)), width, 1);
  const indexOf = new Map(lanes.map(({ speakerId }, index) => [speakerId, index]));
  const pxPerSecond = scene.pxPerMs * 1000;
  const fromMs = scene.leftMs;
  const toMs = scene.leftMs + width / scene.pxPerMs;
  if (pxPerSecond < BLOCK_PX_PER_SECOND) paintTurns(canvas, scene, indexOf, yOf);
  else {
    eachUtteranceInRange(scene.project.utterances, fromMs, toMs, (utterance) => {
      const index = indexOf.get(utterance.speakerId) ?? -1;
      const lane = lanes[index];
      if (lane === undefined) return;
      const y = yOf(index);
      if (y + rows.laneHeight < top || y > top + height) return;
      eachPlaced(utterance, fromMs, toMs, (one) => {
        paintWord(canvas, scene, one, lane, y, pxPerSecond >= TEXT_PX_PER_SECOND);
      });
    });
  }
  if (scene.preview.toSpeaker !== undefined) {
    const index = indexOf.get(scene.preview.toSpeaker) ?? -1;
    if (index >= 0) {
      canvas.strokeStyle = theme.accent;
      canvas.lineWidth = 2;
      canvas.strokeRect(1, yOf(index) + 1, width - 2, rows.laneHeight - 2);
    }
  }
  canvas.restore();
}

/** Media times at which people of two lanes talk at once, within the visible part. */
export function overlapsOf(scene: Scene): readonly (readonly [number, number])[] {
  const fromMs = scene.leftMs;
  const toMs = fromMs + scene.width / scene.pxPerMs;
  const spans: { readonly from: number; readonly to: number; readonly by: string | null }[] = [];
  eachUtteranceInRange(scene.project.utterances, fromMs, toMs, (utterance) => {
    eachPlaced(utterance, fromMs, toMs, ({ startMs, endMs }) => {
      spans.push({ from: startMs, to: endMs, by: utterance.speakerId });
    });
  });
  spans.sort((left, right) => left.from - right.from);
  const overlaps: [number, number][] = [];
  const last = new Map<string | null, number>();
  for (const { from, to, by } of spans) {
    for (const [other, end] of last) {
      if (other === by || end <= from) continue;
      const until = Math.min(end, to);
      const before = overlaps.at(-1);
      if (before !== undefined && before[1] >= from - 120) before[1] = Math.max(before[1], until);
      else overlaps.push([from, until]);
    }
    last.set(by, Math.max(last.get(by) ?? 0, to));
  }
  return overlaps;
}

/** The hatch of people who talk at once, through waveform and lanes: it is no error, but it must be seen. */
export function paintOverlaps(canvas: Canvas, scene: Scene): void {
  if (scene.pxPerMs * 1000 < BLOCK_PX_PER_SECOND || scene.lanes.length < 2) return;
  const { rows, theme } = scene;
  for (const [from, to] of overlapsOf(scene)) {
    const x = xOf(scene, from);
    const box = {
      x,
      top: rows.wave.top,
      width: Math.max(2, xOf(scene, to) - x),
      height: rows.cues.top - rows.wave.top,
    };
    canvas.globalAlpha = 0.5;
    paintHatch(canvas, box, theme.text3);
    canvas.globalAlpha = 1;
  }
}

/** Each turn as one bar; what falls into the same pixel is drawn once. Reads six thousand turns in a frame that shows 16 hours. */
function paintTurns(
  canvas: Canvas,
  scene: Scene,
  indexOf: ReadonlyMap<Lane['speakerId'], number>,
  yOf: (index: number) => number,
): void {
  const { lanes, rows, theme, leftMs, width, pxPerMs } = scene;
  const { top, height } = rows.lanes;
  const toMs = leftMs + width / pxPerMs;
  const barHeight = rows.laneHeight - 2 * (PAD + 6);
  const bars = lanes.map(({ color }, index) => ({
    y: yOf(index) + PAD + 6,
    fill: speakerPaint(theme, color).solid,
    isSeen: yOf(index) + rows.laneHeight >= top && yOf(index) <= top + height,
    lastX: Number.NEGATIVE_INFINITY,
  }));
  for (const group of scene.project.utterances.chunks) {
    const { startMs, endMs, starts, ends } = timesOfChunk(group);
    if (startMs >= toMs) break;
    if (endMs <= leftMs) continue;
    for (let at = 0; at < group.length; at++) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      if (start >= toMs || end <= leftMs) continue;
      const bar = bars[indexOf.get((group[at] as Utterance).speakerId) ?? -1];
      if (bar === undefined || !bar.isSeen) continue;
      const from = Math.floor((start - leftMs) * pxPerMs);
      const to = Math.max(from + 1, Math.round((end - leftMs) * pxPerMs));
      if (to <= bar.lastX) continue;
      bar.lastX = to;
      canvas.fillStyle = bar.fill;
      canvas.fillRect(from, bar.y, to - from, barHeight);
    }
  }
}

function paintWord(
  canvas: Canvas,
  scene: Scene,
  one: Placed,
  lane: Lane,
  y: number,
  withText: boolean,
): void {
  const { theme, selected, preview, project, playheadMs } = scene;
  const { word } = one;
  const moved = preview.words.get(word.id);
  const startMs = moved?.startMs ?? one.startMs;
  const endMs = moved?.endMs ?? one.endMs;
  const left = xOf(scene, startMs);
  const right = xOf(scene, endMs);
  // A pixel apart, so that touching words are told apart.
  const x = Math.round(left);
  const width = Math.max(1, Math.round(right) - x - 1);
  const top = y + PAD;
  const height = scene.rows.laneHeight - 2 * PAD;
  const paint = speakerPaint(theme, lane.color);
  const isActive = playheadMs >= startMs && playheadMs < endMs;
  const isHidden = project.decisions.hidden.has(word.id);
  const isEstimated = !one.isTimed || word.timing === 'interpolated';
  paintBlock(canvas, scene, { x, top, width, height }, paint, {
    isActive,
    isHidden,
    isEstimated,
    isHovered: word.id === scene.hovered,
  });
  const isDoubtful =
    word.confidence !== null &&
    word.confidence < scene.doubtBelow &&
    !project.decisions.reviewed.has(word.id);
  if (isDoubtful && width > 3) paintDots(canvas, x, top + 1, width, isActive ? paint.onSolid : theme.warn);
  if (word.timing === 'user' && width > 10)
    paintCorner(canvas, x + width, top, isActive ? paint.onSolid : theme.text1);
  if (withText && width >= LEAST_LABEL_PX) {
    paintLabel(
      canvas,
      scene,
      word.text,
      { x, top, width, height },
      isActive,
      labelColor(scene, paint, isActive, isHidden),
    );
    if (isHidden) canvas.fillRect(x + 3, top + height / 2, width - 6, 1);
  }
  if (selected.has(word.id)) {
    canvas.strokeStyle = theme.accent;
    canvas.lineWidth = 2;
    canvas.strokeRect(x, top, Math.max(2, width), height);
    if (selected.size === 1 && one.isTimed) {
      canvas.fillStyle = theme.accent;
      canvas.fillRect(x - 2, top - 2, 5, height + 4);
      canvas.fillRect(x + width - 3, top - 2, 5, height + 4);
    }
  }
}

function labelColor({ theme }: Scene, paint: SpeakerPaint, isActive: boolean, isHidden: boolean): string {
  if (isActive) return paint.onSolid;
  return isHidden ? theme.text3 : theme.text1;
}

/** The word, or its beginning where there is room for that at least. */
function paintLabel(
  canvas: Canvas,
  { theme }: Scene,
  text: string,
  { x, top, width, height }: Box,
  isActive: boolean,
  color: string,
): void {
  const label = fitLabel(canvas, theme.font, text, width - 4, isActive);
  if (label.isCut && width < LEAST_CUT_PX) return;
  canvas.fillStyle = color;
  canvas.textBaseline = 'middle';
  canvas.font = label.font;
  canvas.letterSpacing = label.spacing;
  canvas.direction = directionOf(text);
  const y = top + height / 2 + 1;
  if (label.isCut) {
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, top, width, height);
    canvas.clip();
    canvas.textAlign = 'left';
    canvas.fillText(label.text, x + 3, y);
    canvas.restore();
  } else {
    canvas.textAlign = 'center';
    canvas.fillText(label.text, x + width / 2, y);
  }
  canvas.letterSpacing = '0px';
  canvas.direction = 'ltr';
  canvas.textAlign = 'start';
}

interface Box {
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paintBlock(
  canvas: Canvas,
  { theme }: Scene,
  { x, top, width, height }: Box,
  paint: SpeakerPaint,
  is: { isActive: boolean; isHidden: boolean; isEstimated: boolean; isHovered: boolean },
): void {
  if (is.isActive) {
    canvas.fillStyle = paint.solid;
    canvas.fillRect(x, top, width, height);
    return;
  }
  if (is.isHidden || is.isEstimated) {
    canvas.strokeStyle = is.isHidden ? theme.line2 : paint.solid;
    canvas.lineWidth = 1;
    if (is.isEstimated && !is.isHidden) {
      paintHatch(canvas, { x, top, width, height }, paint.tint);
      canvas.setLineDash([3, 2]);
    }
    canvas.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
    canvas.setLineDash([]);
    return;
  }
  canvas.fillStyle = is.isHovered ? paint.tintHover : paint.tint;
  canvas.fillRect(x, top, width, height);
  canvas.fillStyle = paint.solid;
  canvas.fillRect(x, top + height - 2, width, 2);
  if (!is.isHovered) return;
  canvas.strokeStyle = paint.solid;
  canvas.lineWidth = 1;
  canvas.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
}

function paintHatch(canvas: Canvas, { x, top, width, height }: Box, color: string): void {
  canvas.save();
  canvas.beginPath();
  canvas.rect(x, top, width, height);
  canvas.clip();
  canvas.strokeStyle = color;
  canvas.lineWidth = 1;
  canvas.beginPath();
  for (let at = x - height; at < x + width; at += 5) {
    canvas.moveTo(at, top + height);
    canvas.lineTo(at + height, top);
  }
  canvas.stroke();
  canvas.restore();
}

function paintDots(canvas: Canvas, x: number, y: number, width: number, color: string): void {
  canvas.fillStyle = color;
  for (let at = x + 2; at < x + width - 2; at += 4) canvas.fillRect(at, y, 2, 2);
}

function paintCorner(canvas: Canvas, right: number, top: number, color: string): void {
  canvas.fillStyle = color;
  canvas.beginPath();
  canvas.moveTo(right - 8, top);
  canvas.lineTo(right, top);
  canvas.lineTo(right, top + 8);
  canvas.closePath();
  canvas.fill();
}
