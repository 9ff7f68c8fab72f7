import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import { addClaim } from '../engines/runtime/claims.ts';
import { readMarker } from './marker.ts';
import {
  entryOf,
  type HubCase,
  hubPython,
  LOADER,
  load,
  MODEL,
  openHubCase,
  PLAIN,
  REPO,
} from './testing/hubCase.ts';
import { never } from './testing/openModels.ts';
import { OWN_CERTIFICATE } from './testing/ownCertificate.ts';
import { sha256 } from './testing/standInHub.ts';

const TOKEN = 'hf_thisIsOnlyForTests0123456789';
const WEIGHTS_FILE = 'pytorch_model.bin';

function failureOf(result: Result<unknown>): Failure | null {
  return result.ok ? null : result.failure;
}

/** Process ids of the loaders that run for this store. */
async function loaders({ store }: HubCase): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (command.includes(LOADER) && environment.includes(store)) found.push(Number(name));
  }
  return found;
}

describe('a model whose terms must be accepted', () => {
  const gated = { ...PLAIN, repo: { ...REPO, gatedFor: TOKEN } };

  test('is refused without a token, with the page to accept them on', async () => {
    const room = await openHubCase(gated);
    const { result } = await load(room.models);
    expect(failureOf(result)).toEqual({
      code: 'model.gated',
      file: null,
      detail: `${room.hub.url}/org/aligner`,
    });
  });

  test('is refused with a token that the hub does not know', async () => {
    const room = await openHubCase({ ...gated, token: 'hf_somethingElse' });
    expect(failureOf((await load(room.models)).result)?.code).toBe('model.token');
  });

  test('comes with the right one, which no other server hears', async () => {
    const room = await openHubCase({ ...gated, token: TOKEN });
    expect((await load(room.models)).result).toMatchObject({ ok: true });
    const heard = (server: string) =>
      room.hub.requests.filter((each) => each.server === server).map(({ authorization }) => authorization);
    expect(new Set(heard('hub'))).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(new Set(heard('files'))).toEqual(new Set([null]));
  });
});

