import { findWord } from '../../common/document/queries.ts';
import { columnsOf } from './peaks.ts';
import { type Canvas, type Scene, xOf } from './scene.ts';

let columns = new Int8Array(0);

/** The waveform of the visible part, with the chosen words behind it. */
export function paintWave(canvas: Canvas, scene: Scene): void {
  const { rows, theme, width, peaks } = scene;
  const { top, height } = rows.wave;
  if (height <= 0) return;
  canvas.fillStyle = theme.bg;
  canvas.fillRect(0, top, width, height);
  paintChosen(canvas, scene);
  if (peaks === null) return;
  const middle = top + height / 2;
  const half = (height / 2 - 4) * scene.gain;
  if (scene.samples !== null) {
    paintSamples(canvas, scene, scene.samples, middle, half);
    return;
  }
  if (columns.length !== width * 2) columns = new Int8Array(width * 2);
  columnsOf(peaks, scene.leftMs, 1 / scene.pxPerMs, columns);
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, top, width, height);
  canvas.clip();
  // One closed polygon is the quickest shape there is; the core shows where the sound mostly is.
  for (const [share, color] of [
    [1, theme.wave],
    [0.5, theme.waveCore],
  ] as const) {
    canvas.fillStyle = color;
    canvas.beginPath();
    canvas.moveTo(0, middle);
    for (let x = 0; x < width; x++) {
      canvas.lineTo(x, middle - Math.max(0.5, ((columns[x * 2 + 1] as number) / 127) * half * share));
    }
    for (let x = width - 1; x >= 0; x--) {
      canvas.lineTo(x, middle + Math.max(0.5, (-(columns[x * 2] as number) / 127) * half * share));
    }
    canvas.closePath();
    canvas.fill();
  }
  canvas.restore();
}

/** Single samples as a line, from 16 of them in a pixel on downwards. */
function paintSamples(
  canvas: Canvas,
  scene: Scene,
  { fromMs, values }: NonNullable<Scene['samples']>,
  middle: number,
  half: number,
): void {
  const { theme, width, pxPerMs } = scene;
  const pxPerSample = pxPerMs / 16;
  canvas.strokeStyle = theme.waveCore;
  canvas.lineWidth = 1.2;
  canvas.beginPath();
  let isFirst = true;
  const firstSample = Math.max(0, Math.floor((scene.leftMs - fromMs) * 16) - 1);
  for (let at = firstSample; at < values.length; at++) {
    const x = xOf(scene, fromMs) + at * pxPerSample;
    const y = middle - (values[at] as number) * half;
    if (isFirst) canvas.moveTo(x, y);
    else canvas.lineTo(x, y);
    isFirst = false;
    if (x > width) break;
  }
  canvas.stroke();
  if (pxPerSample < 6) return;
  canvas.fillStyle = theme.waveCore;
  for (let at = firstSample; at < values.length; at++) {
    const x = xOf(scene, fromMs) + at * pxPerSample;
    if (x > width) break;
    canvas.fillRect(x - 1.5, middle - (values[at] as number) * half - 1.5, 3, 3);
  }
}

function paintChosen(canvas: Canvas, scene: Scene): void {
  const { project, rows, theme, selected, preview } = scene;
  // Many chosen words are seen on their lanes; a hundred looked up each frame would cost more than they tell.
  if (selected.size > 100) return;
  canvas.fillStyle = theme.accentSoft;
  for (const id of selected) {
    const word = preview.words.get(id) ?? findWord(project, id)?.word;
    if (word?.startMs == null || word.endMs === null) continue;
    const from = Math.round(xOf(scene, word.startMs));
    const to = Math.round(xOf(scene, word.endMs));
    if (to < 0 || from > scene.width) continue;
    canvas.fillRect(from, rows.wave.top, Math.max(1, to - from), rows.wave.height);
  }
}
