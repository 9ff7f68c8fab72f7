import { describe, expect, test } from 'vitest';
import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import { plain } from '../../common/captions/profiles/plain.ts';
import { toArray } from '../../common/document/list.ts';
import type { Project } from '../../common/document/types.ts';
import { largeProject } from '../../tests/support/large.ts';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { NO_PREVIEW } from './gestures/preview.ts';
import { hitTest, laneAt, wordsInBand } from './hit.ts';
import { leastZoom, reveal, scrollBy, showRange, zoomAt } from './navigate.ts';
import { paintFrame, rulerTime } from './paintFrame.ts';
import { overlapsOf } from './paintLanes.ts';
import { columnsOf, type Peaks, readPeaks } from './peaks.ts';
import { lanesOf, placedWords } from './placed.ts';
import { rowsFor } from './rows.ts';
import type { Canvas, Scene } from './scene.ts';
import type { Theme } from './theme.ts';

const paint = { solid: 'solid', tint: 'tint', tintHover: 'hover', onSolid: 'on' };
const theme: Theme = {
  bg: 'bg',
  surface1: 's1',
  surface2: 's2',
  surface3: 's3',
  line1: 'l1',
  line2: 'l2',
  text1: 't1',
  text2: 't2',
  text3: 't3',
  accent: 'accent',
  accentSoft: 'soft',
  warn: 'warn',
  bad: 'bad',
  badSoft: 'badSoft',
  wave: 'wave',
  waveCore: 'core',
  playhead: 'playhead',
  font: 'sans',
  speakers: Array.from({ length: 9 }, () => paint),
};

const talk = projectOf(wordsOf('one 1000-1500 two 1500-2000 three 3000-4000'));

function sceneOf(project: Project, choice: Partial<Scene>): Scene {
  const lanes = lanesOf(project, 'Nobody');
  return {
    project,
    captions: deriveCaptions(project, plain, captionSettings(project)),
    problems: new Map(),
    lanes,
    rows: rowsFor(200, lanes.length),
    theme,
    peaks: null,
    samples: null,
    gain: 1,
    leftMs: 0,
    pxPerMs: 0.1,
    width: 1000,
    laneScroll: 0,
    durationMs: 10_000,
    playheadMs: -1,
    selected: new Set(),
    chosenCue: -1,
    hovered: null,
    doubtBelow: 0.5,
    preview: NO_PREVIEW,
    band: null,
    ...choice,
  };
}

interface Drawn {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly fill: string;
}

/** A canvas that notes what it is asked to draw, with the colour at that moment. */
function recorder(): { readonly canvas: Canvas; readonly drawn: Drawn[] } {
  const drawn: Drawn[] = [];
  const state: Record<string, unknown> = { fillStyle: '' };
  const canvas = new Proxy(state, {
    get: (target, name) => {
      if (name === 'measureText') return (text: string) => ({ width: text.length * 7 });
      if (typeof name === 'string' && name in target) return target[name];
      return (...args: readonly unknown[]) => {
        drawn.push({ call: String(name), args, fill: String(target.fillStyle) });
      };
    },
  });
  return { canvas: canvas as unknown as Canvas, drawn };
}

const labels = (drawn: readonly Drawn[]) =>
  drawn.filter(({ call }) => call === 'fillText').map(({ args }) => args[0]);

