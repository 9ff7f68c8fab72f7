import { type Failure, failure } from '../../common/contract/failure.ts';
import type { ModelRef, TokenPlace } from '../../common/contract/models.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { CheckView, SetupView } from '../../common/contract/setup.ts';
import type { SpeedView } from '../../common/contract/speeds.ts';
import type { Engines, HealthCheck, InstallProgress, Machine } from '../engines/engine.ts';
import { gate } from '../gate.ts';
import { latest, type Timer } from '../latest.ts';
import type { Models } from '../models/models.ts';
import { engineRows, machineView } from './rows.ts';
import type { Setup } from './setup.ts';
import { type EngineTask, IDLE, type TaskKind } from './task.ts';

export interface SetupOptions {
  readonly engines: Engines;
  readonly models: Models;
  /** How fast engines are here; `watch` calls whenever something was measured and returns the way to end it. */
  readonly speeds: {
    readonly list: () => Promise<readonly SpeedView[]>;
    readonly watch: (tell: () => void) => () => void;
  };
  readonly dataFolder: string;
  readonly freeBytes: (folder: string) => Promise<number>;
  /** What works here, engines tried out. */
  readonly diagnose: (signal: AbortSignal) => Promise<readonly HealthCheck[]>;
  /** Transcribes the sample clip: seconds of work for a second of sound; fails where no model is there yet. */
  readonly tryClip: (engineId: string, signal: AbortSignal) => Promise<Result<{ readonly rtf: number }>>;
  /** Takes names of people and their folders, and tokens, out of a line. */
  readonly redact: (line: string) => string;
  readonly version: string;
  readonly timer: Timer;
  readonly logBug: (error: unknown, where: string) => void;
}

const TELL_APART_MS = 100;

/** What a thing that is done to an engine may use. */
interface Doing {
  readonly signal: AbortSignal;
  readonly report: (progress: InstallProgress) => void;
}

interface Ended {
  readonly failure: Failure | null;
  readonly offer: string | null;
}

const BEGINNING: InstallProgress = {
  step: 'tools',
  fraction: null,
  message: '',
  bytes: null,
  remainingMs: null,
  stalled: false,
};

