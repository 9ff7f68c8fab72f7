import { randomUUID } from 'node:crypto';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { HeardAgain, StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';
import type { IdSource } from '../../common/document/ids.ts';
import { type Gate, gate } from '../gate.ts';
import { type Latest, latest, type Timer } from '../latest.ts';
import type { MediaService } from '../media/media.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Voices } from '../voices/voices.ts';
import { alignSelection } from './alignSelection.ts';
import { cardOrProcessor } from './devices.ts';
import { diarize } from './diarization.ts';
import { foundOperation, nameSpeakers } from './foundSpeakers.ts';
import type { Stage } from './progress.ts';
import { type ReadyEngines, readyEngine } from './ready.ts';
import { recogniseTrack } from './recognition.ts';
import { sessionSound } from './sessionSound.ts';
import { diarizeStage, enginesOf, type ModelFinder, planStages } from './stages.ts';
import { type TouchUpProgress, touchUpMeter } from './touchUpProgress.ts';
import type { TouchUps } from './touchUps.ts';
import type { WarmWorkers } from './warmWorkers.ts';

export interface TouchUpOptions {
  readonly sessions: Sessions;
  readonly media: MediaService;
  readonly engines: ReadyEngines;
  readonly models: ModelFinder;
  readonly voices: Voices;
  readonly workers: WarmWorkers;
  readonly installing: Gate;
  readonly newIds: () => IdSource;
  readonly timer: Timer;
  readonly logBug: (error: unknown, where: string) => void;
}

/** Message id of the step in Undo and History. */
export const SPEAKERS_LABEL = 'editing.speakers';

const TELL_APART_MS = 100;

type KindOf<K extends StartTouchUp['kind']> = Extract<StartTouchUp, { readonly kind: K }>;

/** What the list knows of one. Changed in place. */
interface Entry {
  readonly request: StartTouchUp;
  readonly controller: AbortController;
  state: TouchUpView['state'];
  progress: TouchUpProgress | null;
  /** Another one is at work; this one's turn comes. */
  waits: boolean;
  notices: readonly string[];
  failure: Failure | null;
  usedDevice: string | null;
  count: number | null;
  heard: HeardAgain | null;
}

interface Doing {
  readonly signal: AbortSignal;
  readonly report: (stage: Stage, fraction: number) => void;
  readonly notice: (message: string) => void;
  readonly onDevice: (device: string) => void;
}

/** One at a time computes: two engines would share one graphics card. */
export function createTouchUps(options: TouchUpOptions): TouchUps & { readonly close: () => Promise<void> } {
  const { sessions, engines, models, workers, installing, timer, logBug } = options;
  const working = gate(1);
  const running = new Set<Promise<unknown>>();
  let entries: readonly Entry[] = [];
  const watchers = new Set<Latest<readonly TouchUpView[]>>();
  const tell = () => {
    for (const watcher of watchers) watcher.tell();
  };
  const find = (touchUpId: string) => entries.find(({ request }) => request.touchUpId === touchUpId) ?? null;
  const makeReady = async (ids: readonly string[], { signal }: Doing): Promise<Result<void>> => {
    for (const id of ids) {
      const ready = await readyEngine(id, engines, () => {}, installing, signal);
      if (!ready.ok) return ready;
    }
    return succeed(undefined);
  };

  const align = async (request: KindOf<'align'>, { signal, report }: Doing): Promise<Result<number>> => {
    const ready = (id: string, abort: AbortSignal) => readyEngine(id, engines, () => {}, installing, abort);
    const aligned = await alignSelection(request, signal, { ...options, report, ready });
    return aligned.ok ? succeed(aligned.value.words) : aligned;
  };

  const speakers = async (request: KindOf<'speakers'>, doing: Doing): Promise<Result<number>> => {
    const { sessionId } = request;
    const stage = await diarizeStage(request.diarize, { device: 'auto', precision: null }, engines, models);
    if (!stage.ok) return stage;
    const ready = await makeReady([stage.value.engine.id], doing);
    if (!ready.ok) return ready;
    const decoding = (fraction: number) => doing.report('decode', fraction);
    const sound = await sessionSound({ sessionId, range: null }, options, decoding, doing.signal);
    if (!sound.ok) return sound;
    const held = workers.hold();
    try {
      const found = await diarize(stage.value, sound.value, held.crew, doing);
      if (!found.ok) return found;
      const now = sessions.document(sessionId)?.project ?? null;
      if (now === null) return fail(failure('project.closed', {}));
      const named = await nameSpeakers(stage.value.diarizer, found.value, options.voices);
      const change = foundOperation(now, named, options.newIds());
      if (change === null) return succeed(0);
      const changed = sessions.change({
        sessionId,
        clientId: 'host-speakers',
        opId: randomUUID(),
        operation: change.operation,
        label: SPEAKERS_LABEL,
        group: null,
      });
      return changed.ok ? succeed(change.count) : changed;
    } finally {
      held.release();
      await sound.value.release();
    }
  };

  const redo = async (request: KindOf<'redo'>, doing: Doing): Promise<Result<HeardAgain>> => {
    const { sessionId, startMs, endMs, choice } = request;
    const sole = { diarize: null, channel: 'mix', audioTrack: null, fromMs: startMs, toMs: endMs } as const;
    const plan = await planStages({ ...choice, ...sole }, engines, models);
    if (!plan.ok) return plan;
    const ready = await makeReady(
      enginesOf(plan.value).map(({ id }) => id),
      doing,
    );
    if (!ready.ok) return ready;
    const { compute } = plan.value.transcribe;
    doing.onDevice(cardOrProcessor(enginesOf(plan.value), compute, await engines.list()));
    const decoding = (fraction: number) => doing.report('decode', fraction);
    const range = { startMs, endMs };
    const sound = await sessionSound({ sessionId, range }, options, decoding, doing.signal);
    if (!sound.ok) return sound;
    const held = workers.hold();
    try {
      const { durationMs } = sound.value;
      const recognised = await recogniseTrack(
        {
          audio: sound.value,
          plan: plan.value,
          crew: held.crew,
          share: (stage, doneMs) => doing.report(stage, doneMs / Math.max(1, durationMs)),
          deliver: () => {},
          watcher: { onLanguage: () => {} },
        },
        doing,
      );
      if (!recognised.ok) return recognised;
      return succeed({ startMs, endMs, words: recognised.value.segments.flatMap(({ words }) => words) });
    } finally {
      held.release();
      await sound.value.release();
    }
  };

  const work = async (entry: Entry, doing: Doing): Promise<Result<void>> => {
    const { request } = entry;
    if (request.kind === 'redo') {
      const heard = await redo(request, doing);
      if (!heard.ok) return heard;
      entry.heard = heard.value;
      entry.count = heard.value.words.length;
      return succeed(undefined);
    }
    const counted = request.kind === 'align' ? await align(request, doing) : await speakers(request, doing);
    if (!counted.ok) return counted;
    entry.count = counted.value;
    return succeed(undefined);
  };

  const settle = (entry: Entry, failed: Failure | null) => {
    if (entry.state === 'running') {
      entry.state = failed === null ? 'done' : failed.code === 'cancelled' ? 'cancelled' : 'failed';
      entry.failure = entry.state === 'failed' ? failed : null;
    }
    tell();
  };

  const run = async (entry: Entry): Promise<void> => {
    const { signal } = entry.controller;
    const advance = touchUpMeter(entry.request.kind, timer.nowMs);
    let leave = () => {};
    try {
      leave = await working.enter(signal);
      entry.waits = false;
      tell();
      const result = await work(entry, {
        signal,
        report: (stage, fraction) => {
          entry.progress = advance(stage, fraction);
          tell();
        },
        notice: (message) => {
          entry.notices = [...entry.notices, message];
          tell();
        },
        onDevice: (device) => {
          entry.usedDevice = device;
          tell();
        },
      });
      settle(entry, result.ok ? null : result.failure);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) logBug(error, entry.request.kind);
      settle(entry, signal.aborted ? failure('cancelled', {}) : failure('internal', { detail }));
    } finally {
      leave();
    }
  };

  return {
    start: (request) => {
      const known = find(request.touchUpId);
      if (known !== null) return viewOf(known);
      const entry: Entry = {
        request,
        controller: new AbortController(),
        state: 'running',
        progress: null,
        waits: entries.some((one) => one.state === 'running'),
        notices: [],
        failure: null,
        usedDevice: null,
        count: null,
        heard: null,
      };
      entries = [...entries, entry];
      const doing = run(entry).finally(() => running.delete(doing));
      running.add(doing);
      tell();
      return viewOf(entry);
    },
    cancel: (touchUpId) => {
      const entry = find(touchUpId);
      if (entry?.state !== 'running') return;
      entry.state = 'cancelled';
      entry.controller.abort();
      tell();
    },
    dismiss: (touchUpId) => {
      entries = entries.filter((one) => one.request.touchUpId !== touchUpId || one.state === 'running');
      tell();
    },
    watch: async function* (sessionId, signal) {
      const own = () => entries.filter(({ request }) => request.sessionId === sessionId).map(viewOf);
      const watcher = latest(own, TELL_APART_MS, timer);
      watchers.add(watcher);
      try {
        yield* watcher.watch(signal);
      } finally {
        watchers.delete(watcher);
      }
    },
    heard: (touchUpId) => find(touchUpId)?.heard ?? null,
    close: async () => {
      for (const { controller } of entries) controller.abort();
      await Promise.all(running);
    },
  };
}

function viewOf(entry: Entry): TouchUpView {
  const { request, state, progress, waits, notices, failure: failed, usedDevice, count } = entry;
  return {
    touchUpId: request.touchUpId,
    sessionId: request.sessionId,
    kind: request.kind,
    state,
    stage: progress?.stage ?? (waits ? 'waiting' : 'prepare'),
    fraction: state === 'done' ? 1 : (progress?.fraction ?? 0),
    etaSeconds: progress?.etaSeconds ?? null,
    notices,
    failure: failed,
    usedDevice,
    count,
  };
}
