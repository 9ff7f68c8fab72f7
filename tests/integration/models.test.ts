import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TINY_CT2, writeFiles } from '../../host/models/testing/modelFiles.ts';
import { type StandInHub, type StandInRepo, startHub } from '../../host/models/testing/standInHub.ts';
import { checkout, type Ran, startWordlane, wordlane } from '../support/command.ts';

const COMMIT = 'c'.repeat(40);
const OPEN = { commit: COMMIT, licence: 'mit', gatedFor: null } as const;
const PLAIN_FILES: StandInRepo['files'] = {
  ...TINY_CT2,
  'model.bin': `${TINY_CT2['model.bin']}${'w'.repeat(5_000_000)}`,
};

let folder: string;
let home: string;
/** A data root of the test's own with the runtimes of all tests. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-models-'));
  home = join(folder, 'home');
  await mkdir(home);
  await symlink(join(process.env.WORDLANE_HOME ?? '', 'runtimes'), join(home, 'runtimes'), 'dir');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function hubOf(repo: StandInRepo, name: string): Promise<StandInHub> {
  return await startHub({ [name]: repo }, 'http');
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  return wordlane(['models', ...args], { cwd: folder, env: { WORDLANE_HOME: home, ...env } });
}

describe('wordlane models', () => {
  it('installs a model, says where it is, and removes it', async () => {
    const hub = await hubOf({ ...OPEN, files: PLAIN_FILES }, 'Systran/faster-whisper-tiny');
    const place = join(home, 'models', 'whisper-ct2', 'tiny');
    const installed = await run(['install', 'tiny', '--json'], { HF_ENDPOINT: hub.url });
    expect(installed).toMatchObject({ code: 0 });
    expect(JSON.parse(installed.stdout)).toMatchObject({ kind: 'whisper-ct2', id: 'tiny', path: place });
    expect(installed.stderr).toContain('Loading Whisper tiny');
    expect(JSON.parse(await readFile(join(place, 'preprocessor_config.json'), 'utf8'))).toMatchObject({
      feature_size: 80,
    });
    const listed = await run(['list', '--installed', '--json'], {});
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: 'tiny', state: 'ready', licence: 'MIT' }]);
    expect((await run(['path', 'tiny'], {})).stdout).toBe(`${place}\n`);
    expect(await run(['verify', 'tiny'], {})).toMatchObject({ code: 0 });
    expect(await run(['remove', 'tiny'], {})).toMatchObject({ code: 0, stderr: 'tiny is removed.\n' });
    const again = await run(['remove', 'tiny', '--json'], {});
    expect(JSON.parse(again.stdout)).toEqual({ kind: 'whisper-ct2', id: 'tiny', removed: false });
    expect(await run(['path', 'tiny'], {})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('wordlane models install tiny'),
    });
  });

  it('goes on after Ctrl-C where it was', async () => {
    const hub = await hubOf({ ...OPEN, files: PLAIN_FILES }, 'Systran/faster-whisper-tiny');
    hub.faults.set('model.bin', [{ do: 'hold', afterBytes: 3_000_000 }]);
    const env = { WORDLANE_HOME: home, HF_ENDPOINT: hub.url };
    const running = startWordlane(['models', 'install', 'tiny'], { cwd: folder, env });
    await vi.waitFor(
      async () => {
        const staged = join(home, 'models', '.staging', 'whisper-ct2-tiny');
        const part = (await readdir(staged)).find((name) => name.endsWith('.part')) ?? 'none';
        expect((await stat(join(staged, part))).size).toBeGreaterThan(0);
      },
      { timeout: 30_000, interval: 20 },
    );
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await run(['install', 'tiny'], env)).toMatchObject({ code: 0 });
    const last = hub.requests.findLast(({ path, method }) => path === 'model.bin' && method === 'GET');
    expect(Number(last?.range?.slice(6, -1))).toBeGreaterThan(0);
  });

  it('is not held up by one that was killed', async () => {
    const hub = await hubOf({ ...OPEN, files: PLAIN_FILES }, 'Systran/faster-whisper-tiny');
    hub.faults.set('model.bin', [{ do: 'hold', afterBytes: 3_000_000 }]);
    const env = { WORDLANE_HOME: home, HF_ENDPOINT: hub.url };
    const running = startWordlane(['models', 'install', 'tiny'], { cwd: folder, env });
    await hub.held();
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
    expect(await run(['install', 'tiny'], env)).toMatchObject({ code: 0 });
    expect(await run(['verify', 'tiny'], env)).toMatchObject({ code: 0 });
  });

  it('imports a folder and moves all models elsewhere', async () => {
    const source = await writeFiles(join(folder, 'my whisper'), TINY_CT2);
    expect(await run(['import', source, '--language', 'de'], {})).toMatchObject({ code: 0 });
    const elsewhere = join(folder, 'elsewhere');
    expect(await run(['move', elsewhere], {})).toMatchObject({ code: 0 });
    expect((await run(['path'], {})).stdout).toBe(`${elsewhere}\n`);
    const listed = await run(['list', '--installed', '--json'], {});
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: 'my-whisper', languages: ['de'], path: join(elsewhere, 'whisper-ct2', 'my-whisper') },
    ]);
  });

  it('asks for a token where one is needed, keeps it from others, and uses it', async () => {
    const token = 'hf_thisIsOnlyForTests0123456789';
    const files = {
      'config.yaml': 'SpeakerDiarization $model/segmentation $model/embedding',
      'segmentation/pytorch_model.bin': 'weights',
      'embedding/pytorch_model.bin': 'weights',
    };
    const name = 'pyannote/speaker-diarization-community-1';
    const hub = await hubOf({ ...OPEN, gatedFor: token, files }, name);
    // No key store of the system is found, so the file is used.
    const env = { WORDLANE_HOME: home, HF_ENDPOINT: hub.url, PATH: folder };
    const refused = await run(['install', 'community-1'], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`accepted its terms at ${hub.url}/${name}. Sign in there`);
    const child = spawn(process.execPath, [join(checkout, 'out/host/cli/main.js'), 'models', 'token'], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(`${token}\n`);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    if (process.platform !== 'win32') {
      expect((await stat(join(home, 'secrets.json'))).mode & 0o777).toBe(0o600);
    }
    const installed = await run(['install', 'community-1'], env);
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.stdout + installed.stderr).not.toContain(token);
    expect(await run(['token', '--remove'], env)).toMatchObject({ code: 0 });
  });

  it.each([
    [[], 'needs one of list, install'],
    [['instal'], 'Did you mean install?'],
    [['list', '--kind', 'whisper-ct'], 'Did you mean whisper-ct2?'],
    [['install'], 'Missing required argument'],
  ])('%j is wrong use', async (args, sentence) => {
    expect(await run(args, {})).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });

  it('says what is wrong with each model that it cannot get, and gets the others', async () => {
    const hub = await hubOf({ ...OPEN, files: PLAIN_FILES }, 'Systran/faster-whisper-tiny');
    const ran = await run(['install', 'tinny', 'tiny'], { HF_ENDPOINT: hub.url });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('There is no model of this name: tinny.');
    expect((await run(['path', 'tiny'], {})).code).toBe(0);
  });
});
