import type { Page, WebSocket } from '@playwright/test';
import { itemsOf } from '../../common/document/list.ts';
import { largeProject } from '../support/large.ts';
import { BAR_PROJECT } from './appPage.ts';
import { quantile, settled, withPlayedEditor } from './editorPage.ts';

interface Move {
  /** When the browser had the event, when the page's handlers began, when its drawing was handed over. */
  readonly stampMs: number;
  readonly handledMs: number;
  readonly paintedMs: number;
  /** 1: drawn in the frame that follows the event. */
  readonly frames: number;
}

declare global {
  interface Window {
    watchedMoves: Move[];
    watchedFrames: number[];
  }
}

/** Notes when each pointer move came and when the timeline's canvas was drawn after it. */
function watchMoves(): void {
  window.watchedMoves = [];
  window.watchedFrames = [];
  let waiting: { stampMs: number; handledMs: number; frame: number } | null = null;
  const tick = () => {
    window.watchedFrames.push(performance.now());
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.addEventListener(
    'pointermove',
    ({ timeStamp }) => {
      waiting ??= { stampMs: timeStamp, handledMs: performance.now(), frame: window.watchedFrames.length };
    },
    { capture: true },
  );
  const { fillRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
    if (this.canvas.id === 'timeline-canvas' && waiting !== null) {
      const { stampMs, handledMs, frame } = waiting;
      waiting = null;
      const frames = window.watchedFrames.length - frame;
      const { port1, port2 } = new MessageChannel();
      // Comes after style, layout and paint of the frame in which it was sent.
      port1.onmessage = () =>
        window.watchedMoves.push({ stampMs, handledMs, paintedMs: performance.now(), frames });
      port2.postMessage(null);
    }
    fillRect.call(this, x, y, width, height);
  };
}

/** The end of a word on the canvas, by what the pointer looks like over it. */
async function edgeOnCanvas(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const canvas = page.locator('#timeline-canvas');
  const box = await canvas.boundingBox();
  const shown = await page
    .getByText(/px\/s$/u)
    .first()
    .innerText();
  const pxPerSecond = Number(shown.replace(/[^\d.]/gu, ''));
  const [, word] = [...itemsOf(largeProject(BAR_PROJECT).utterances)].flatMap(({ words }) => [
    ...itemsOf(words),
  ]);
  if (box === null || word?.endMs == null) throw new Error('there is no word on the timeline');
  const x = box.x + (word.endMs * pxPerSecond) / 1000 - 3;
  for (let y = box.y + box.height - 60; y > box.y + 30; y -= 12) {
    await page.mouse.move(x, y);
    await page.waitForTimeout(30);
    if ((await canvas.evaluate((element) => element.style.cursor)) === 'ew-resize') return { x, y };
  }
  throw new Error('no edge was found under the pointer');
}

async function dragEdge(): Promise<Record<string, number>> {
  let sent = 0;
  const count = (socket: WebSocket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('projects.change')) sent += 1;
    });
  const prepare = async (page: Page) => {
    page.on('websocket', count);
    await page.addInitScript(watchMoves);
  };
  return await withPlayedEditor(prepare, async ({ page }) => {
    const { x, y } = await edgeOnCanvas(page);
    await page.mouse.down();
    await page.mouse.move(x + 6, y);
    await settled(page);
    await page.evaluate(() => {
      window.watchedMoves.length = 0;
      window.watchedFrames.length = 0;
    });
    for (let move = 0; move < 120; move++) {
      await page.mouse.move(x + 6 + (move % 20), y);
      await page.waitForTimeout(11);
    }
    const { moves, frames } = await page.evaluate(() => ({
      moves: window.watchedMoves,
      frames: window.watchedFrames,
    }));
    const whileDragging = sent;
    await page.mouse.move(x + 14, y);
    await page.mouse.up();
    await page.waitForTimeout(300);
    if (whileDragging !== 0 || sent !== 1) {
      throw new Error(
        `the document was touched ${whileDragging} times in the drag, ${sent} in all: not once, on release`,
      );
    }
    return {
      framesToDrawingMost: Math.max(...moves.map((move) => move.frames)),
      handledToPaintedMedianMs: quantile(
        moves.map((move) => move.paintedMs - move.handledMs),
        0.5,
      ),
      handledToPaintedP95Ms: quantile(
        moves.map((move) => move.paintedMs - move.handledMs),
        0.95,
      ),
      stampToPaintedMedianMs: quantile(
        moves.map((move) => move.paintedMs - move.stampMs),
        0.5,
      ),
      stampToPaintedP95Ms: quantile(
        moves.map((move) => move.paintedMs - move.stampMs),
        0.95,
      ),
      frameMedianMs: quantile(
        frames.slice(1).map((at, index) => at - (frames[index] ?? at)),
        0.5,
      ),
      frameP95Ms: quantile(
        frames.slice(1).map((at, index) => at - (frames[index] ?? at)),
        0.95,
      ),
      moves: moves.length,
      documentTouched: sent,
    };
  });
}

export const benches = [
  {
    name: 'a drag of a word edge: pointer to painted frame (bar 1 frame), document touched once',
    run: dragEdge,
  },
] as const;