export function createSetup(options: SetupOptions): Setup {
  const { engines, models, speeds, timer, logBug } = options;
  const closing = new AbortController();
  /** Two at a time would share one network and one disk. */
  const oneByOne = gate(1);
  const tasks = new Map<string, EngineTask>();
  const loading = new Map<string, AbortController>();
  const running = new Set<Promise<unknown>>();
  let machine: Machine | null = null;
  /** Asking the key store starts a process, so it is kept here. */
  let tokenPlace: TokenPlace | null = null;
  let present: SetupView | null = null;
  let reading: Promise<void> | null = null;
  let isStale = true;

  const shown = latest(() => present, TELL_APART_MS, timer);

  const read = async (): Promise<SetupView> => {
    const [statuses, listed, known, modelsFolder, freeBytes] = await Promise.all([
      engines.list(),
      models.list(),
      speeds.list(),
      models.place(),
      // A disk that does not tell its room is no reason to show nothing.
      options.freeBytes(options.dataFolder).catch(() => null),
    ]);
    const fitting = new Map<string, string>();
    for (const { manifest } of machine === null ? [] : statuses) {
      const variant = await engines.fittingVariant(manifest.id, closing.signal);
      if (variant.ok) fitting.set(manifest.id, variant.value.id);
    }
    return {
      machine: machine === null ? null : machineView(machine),
      engines: engineRows(statuses, fitting, (id) => tasks.get(id) ?? IDLE),
      models: listed,
      speeds: known,
      dataFolder: options.dataFolder,
      modelsFolder,
      freeBytes,
      token: tokenPlace,
    };
  };

  /** Reads anew until nothing has changed meanwhile. */
  const refresh = (): Promise<void> => {
    isStale = true;
    reading ??= (async () => {
      while (isStale) {
        isStale = false;
        present = await read();
        shown.tell();
      }
    })()
      .catch((error: unknown) => logBug(error, 'setup'))
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const tell = () => void refresh();
  const stopWatching = [models.watch(tell), speeds.watch(tell)];

  const keep = (work: Promise<unknown>) => {
    const kept = work
      .catch((error: unknown) => {
        if (!closing.signal.aborted) logBug(error, 'setup');
      })
      .finally(() => running.delete(kept));
    running.add(kept);
  };

  let looksAtToken = 0;
  /** What was asked last is what holds, whichever answer comes last. */
  const lookAtToken = async () => {
    const look = ++looksAtToken;
    const place = await models.token.place();
    if (look === looksAtToken) tokenPlace = place;
    await refresh();
  };

  /** The machine is looked at once somebody looks, and again by every diagnosis. */
  const lookAtMachine = async () => {
    // A locked key store asks its owner for a password first: nothing waits for that, not even the end.
    lookAtToken().catch((error: unknown) => logBug(error, 'setup'));
    machine = await engines.machine(closing.signal);
    await refresh();
  };

  const run = (id: string, kind: TaskKind, work: (doing: Doing) => Promise<Ended>) => {
    if (closing.signal.aborted || (tasks.get(id)?.kind ?? null) !== null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const task: EngineTask = { kind, controller, progress: null, failure: null, offer: null };
    const report = (progress: InstallProgress) => {
      task.progress = progress;
      tell();
    };
    const settle = (failed: Failure | null, offer: string | null) =>
      tasks.set(id, { ...IDLE, failure: failed?.code === 'cancelled' ? null : failed, offer });
    const done = async () => {
      let leave = () => {};
      try {
        leave = await oneByOne.enter(signal);
        report(BEGINNING);
        const ended = await work({ signal, report });
        settle(ended.failure, ended.offer);
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        settle(signal.aborted ? null : failure('internal', { detail }), null);
        if (!signal.aborted) logBug(error, `setup of ${id}`);
      } finally {
        leave();
        await refresh();
      }
    };
    tasks.set(id, task);
    tell();
    keep(done());
  };

  /** How fast it is on the sample clip, kept for the lists; an engine without a model yet works all the same. */
  const measure = async (
    engineId: string,
    report: Doing['report'],
    signal: AbortSignal,
  ): Promise<Failure | null> => {
    const status = (await engines.list()).find(({ manifest }) => manifest.id === engineId);
    if (status === undefined || !status.manifest.slots.includes('transcribe')) return null;
    report({ ...BEGINNING, step: 'verify', message: 'Transcribing the sample clip' });
    const tried = await options.tryClip(engineId, signal);
    if (tried.ok) await engines.noteSpeed(engineId, tried.value.rtf);
    else if (!tried.failure.code.startsWith('model.')) return tried.failure;
    return null;
  };

  const keyOf = ({ kind, id }: ModelRef) => `${kind}/${id}`;
  /** One thing at a time is done to a model. */
  const onModel = async <T>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    if (loading.has(key) || closing.signal.aborted) return null;
    const controller = new AbortController();
    loading.set(key, controller);
    const doing = work(controller.signal).finally(() => {
      loading.delete(key);
      tell();
    });
    keep(doing);
    return await doing;
  };
  const ignore = () => {};

  return {
    view: async () => {
      if (machine === null) await lookAtMachine();
      else if (present === null) await refresh();
      return present ?? (await read());
    },
    watch: async function* (signal) {
      if (machine === null) keep(lookAtMachine());
      if (present === null) await refresh();
      for await (const view of shown.watch(signal)) if (view !== null) yield view;
    },
    install: ({ engineId, variant, wheelsFolder }) =>
      run(engineId, 'install', async ({ signal, report }) => {
        const wish = { variant, wheelsFolder };
        const made = await engines.install(engineId, wish, report, signal);
        return { failure: made.ok ? await measure(engineId, report, signal) : made.failure, offer: null };
      }),
    verify: (engineId) =>
      run(engineId, 'verify', async ({ signal, report }) => {
        const checks = await engines.verify(engineId, signal);
        return { failure: checks.ok ? await measure(engineId, report, signal) : checks.failure, offer: null };
      }),
    repair: (engineId) =>
      run(engineId, 'repair', async ({ signal, report }) => {
        const repaired = await engines.repair(engineId, report, signal);
        if (!repaired.ok) return { failure: repaired.failure, offer: null };
        const { worked, tried, offer } = repaired.value;
        if (worked === null) return { failure: tried.at(-1)?.failure ?? null, offer };
        return { failure: await measure(engineId, report, signal), offer };
      }),
    cancel: (engineId) => tasks.get(engineId)?.controller?.abort(),
    remove: async (engineId) => {
      if ((tasks.get(engineId)?.kind ?? null) !== null)
        return fail(failure('runtime.busy', { detail: engineId }));
      const removed = await engines.remove(engineId);
      if (removed.ok) tasks.delete(engineId);
      await refresh();
      return removed;
    },
    download: (model) => {
      keep(onModel(keyOf(model), (signal) => models.download(model, ignore, signal)));
    },
    cancelModel: (model) => loading.get(keyOf(model))?.abort(),
    importModel: async ({ path, kind, id }): Promise<Result<ModelRef>> => {
      const imported = await onModel(`import ${path}`, (signal) =>
        models.importFrom(path, { kind, id, languages: null }, ignore, signal),
      );
      if (imported === null) return fail(failure('runtime.busy', { detail: path }));
      return imported.ok ? succeed({ kind: imported.value.kind, id: imported.value.id }) : imported;
    },
    removeModel: async (model) => {
      loading.get(keyOf(model))?.abort();
      const removed = await models.remove(model);
      await refresh();
      return removed;
    },
    moveModels: async (folder) => {
      const moved = await onModel('move', (signal) => models.move(folder, ignore, signal));
      return moved ?? fail(failure('runtime.busy', { detail: folder }));
    },
    setToken: async (token) => {
      const kept = await models.token.set(token);
      await lookAtToken();
      return kept;
    },
    removeToken: async () => {
      const removed = await models.token.remove();
      await lookAtToken();
      return removed;
    },
    diagnose: async () => {
      await lookAtMachine();
      return (await options.diagnose(closing.signal)).map(plainCheck);
    },
    report: async (checks) => {
      const lines = checks.flatMap(({ id, ok, detail, action }) => [
        `${ok ? 'ok    ' : 'failed'}  ${id}  ${detail}`,
        ...(ok || action === null ? [] : [`        → ${action}`]),
      ]);
      const head = `Wordlane ${options.version}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
      return `${[head, ...lines].map(options.redact).join('\n')}\n`;
    },
    close: async () => {
      closing.abort();
      for (const stop of stopWatching) stop();
      for (const { controller } of tasks.values()) controller?.abort();
      for (const controller of loading.values()) controller.abort();
      await Promise.all(running);
    },
  };
}

function plainCheck({ id, ok, detail, action }: HealthCheck): CheckView {
  return { id, ok, detail, action };
}
