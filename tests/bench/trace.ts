import type { AppPage } from './appPage.ts';

/** Something that the page's main thread did, in processor time, which the load of the computer moves little. */
export interface Traced {
  /** `task`: all of one turn of its loop. `frame`, `key`: the moment at which one begins, of no length. */
  readonly name: 'task' | 'script' | 'frame' | 'key';
  readonly atMs: number;
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

/** Where script begins to run: handlers, timers, frames, idle callbacks, answers of the host. */
const SCRIPT = new Set([
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
]);

/** What the main thread did while `work` ran, from the browser's own trace, in order. Script within script is not counted again. */
export async function traced(
  { page }: Pick<AppPage, 'page'>,
  work: () => Promise<void>,
): Promise<readonly Traced[]> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  // Typed by the protocol as records of unknown fields.
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'toplevel', 'cc'],
      excludedCategories: ['*'],
    },
  });
  await work();
  const complete = new Promise((done) => {
    cdp.once('Tracing.tracingComplete', done);
  });
  await cdp.send('Tracing.end');
  await complete;
  await cdp.detach();
  return ofMainThread(events);
}

function ofMainThread(events: readonly TraceEvent[]): readonly Traced[] {
  const page = events.find(({ name }) => name === 'FireAnimationFrame' || name === 'EventDispatch');
  if (page === undefined) throw new Error('the page did nothing');
  const own = events.filter(({ pid, tid }) => pid === page.pid && tid === page.tid);
  if (!own.some(({ tdur }) => tdur !== undefined)) throw new Error('the browser gives no processor times');
  const made: Traced[] = [];
  let scriptUntil = 0;
  let taskUntil = 0;
  for (const { name, ph, ts, dur = 0, tdur = 0, args } of own.toSorted(
    (left, right) => left.ts - right.ts || (right.dur ?? 0) - (left.dur ?? 0),
  )) {
    const at = { atMs: ts / 1000, cpuMs: tdur / 1000 };
    if (name === 'ProxyMain::BeginMainFrame') made.push({ ...at, name: 'frame', cpuMs: 0 });
    if (ph !== 'X') continue;
    if (name === 'EventDispatch' && args?.data?.type === 'keydown')
      made.push({ ...at, name: 'key', cpuMs: 0 });
    if (name === 'ThreadControllerImpl::RunTask' && ts >= taskUntil) {
      taskUntil = ts + dur;
      made.push({ ...at, name: 'task' });
    }
    if (SCRIPT.has(name) && ts >= scriptUntil) {
      scriptUntil = ts + dur;
      made.push({ ...at, name: 'script' });
    }
  }
  return made;
}

/** Script of each frame: what ran from one frame's beginning to the next one's. */
export function scriptByFrame(all: readonly Traced[]): readonly number[] {
  const frames: number[] = [];
  for (const { name, cpuMs } of all) {
    if (name === 'frame') frames.push(0);
    else if (name === 'script' && frames.length > 0) frames.push((frames.pop() ?? 0) + cpuMs);
  }
  return frames;
}

/** What each key cost: the task that brought it, and all that follow until the next one's. */
export function tasksByKey(all: readonly Traced[]): readonly number[] {
  const keys: number[] = [];
  let latest = 0;
  for (const { name, cpuMs } of all) {
    if (name === 'task') {
      latest = cpuMs;
      if (keys.length > 0) keys.push((keys.pop() ?? 0) + cpuMs);
    } else if (name === 'key') {
      // Its task began before it and was counted to the key before.
      if (keys.length > 0) keys.push((keys.pop() ?? 0) - latest);
      keys.push(latest);
    }
  }
  return keys;
}
