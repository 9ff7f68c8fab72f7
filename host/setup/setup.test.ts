import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { EngineRow, SetupView } from '../../common/contract/setup.ts';
import type { SpeedView } from '../../common/contract/speeds.ts';
import { enginesOf, reached } from '../engines/testing/enginesOf.ts';
import { createMachine, type Machine, SETUP } from '../engines/testing/machine.ts';
import type { Timer } from '../latest.ts';
import type { Models } from '../models/models.ts';
import { createSetup } from './runSetup.ts';
import type { Setup } from './setup.ts';

let machine: Machine;
let folder: string;
let setup: Setup;
let clip: Result<{ readonly rtf: number }>;
let speeds: readonly SpeedView[];
let measured: () => void;
const bugs: unknown[] = [];

/** The clock of the system, without delays: what is shown is shown at once. */
const timer: Timer = {
  nowMs: () => performance.now() * 1000,
  schedule: (_delayMs, run) => {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

/** A store without a model, which keeps a token. */
let token: string | null;
const models = {
  list: async () => [],
  place: async () => '/models',
  watch: () => () => {},
  token: {
    place: async () => (token === null ? null : 'key store'),
    set: async (text) => {
      if (text === '') return fail(failure('usage', { detail: 'no token' }));
      token = text;
      return succeed('key store');
    },
    remove: async () => {
      token = null;
      return succeed(undefined);
    },
  },
} as Pick<Models, 'list' | 'place' | 'watch' | 'token'> as Models;

beforeEach(() => {
  machine = createMachine();
  folder = mkdtempSync(join(tmpdir(), 'wordlane-setup-'));
  clip = succeed({ rtf: 0.05 });
  speeds = [];
  token = null;
  setup = createSetup({
    engines: enginesOf(machine, {}),
    models,
    speeds: {
      list: async () => speeds,
      watch: (tell) => {
        measured = tell;
        return () => {};
      },
    },
    dataFolder: folder,
    freeBytes: async () => 1e12,
    diagnose: async () => [
      { id: 'python', ok: false, detail: 'in /home/someone/bin', action: 'Install it.' },
    ],
    tryClip: async () => clip,
    redact: (line) => line.replaceAll('/home/someone', '~'),
    version: '1.2.3',
    timer,
    logBug: (error) => bugs.push(error),
  });
});
afterEach(async () => {
  await setup.close();
  machine.remove();
  rmSync(folder, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

/** The first view that fits. */
async function sees(fits: (row: EngineRow, view: SetupView) => boolean): Promise<EngineRow> {
  const controller = new AbortController();
  for await (const view of setup.watch(controller.signal)) {
    const row = view.engines.find(({ id }) => id === 'fake');
    if (row !== undefined && fits(row, view)) {
      controller.abort();
      return row;
    }
  }
  throw new Error('it never came to that');
}

const install = () => setup.install({ engineId: 'fake', variant: null, wheelsFolder: null });

describe('setting engines up', () => {
  it('shows what the machine has, and each engine with the variant that fits', async () => {
    const view = await setup.view();
    expect(view.machine).toMatchObject({ gpus: [], problem: null });
    expect(view.engines[0]).toMatchObject({ id: 'fake', installed: false, work: null, failure: null });
    expect(view.engines[0]?.variants.map(({ fits }) => fits)).toContain(true);
    expect(view).toMatchObject({ dataFolder: folder, modelsFolder: '/models', freeBytes: 1e12 });
  });

  it('installs, tries the sample clip and keeps how fast it was', async () => {
    install();
    const row = await sees(({ installed, work }) => installed && work === null);
    expect(row).toMatchObject({ failure: null, selfTest: { device: 'CPU', rtf: 0.05 } });
  });

  it('shows how fast engines are, and anew when one was measured', async () => {
    const speed = {
      engine: 'fake',
      slot: 'transcribe',
      slotId: 'fake',
      device: 'cpu',
      measured: true,
    } as const;
    expect((await setup.view()).speeds).toEqual([]);
    speeds = [{ ...speed, kind: 'whisper-ct2', model: 'small', rtf: 0.1 }];
    measured();
    await sees((_row, view) => view.speeds[0]?.rtf === 0.1);
  });

  it('works all the same where no model is there to try it with', async () => {
    clip = fail(failure('model.not-installed', { detail: 'whisper-ct2/small' }));
    install();
    const row = await sees(({ installed, work }) => installed && work === null);
    expect(row).toMatchObject({ failure: null, selfTest: { rtf: null } });
  });

  it('tells when the clip cannot be transcribed', async () => {
    clip = fail(failure('engine.device', { detail: 'no kernel image' }));
    install();
    expect(await sees(({ failure: why }) => why !== null)).toMatchObject({
      ...{ installed: true, work: null },
      failure: { code: 'engine.device' },
    });
  });

  it('shows the work while it goes on, and cancels it without leaving anything', async () => {
    machine.change({ uv: { ...SETUP.uv, packages: [{ do: 'wait' }] } });
    install();
    await reached(machine);
    expect((await sees(({ work }) => work !== null)).work?.kind).toBe('install');
    install();
    setup.cancel('fake');
    expect(await sees(({ work }) => work === null)).toMatchObject({ installed: false, failure: null });
    expect(machine.packageCalls()).toHaveLength(1);
  });

  it('tells why it failed, until the next thing succeeds', async () => {
    machine.change({
      uv: {
        ...SETUP.uv,
        packages: [
          { do: 'print', lines: ['error: Hash mismatch for `numpy`'] },
          { do: 'exit', code: 1 },
        ],
      },
    });
    install();
    expect((await sees(({ failure: why }) => why !== null)).failure?.code).toBe('runtime.hash');
    machine.change({ uv: SETUP.uv });
    setup.repair('fake');
    const row = await sees(({ installed, work }) => installed && work === null);
    expect(row.failure).toBeNull();
  });

  it('refuses to remove an engine while it is worked on, and removes it after', async () => {
    install();
    expect(await setup.remove('fake')).toMatchObject({ ok: false, failure: { code: 'runtime.busy' } });
    await sees(({ installed, work }) => installed && work === null);
    expect(await setup.remove('fake')).toEqual({ ok: true, value: undefined });
    expect((await sees(() => true)).installed).toBe(false);
  });
});

describe('the token for the model hub', () => {
  const TOKEN = 'hf_thisIsOnlyForTests';

  it('is told by its place alone, wherever windows look', async () => {
    expect((await setup.view()).token).toBeNull();
    expect(await setup.setToken(TOKEN)).toEqual({ ok: true, value: 'key store' });
    expect(token).toBe(TOKEN);
    const view = await setup.view();
    expect(view.token).toBe('key store');
    expect(JSON.stringify([view, await setup.report(await setup.diagnose())])).not.toContain(TOKEN);
  });

  it('is gone once it was removed, and stays when another one is refused', async () => {
    await setup.setToken(TOKEN);
    expect(await setup.setToken('')).toMatchObject({ ok: false });
    expect((await setup.view()).token).toBe('key store');
    await setup.removeToken();
    expect((await setup.view()).token).toBeNull();
  });
});

it('reports a diagnosis without the names of people', async () => {
  const checks = await setup.diagnose();
  const report = await setup.report(checks);
  expect(report).toContain('Wordlane 1.2.3');
  expect(report).toContain('failed  python  in ~/bin');
  expect(report).not.toContain('someone');
});
