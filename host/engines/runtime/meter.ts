import type { InstallProgress } from '../engine.ts';
import { announcedBytes, loadedBytes, NO_PROGRESS, type PackageProgress, readUvLine } from './uvOutput.ts';

/** What a variant takes, as its manifest says; zeros where nothing is known. */
export interface Sizes {
  readonly downloadBytes: number;
  readonly diskBytes: number;
}

/**
 * How far packages are: what uv's lines tell of whole packages, and between them how much its cache has grown. Plain
 * data; each event gives the next one.
 */
export interface Meter {
  readonly sizes: Sizes;
  /** Runs of uv that end before the last one: a part from another index comes on its own. */
  readonly runsLeft: number;
  readonly earlier: readonly PackageProgress[];
  readonly current: PackageProgress;
  readonly grownBytes: number;
  /** 0–1 of what is compiled to bytecode. */
  readonly compiled: number;
  readonly movedAtMs: number;
  readonly samples: readonly { readonly atMs: number; readonly bytes: number }[];
}

const STALLED_MS = 30_000;
const WINDOW_MS = 20_000;
/** Less than this says more of the network's first moment than of its pace. */
const SHORTEST_WINDOW_MS = 3_000;
/** Unpacked to packed where a manifest does not tell: NumPy 4, onnxruntime 2.7, the whole WhisperX 1.8. */
const USUAL_RATIO = 2;

export function newMeter(sizes: Sizes, runs: number, nowMs: number): Meter {
  return {
    sizes,
    runsLeft: runs - 1,
    earlier: [],
    current: NO_PROGRESS,
    grownBytes: 0,
    compiled: 0,
    movedAtMs: nowMs,
    samples: [],
  };
}

/** One more line of uv. */
export function afterLine(meter: Meter, line: string, nowMs: number): Meter {
  const current = readUvLine(meter.current, line);
  return current === meter.current ? meter : sampled({ ...meter, current, movedAtMs: nowMs }, nowMs);
}

/** A look at the cache; `grownBytes` since the first run began. */
export function afterLook(meter: Meter, grownBytes: number, nowMs: number): Meter {
  if (grownBytes <= meter.grownBytes) return sampled(meter, nowMs);
  return sampled({ ...meter, grownBytes, movedAtMs: nowMs }, nowMs);
}

/** A look at what is compiled, 0–1. */
export function afterCompiled(meter: Meter, share: number): Meter {
  return { ...meter, compiled: Math.max(meter.compiled, share) };
}

/** Whether uv compiles this moment. */
export function isCompiling(meter: Meter): boolean {
  return stageOf(meter) === 'compile';
}

/** The next run of uv begins. */
export function afterRun(meter: Meter): Meter {
  return {
    ...meter,
    runsLeft: Math.max(0, meter.runsLeft - 1),
    earlier: [...meter.earlier, meter.current],
    current: NO_PROGRESS,
  };
}

/** Fractions are 0–1 over the packages alone; loading is two thirds of it, compiling most of the rest. */
export function progressOf(meter: Meter, nowMs: number): InstallProgress & { readonly fraction: number } {
  const stage = stageOf(meter);
  const bytes = bytesOf(meter);
  const loading = stage === 'load' && bytes.total > 0;
  const stalled = stage === 'load' && nowMs - meter.movedAtMs >= STALLED_MS;
  return {
    step: stage === 'compile' ? 'compile' : 'packages',
    fraction: fractionOf(stage, bytes, meter.compiled),
    message: messageOf(stage, meter, bytes, stalled),
    bytes: loading ? bytes : null,
    remainingMs: loading && !stalled ? remainingMs(meter, bytes) : null,
    stalled,
  };
}

interface Bytes {
  readonly done: number;
  readonly total: number;
}

/** A run that others follow does no more than load. */
function stageOf({ current, runsLeft, earlier }: Meter): PackageProgress['stage'] {
  if (runsLeft > 0 && current.stage !== 'resolve') return 'load';
  return current.stage === 'resolve' && earlier.length > 0 ? 'load' : current.stage;
}

function bytesOf({ sizes, runsLeft, earlier, current, grownBytes }: Meter): Bytes {
  const runs = [...earlier, current];
  const announced = runs.reduce((sum, run) => sum + announcedBytes(run), 0);
  // uv begins up to 50 downloads at once: when the first one has come, nearly all were announced, and what was not
  // announced lies in the cache already.
  const known = runsLeft === 0 && current.loaded.length > 0;
  const total = known ? announced : Math.max(announced, sizes.downloadBytes);
  const loaded = runs.reduce((sum, run) => sum + loadedBytes(run), 0);
  const ratio = sizes.downloadBytes > 0 ? sizes.diskBytes / sizes.downloadBytes : USUAL_RATIO;
  const grown = grownBytes / Math.max(1, ratio);
  return { done: Math.min(total, Math.max(loaded, grown)), total };
}

function fractionOf(stage: PackageProgress['stage'], { done, total }: Bytes, compiled: number): number {
  switch (stage) {
    case 'resolve':
      return 0;
    case 'load':
      return total === 0 ? 0.02 : Math.min(0.7, 0.02 + (0.68 * done) / total);
    case 'install':
      return 0.7;
    case 'compile':
      return 0.72 + 0.28 * compiled;
    case 'done':
      return 1;
  }
}

function messageOf(stage: PackageProgress['stage'], meter: Meter, bytes: Bytes, stalled: boolean): string {
  switch (stage) {
    case 'resolve':
      return 'Looking up packages';
    case 'load': {
      const { packages } = meter.current;
      const what = packages === null ? 'packages' : `${packages} ${packages === 1 ? 'package' : 'packages'}`;
      const far = bytes.total === 0 ? '' : `: ${ofBytes(bytes)}`;
      return `Loading ${what}${far}${stalled ? '; nothing has come for 30 s, still trying' : ''}`;
    }
    case 'install':
      return 'Installing packages';
    case 'compile': {
      const percent = Math.round(meter.compiled * 100);
      return percent === 0 ? 'Compiling packages' : `Compiling packages: ${percent} %`;
    }
    case 'done':
      return 'Packages installed';
  }
}

function ofBytes({ done, total }: Bytes): string {
  const [unit, name, digits] = total >= 1e9 ? [1e9, 'GB', 1] : [1e6, 'MB', 0];
  return `${(done / unit).toFixed(digits)} of ${(total / unit).toFixed(digits)} ${name}`;
}

function sampled(meter: Meter, nowMs: number): Meter {
  const { done } = bytesOf(meter);
  const samples = [...meter.samples, { atMs: nowMs, bytes: done }];
  return { ...meter, samples: samples.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS) };
}

function remainingMs({ samples }: Meter, { done, total }: Bytes): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [tookMs, came] = [last.atMs - first.atMs, last.bytes - first.bytes];
  return tookMs < SHORTEST_WINDOW_MS || came <= 0 ? null : Math.round(((total - done) * tookMs) / came);
}
