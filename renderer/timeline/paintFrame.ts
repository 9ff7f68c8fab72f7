import { paintCues } from './paintCues.ts';
import { paintLanes, paintOverlaps } from './paintLanes.ts';
import { paintWave } from './paintWave.ts';
import { type Canvas, type Scene, xOf } from './scene.ts';

/** Draws the whole timeline but the whole-file strip. */
export function paintFrame(canvas: Canvas, scene: Scene): void {
  const { theme, width, rows } = scene;
  canvas.fillStyle = theme.surface1;
  canvas.fillRect(0, 0, width, rows.height);
  paintRuler(canvas, scene);
  paintWave(canvas, scene);
  paintOverlaps(canvas, scene);
  paintLanes(canvas, scene);
  paintCues(canvas, scene);
  paintSnap(canvas, scene);
  paintPlayhead(canvas, scene);
  paintBand(canvas, scene);
}

const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000,
] as const;

/** Labels need about this much room. */
const LABEL_PX = 84;

function paintRuler(canvas: Canvas, scene: Scene): void {
  const { theme, rows, width, pxPerMs, leftMs } = scene;
  const step = STEPS_MS.find((one) => one * pxPerMs >= LABEL_PX) ?? 28_800_000;
  const small = step / (step % 5 === 0 && step !== 15_000 ? 5 : step % 4 === 0 ? 4 : step % 3 === 0 ? 3 : 2);
  const { top, height } = rows.ruler;
  canvas.fillStyle = theme.line2;
  for (let ms = Math.floor(leftMs / small) * small; xOf(scene, ms) < width; ms += small) {
    canvas.fillRect(Math.round(xOf(scene, ms)), top + height - 4, 1, 4);
  }
  canvas.fillRect(0, top + height - 1, width, 1);
  canvas.font = `11px ${theme.font}`;
  canvas.textBaseline = 'middle';
  canvas.textAlign = 'start';
  for (let ms = Math.floor(leftMs / step) * step; xOf(scene, ms) < width; ms += step) {
    if (ms < 0) continue;
    const x = Math.round(xOf(scene, ms));
    canvas.fillStyle = theme.line2;
    canvas.fillRect(x, top + height - 10, 1, 10);
    canvas.fillStyle = theme.text3;
    canvas.fillText(rulerTime(ms, step), x + 5, top + 10);
  }
}

/** As few digits as the step needs: `00:14`, `00:14.250`, `1:31:08`. */
export function rulerTime(ms: number, stepMs: number): string {
  const whole = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const clock =
    hours > 0 ? `${hours}:${two(minutes % 60)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
  return stepMs >= 1000 ? clock : `${clock}.${String(Math.round(ms % 1000)).padStart(3, '0')}`;
}

function paintSnap(canvas: Canvas, scene: Scene): void {
  const { preview, theme, rows } = scene;
  if (preview.snapped === null) return;
  const x = Math.round(xOf(scene, preview.snapped.ms));
  canvas.fillStyle = theme.accent;
  canvas.fillRect(x, rows.ruler.height, 1, rows.height - rows.ruler.height);
}

function paintPlayhead(canvas: Canvas, scene: Scene): void {
  const { theme, rows, width, playheadMs } = scene;
  const x = Math.round(xOf(scene, playheadMs));
  if (x < -60 || x > width + 60) return;
  canvas.fillStyle = theme.playhead;
  canvas.fillRect(x, rows.ruler.height - 2, 1, rows.height - rows.ruler.height + 2);
  const label = `${Math.floor((playheadMs / 1000) % 60)}.${String(Math.floor(playheadMs % 1000)).padStart(3, '0')}`;
  canvas.font = `600 12px ${theme.font}`;
  const box = Math.ceil(canvas.measureText(label).width) + 12;
  canvas.beginPath();
  canvas.roundRect(x - box / 2, 2, box, 20, 3);
  canvas.fill();
  canvas.fillStyle = theme.surface1;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillText(label, x, 12);
  canvas.textAlign = 'start';
}

function paintBand(canvas: Canvas, { band, theme }: Scene): void {
  if (band === null) return;
  const { x0, y0, x1, y1 } = band;
  canvas.globalAlpha = 0.2;
  canvas.fillStyle = theme.accent;
  canvas.fillRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0));
  canvas.globalAlpha = 1;
}