describe('a frame', () => {
  test('shows words with texts when they are near, blocks farther off, and turns from afar', () => {
    const near = recorder();
    paintFrame(near.canvas, sceneOf(talk, {}));
    expect(labels(near.drawn)).toEqual(expect.arrayContaining(['one', 'two', 'three']));
    const blocks = recorder();
    paintFrame(blocks.canvas, sceneOf(talk, { pxPerMs: 0.02 }));
    expect(labels(blocks.drawn)).not.toContain('one');
    expect(blocks.drawn.filter(({ fill }) => fill === 'tint')).toHaveLength(3);
    const far = recorder();
    paintFrame(far.canvas, sceneOf(talk, { pxPerMs: 0.005 }));
    expect(far.drawn.filter(({ fill }) => fill === 'tint')).toHaveLength(0);
    expect(far.drawn.filter(({ fill, call }) => fill === 'solid' && call === 'fillRect')).toHaveLength(1);
  });

  test('draws a dragged word where it would come to lie', () => {
    const { canvas, drawn } = recorder();
    const preview = { ...NO_PREVIEW, words: new Map([['w2', { startMs: 5000, endMs: 6000 }]]) };
    paintFrame(canvas, sceneOf(talk, { preview }));
    const tints = drawn
      .filter(({ fill, call }) => fill === 'tint' && call === 'fillRect')
      .map(({ args }) => args[0]);
    expect(tints).toEqual([100, 150, 500]);
  });

  test('lights the word that is spoken', () => {
    const { canvas, drawn } = recorder();
    paintFrame(canvas, sceneOf(talk, { playheadMs: 1600 }));
    expect(drawn.some(({ fill, args }) => fill === 'solid' && args[0] === 150 && args[3] === 26)).toBe(true);
  });

  test('of sixteen hours asks the canvas for no more than it can show', () => {
    const large = largeProject({ words: 30_000, speakers: 4, asMonologue: false });
    const end = toArray(large.utterances).at(-1)?.words.chunks[0]?.[0]?.startMs ?? 0;
    for (const pxPerMs of [1000 / end, 0.001, 0.01, 0.1, 1]) {
      const { canvas, drawn } = recorder();
      paintFrame(canvas, sceneOf(large, { pxPerMs, leftMs: end / 3 }));
      expect(drawn.length).toBeLessThan(12_000);
    }
  });

  test('names times with as few digits as its steps need', () => {
    expect(rulerTime(14_000, 1000)).toBe('00:14');
    expect(rulerTime(14_250, 50)).toBe('00:14.250');
    expect(rulerTime(5_468_000, 60_000)).toBe('1:31:08');
  });
});

describe('the pointer', () => {
  const scene = sceneOf(talk, {});
  const laneY = scene.rows.lanes.top + 18;

  test('finds edges, words, cues and what is around them', () => {
    expect(hitTest(scene, 10, 5).kind).toBe('ruler');
    expect(hitTest(scene, 10, 40).kind).toBe('wave');
    expect(hitTest(scene, 125, laneY)).toMatchObject({ kind: 'word', word: { word: { id: 'w0' } } });
    expect(hitTest(scene, 399, laneY)).toMatchObject({
      kind: 'edge',
      edge: 'end',
      word: { word: { id: 'w2' } },
    });
    expect(hitTest(scene, 250, laneY)).toMatchObject({ kind: 'lane' });
    expect(hitTest(scene, 700, scene.rows.cues.top + 10).kind).toBe('cues');
  });

  test('on two words that touch takes the edge of the one it is over', () => {
    expect(hitTest(scene, 148, laneY)).toMatchObject({
      kind: 'edge',
      edge: 'end',
      word: { word: { id: 'w0' } },
    });
    expect(hitTest(scene, 152, laneY)).toMatchObject({
      kind: 'edge',
      edge: 'start',
      word: { word: { id: 'w1' } },
    });
  });

  test('pulls a band over words of the lanes that it crosses', () => {
    expect(wordsInBand(scene, { x0: 120, y0: laneY, x1: 160, y1: laneY + 4 })).toEqual(['w0', 'w1']);
    expect(laneAt(scene, laneY)?.speakerId).toBe('s');
    expect(laneAt(scene, 2)).toBeNull();
  });
});

test('words without times stand between their neighbours', () => {
  const chunk = wordsOf('one 0-100 two - three - four 500-600');
  expect(placedWords(chunk).map(({ startMs, endMs, isTimed }) => [startMs, endMs, isTimed])).toEqual([
    [0, 100, true],
    [100, 300, false],
    [300, 500, false],
    [500, 600, true],
  ]);
  expect(placedWords(wordsOf('one - two -'))).toEqual([]);
  expect(placedWords(chunk)).toBe(placedWords(chunk));
});

test('people who talk at once overlap; one alone never does', () => {
  const base = projectOf(
    wordsOf('one 0-1000'),
    wordsOf('two 500-1500').map((word) => ({ ...word, id: 'x' })),
  );
  const two: Project = {
    ...base,
    speakers: [...base.speakers, { id: 't', name: 'Two', color: 1 }],
    utterances: {
      ...base.utterances,
      chunks: [
        base.utterances.chunks
          .flat()
          .map((utterance, at) => (at === 1 ? { ...utterance, speakerId: 't' } : utterance)),
      ],
    },
  };
  expect(overlapsOf(sceneOf(two, {}))).toEqual([[500, 1000]]);
  expect(overlapsOf(sceneOf(talk, {}))).toEqual([]);
});