describe('the token', () => {
  test.runIf(process.platform === 'linux')(
    'stands in no argument and in no variable of the loader',
    async () => {
      const room = await openHubCase({ ...PLAIN, token: TOKEN });
      room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 10 }]);
      const cancel = new AbortController();
      const loading = room.models.download(MODEL, () => {}, cancel.signal);
      await room.hub.held();
      const [pid] = await loaders(room);
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`, 'utf8');
        expect(text.length).toBeGreaterThan(0);
        expect(text).not.toContain(TOKEN);
      }
      cancel.abort();
      await loading;
    },
  );

  test('gets into no log, no message and no marker', async () => {
    const room = await openHubCase({ ...PLAIN, token: TOKEN });
    // The library falls over this and prints what it was doing.
    room.hub.repos.set('org/aligner', { ...REPO, commit: `not a commit ${TOKEN}` });
    const { result, seen } = await load(room.models);
    expect(failureOf(result)?.code).toBe('model.network');
    room.hub.repos.set('org/aligner', REPO);
    await load(room.models);
    const marker = await readMarker(join(room.store, MODEL.kind, MODEL.id));
    expect(marker).not.toBeNull();
    expect(JSON.stringify([result, seen, room.log, marker, await room.models.list()])).not.toContain(TOKEN);
  });

  test('is not sent in clear text through a network, which a proxy is asked to carry', async () => {
    const room = await openHubCase({ ...PLAIN, token: TOKEN });
    const env = {
      HF_ENDPOINT: 'http://hub.invalid',
      HTTP_PROXY: room.hub.url,
      NO_PROXY: '127.0.0.1',
      HF_TOKEN: TOKEN,
    };
    const models = room.reopen({ ...room.options, env });
    expect((await load(models)).result).toMatchObject({ ok: true });
    expect(room.hub.requests.length).toBeGreaterThan(4);
    expect(new Set(room.hub.requests.map(({ authorization }) => authorization))).toEqual(new Set([null]));
  });

  test('is hidden in what the loader prints for people', async () => {
    const room = await openHubCase({ ...PLAIN, token: TOKEN });
    const script = join(room.folder, 'broken.py');
    await writeFile(
      script,
      'import sys\nsys.stderr.write("I was told " + sys.stdin.readline())\nsys.exit(3)\n',
    );
    const { hub } = room.options;
    if (hub === undefined) throw new Error('the case has a hub');
    const { result } = await load(room.reopen({ ...room.options, hub: { ...hub, script } }));
    expect(failureOf(result)).toMatchObject({ code: 'model.loader', detail: 'it ended with exit code 3' });
    expect(room.log.join('\n')).toContain('I was told {"endpoint"');
    expect(room.log.join('\n')).not.toContain(TOKEN);
  });
});

describe('a certificate that the system does not know', () => {
  test('is refused', async () => {
    const room = await openHubCase({ ...PLAIN, scheme: 'https' });
    expect(failureOf((await load(room.models)).result)).toMatchObject({
      code: 'model.tls',
      detail: expect.stringContaining('self'),
    });
  });

  test.each(['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'])('is trusted once %s names it', async (variable) => {
    const room = await openHubCase({ ...PLAIN, scheme: 'https' });
    const file = join(room.folder, 'company.pem');
    await writeFile(file, OWN_CERTIFICATE);
    const env = { HF_ENDPOINT: room.hub.url, [variable]: file };
    expect((await load(room.reopen({ ...room.options, env }))).result).toMatchObject({ ok: true });
  });
});

test('a file at an address of its own is compared with the hash that its publisher states', async () => {
  const content = Buffer.concat([Buffer.from('PK\u0003\u0004 n_audio_ctx'), Buffer.alloc(5_000, 1)]);
  const pt = { kind: 'whisper-pt', id: 'pt-own' } as const;
  const room = await openHubCase({
    ...PLAIN,
    scheme: 'https',
    repo: { ...REPO, files: { 'own.pt': content } },
    token: TOKEN,
  });
  const certificate = join(room.folder, 'company.pem');
  await writeFile(certificate, OWN_CERTIFICATE);
  const source = (hash: string) => [
    {
      from: 'address',
      url: `${room.hub.url}/org/aligner/resolve/main/own.pt`,
      sha256: hash,
      saveAs: 'own.pt',
    },
  ];
  const catalogue = async (hash: string) => {
    const catalogueFile = join(room.folder, `${hash.slice(0, 8)}.json`);
    const models = [entryOf(pt, source(hash), { page: 'https://localhost/page' })];
    await writeFile(catalogueFile, JSON.stringify({ schema: 1, files: {}, models }));
    return room.reopen({ ...room.options, env: { SSL_CERT_FILE: certificate }, catalogueFile });
  };
  const wrong = await (await catalogue('0'.repeat(64))).download(pt, () => {}, never);
  expect(failureOf(wrong)).toMatchObject({ code: 'model.hash', detail: 'own.pt' });
  const right = await (await catalogue(sha256(content))).download(pt, () => {}, never);
  expect(right).toMatchObject({
    ok: true,
    value: { path: join(room.store, 'whisper-pt', 'pt-own', 'own.pt') },
  });
  expect(room.hub.requests.every(({ authorization }) => authorization === null)).toBe(true);
});

describe('the loader', () => {
  test.runIf(process.platform === 'linux')(
    'that is killed by the system is reported, and its work is taken up',
    async () => {
      const room = await openHubCase(PLAIN);
      room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 200_000 }]);
      const loading = load(room.models);
      await room.hub.held();
      for (const pid of await loaders(room)) process.kill(pid, 'SIGKILL');
      expect(failureOf((await loading).result)).toMatchObject({
        code: 'model.loader',
        detail: 'it ended with SIGKILL',
      });
      expect((await load(room.models)).result).toMatchObject({ ok: true });
    },
  );

  test('ends when its host is gone', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 10 }]);
    const child = execa(hubPython(), ['-I', '-B', '-X', 'utf8', LOADER], { cwd: room.folder, reject: false });
    const files = [{ names: [WEIGHTS_FILE], optional: false, saveAs: null }];
    const request = {
      endpoint: room.hub.url,
      token: null,
      folder: room.folder,
      sources: [{ from: 'hub', repo: 'org/aligner', revision: null, files }],
      patience: { idleS: 20, firstPauseS: 0.01, attempts: 3 },
    };
    child.stdin.write(`${JSON.stringify(request)}\n{"go": true}\n`);
    await room.hub.held();
    child.stdin.end();
    expect(await child).toMatchObject({ exitCode: 0 });
  });

  test('waits no longer for a byte than it is told to', async () => {
    const patience = { idleSeconds: 0.3, firstPauseSeconds: 0.01, attempts: 2 };
    const room = await openHubCase({ ...PLAIN, patience });
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 10 }]);
    const { result, seen } = await load(room.models);
    expect(result).toMatchObject({ ok: true });
    expect(seen.find(({ step }) => step === 'wait')?.message).toContain('no answer');
  });
});

test('a full disk is told from a folder that may not be written to', async () => {
  const script = [
    'import errno, sys',
    `sys.path.insert(0, ${JSON.stringify(join(LOADER, '..', '..'))})`,
    'from hub.trouble import trouble_of',
    'for code in (errno.ENOSPC, errno.EACCES):',
    "    found = trouble_of(OSError(code, 'Permission denied'), 'model.bin')",
    '    print(found.code, found.detail)',
  ].join('\n');
  const { stdout } = await execa(hubPython(), ['-I', '-B', '-c', script]);
  expect(stdout.split('\n')).toEqual(['disk full', 'disk Permission denied']);
});

describe('what the loader says', () => {
  test.each([
    ['disk', 'full', 'disk.full'],
    ['disk', 'Permission denied', 'output.not-writable'],
    ['internal', 'KeyError: lfs', 'model.loader'],
  ])('%s: %s', async (code, detail, expected) => {
    const room = await openHubCase(PLAIN);
    const script = join(room.folder, 'says.py');
    const line = JSON.stringify({ type: 'failed', code, detail });
    await writeFile(script, `print("a library's own word")\nprint('''${line}''')\n`);
    const { hub } = room.options;
    if (hub === undefined) throw new Error('the case has a hub');
    const { result } = await load(room.reopen({ ...room.options, hub: { ...hub, script } }));
    expect(failureOf(result)?.code).toBe(expected);
    expect(room.log.join('\n')).toContain("a library's own word");
  });
});

test('a model that another process works on is left to it', async () => {
  const room = await openHubCase(PLAIN);
  const claim = join(room.store, '.claims', `${MODEL.kind}-${MODEL.id}`);
  const release = await addClaim(claim, process.ppid);
  expect(failureOf((await load(room.models)).result)).toMatchObject({
    code: 'model.busy',
    detail: `process ${process.ppid} works on it`,
  });
  expect(room.hub.requests).toEqual([]);
  await release();
  expect((await load(room.models)).result).toMatchObject({ ok: true });
});