describe('rows', () => {
  test('give the waveform what is left and scroll more than four lanes', () => {
    expect(rowsFor(224, 2)).toMatchObject({
      ruler: { height: 24 },
      wave: { height: 84 },
      lanes: { height: 72 },
      laneOverflow: 0,
    });
    expect(rowsFor(400, 9)).toMatchObject({ laneHeight: 44, lanes: { height: 176 }, laneOverflow: 220 });
    expect(rowsFor(100, 9).lanes.height).toBe(36);
  });
});

describe('moving about', () => {
  const view = { leftMs: 10_000, pxPerSecond: 100, widthPx: 1000 };

  test('zooms at the pointer, from the whole file to single samples', () => {
    const closer = zoomAt(view, 4, 250, 60_000);
    expect(closer.leftMs + (250 * 1000) / closer.pxPerSecond).toBeCloseTo(12_500, 6);
    expect(zoomAt(view, 1e9, 0, 60_000).pxPerSecond).toBeGreaterThan(16_000);
    expect(zoomAt(view, 1e-9, 0, 60_000).pxPerSecond).toBe(leastZoom(view, 60_000));
  });

  test('stays within the file', () => {
    expect(scrollBy(view, -1e9, 60_000).leftMs).toBe(0);
    expect(scrollBy(view, 1e9, 60_000).leftMs).toBe(55_000);
  });

  test('comes to a time only where it is out of sight', () => {
    expect(reveal(view, 15_000, 60_000)).toBe(view);
    expect(reveal(view, 40_000, 60_000).leftMs).toBe(38_000);
    expect(showRange(view, 20_000, 20_800, 60_000)).toMatchObject({ pxPerSecond: 1000, leftMs: 19_900 });
  });
});

describe('the waveform', () => {
  /** Loudness that rises by one step a bucket, as a file of two levels. */
  function ramp(): Peaks {
    const buckets = 512;
    const bytes = new ArrayBuffer(256 + buckets * 2 + (buckets / 8) * 2);
    const view = new DataView(bytes);
    for (const [at, letter] of [...'WLPEAKS'].entries()) view.setUint8(at, letter.charCodeAt(0));
    view.setUint32(8, 1, true);
    view.setUint32(16, 16_000, true);
    view.setUint32(20, 2, true);
    view.setBigUint64(24, BigInt(buckets * 64), true);
    view.setUint32(40, 64, true);
    view.setUint32(44, 8, true);
    view.setBigUint64(64, 256n, true);
    view.setBigUint64(72, BigInt(buckets), true);
    view.setBigUint64(80, BigInt(256 + buckets * 2), true);
    view.setBigUint64(88, BigInt(buckets / 8), true);
    for (let at = 0; at < buckets; at++) {
      view.setInt8(256 + at * 2, -(at >> 2));
      view.setInt8(257 + at * 2, at >> 2);
    }
    for (let at = 0; at < buckets / 8; at++) {
      view.setInt8(256 + buckets * 2 + at * 2, -((at * 8 + 7) >> 2));
      view.setInt8(257 + buckets * 2 + at * 2, (at * 8 + 7) >> 2);
    }
    const peaks = readPeaks(bytes);
    if (peaks === null) throw new Error('no peaks');
    return peaks;
  }

  test.each([1, 4, 64])('shows a rising sound rising at %s ms a pixel, and no peak is lost', (msPerPx) => {
    const columns = new Int8Array(Math.floor(2048 / msPerPx) * 2);
    columnsOf(ramp(), 0, msPerPx, columns);
    const tops = [...columns].filter((_, at) => at % 2 === 1);
    expect(tops).toEqual(tops.toSorted((left, right) => left - right));
    expect(tops.at(-1)).toBe(127);
    expect([...columns].filter((_, at) => at % 2 === 0).at(-1)).toBe(-127);
  });

  test('before the sound begins and after it ends is silence', () => {
    const columns = new Int8Array(8);
    columnsOf(ramp(), -1000, 4, columns);
    expect([...columns]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    columnsOf(ramp(), 90_000, 4, columns);
    expect([...columns]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('of another kind of file is refused', () => {
    expect(readPeaks(new ArrayBuffer(10))).toBeNull();
    expect(readPeaks(new ArrayBuffer(300))).toBeNull();
  });
});
