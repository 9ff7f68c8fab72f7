import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import { readMarker } from './marker.ts';
import {
  COMMIT,
  entryOf,
  type HubCase,
  load,
  MODEL,
  openHubCase,
  PLAIN,
  QUICK,
  REPO,
  WEIGHTS,
} from './testing/hubCase.ts';
import { never } from './testing/openModels.ts';
import { type Fault, sha256 } from './testing/standInHub.ts';

const WEIGHTS_FILE = 'pytorch_model.bin';

function placeOf({ store }: HubCase): string {
  return join(store, MODEL.kind, MODEL.id);
}

function failureOf(result: Result<unknown>): Failure | null {
  return result.ok ? null : result.failure;
}

async function expectWhole(room: HubCase, result: Result<unknown>): Promise<void> {
  expect(result).toMatchObject({ ok: true, value: { path: placeOf(room) } });
  expect(sha256(await readFile(join(placeOf(room), WEIGHTS_FILE)))).toBe(sha256(WEIGHTS));
  expect(await room.models.verify(MODEL, () => {}, never)).toMatchObject({ ok: true });
}

function rangesOf({ hub }: HubCase): readonly (string | null)[] {
  return hub.requests
    .filter(({ server, method }) => server === 'files' && method === 'GET')
    .map(({ range }) => range);
}

/** The length of the part that is being loaded, once there is something of it on the disk. */
async function partBytes({ store }: HubCase): Promise<number> {
  return await vi.waitFor(
    async () => {
      const staged = join(store, '.staging', `${MODEL.kind}-${MODEL.id}`);
      const part = (await readdir(staged)).find((name) => name.startsWith(WEIGHTS_FILE)) ?? 'none';
      const { size } = statSync(join(staged, part));
      expect(size).toBeGreaterThan(0);
      return size;
    },
    { timeout: 20_000, interval: 10 },
  );
}

describe('a model that is loaded', () => {
  test('has the hub’s files, and notes their commit, hashes and licence', async () => {
    const room = await openHubCase(PLAIN);
    const { result, seen } = await load(room.models);
    await expectWhole(room, result);
    const marker = await readMarker(placeOf(room));
    expect(marker).toMatchObject({
      sources: [{ from: 'org/aligner', revision: COMMIT, endpoint: room.hub.url }],
      licence: 'apache-2.0',
      commercial: true,
    });
    expect(marker?.files.map(({ name }) => name).toSorted()).toEqual(
      ['config.json', 'preprocessor_config.json', WEIGHTS_FILE, 'vocab.json'].toSorted(),
    );
    const done = seen.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(seen.at(-1)?.doneBytes).toBe(seen.at(-1)?.totalBytes);
    expect(await readdir(join(room.store, '.staging'))).toEqual([]);
  });

  test('is not asked for again', async () => {
    const room = await openHubCase(PLAIN);
    await load(room.models);
    const asked = room.hub.requests.length;
    expect((await load(room.models)).result).toMatchObject({ ok: true });
    expect(room.hub.requests.length).toBe(asked);
  });

  test('shows in the list while it is on its way', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 100_000 }]);
    const cancel = new AbortController();
    const loading = room.models.download(MODEL, () => {}, cancel.signal);
    await room.hub.held();
    expect((await room.models.list())[0]).toMatchObject({ state: 'loading', progress: { step: 'load' } });
    cancel.abort();
    await loading;
    expect((await room.models.list())[0]).toMatchObject({ state: 'absent', progress: null, failure: null });
  });

  test('may be put together from several repositories under fixed names', async () => {
    const sherpa = { kind: 'sherpa-diarization', id: 'voices' } as const;
    const file = (name: string, saveAs: string) => [{ names: [name], optional: false, saveAs }];
    const entry = entryOf(
      sherpa,
      [
        { from: 'hub', repo: 'org/aligner', revision: null, files: file('model.onnx', 'segmentation.onnx') },
        { from: 'hub', repo: 'org/voices', revision: null, files: file('resnet.onnx', 'embedding.onnx') },
      ],
      {},
    );
    const repo = { ...REPO, files: { 'model.onnx': 'finds speech' } };
    const room = await openHubCase({ ...PLAIN, repo, entries: [entry] });
    room.hub.repos.set('org/voices', { ...REPO, licence: 'cc-by-nc-4.0', files: { 'resnet.onnx': WEIGHTS } });
    const result = await room.models.download(sherpa, () => {}, never);
    expect(result).toMatchObject({ ok: true });
    const place = join(room.store, sherpa.kind, sherpa.id);
    expect(await readFile(join(place, 'segmentation.onnx'), 'utf8')).toBe('finds speech');
    // Forbidden by one of them, so forbidden.
    expect(await readMarker(place)).toMatchObject({ licence: 'cc-by-nc-4.0', commercial: false });
  });
});

describe('a line that breaks', () => {
  test('twice within a file costs none of what had come', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, [
      { do: 'drop', afterBytes: 100_000 },
      { do: 'drop', afterBytes: 50_000 },
    ]);
    const { result } = await load(room.models);
    await expectWhole(room, result);
    const [first, second, third] = rangesOf(room);
    expect([first, rangesOf(room).length]).toEqual(['bytes=0-', 3]);
    expect(Number(third?.slice(6, -1))).toBeGreaterThan(Number(second?.slice(6, -1)));
  });

  test.each<[string, Fault[]]>([
    ['a server that is busy', [{ do: 'status', status: 429, headers: { 'Retry-After': '0' } }]],
    ['a server that stumbles', [{ do: 'status', status: 503, headers: {} }]],
    ['a header that announces too little', [{ do: 'shorten', bytes: 100_000 }]],
    ['a server that knows no ranges', [{ do: 'drop', afterBytes: 90_000 }, { do: 'ignore-range' }]],
    ['a byte that was altered on the way', [{ do: 'alter' }]],
  ])('%s is got over', async (_what, faults) => {
    const room = await openHubCase(PLAIN);
    const isWaited = faults[0]?.do !== 'alter';
    room.hub.faults.set(WEIGHTS_FILE, faults);
    const { result, seen } = await load(room.models);
    await expectWhole(room, result);
    expect(seen.some(({ step }) => step === 'wait')).toBe(isWaited);
  });

  test('for good is reported, and what had come is taken up by the next start', async () => {
    const room = await openHubCase(PLAIN);
    const dead: Fault = { do: 'status', status: 503, headers: {} };
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'drop', afterBytes: 120_000 }, dead, dead, dead, dead]);
    const { result } = await load(room.models);
    expect(failureOf(result)).toMatchObject({
      code: 'model.network',
      detail: '127.0.0.1 answers with 503',
    });
    expect((await room.models.list())[0]).toMatchObject({
      state: 'absent',
      failure: { code: 'model.network' },
    });
    room.hub.requests.length = 0;
    await expectWhole(room, (await load(room.reopen(room.options))).result);
    const kept = Number(rangesOf(room)[0]?.slice(6, -1));
    expect(kept).toBeGreaterThan(0);
    expect(room.hub.sent.get(WEIGHTS_FILE)).toBe(120_000 + WEIGHTS.length - kept);
  });

  test('a hub that is not there', async () => {
    const room = await openHubCase({ ...PLAIN, options: { env: { HF_ENDPOINT: 'http://127.0.0.1:9' } } });
    expect(failureOf((await load(room.models)).result)?.code).toBe('model.network');
  });
});

test('whatever happens on the way, what arrives is right', async () => {
  const fault: fc.Arbitrary<Fault> = fc.oneof(
    fc.record({ do: fc.constant('drop' as const), afterBytes: fc.nat({ max: WEIGHTS.length }) }),
    fc.record({ do: fc.constant('shorten' as const), bytes: fc.nat({ max: WEIGHTS.length }) }),
    fc.record({
      do: fc.constant('status' as const),
      status: fc.constantFrom(429, 500, 502, 503),
      headers: fc.constant({}),
    }),
    fc.constant({ do: 'ignore-range' as const }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 5 }), async (faults) => {
      const room = await openHubCase({ ...PLAIN, patience: { ...QUICK, attempts: 9 } });
      room.hub.faults.set(WEIGHTS_FILE, [...faults]);
      await expectWhole(room, (await load(room.models)).result);
      const left = room.hub.faults.get(WEIGHTS_FILE)?.length ?? 0;
      expect(left === 0 || left < faults.length).toBe(true);
    }),
    { numRuns: 8 },
  );
});

describe('a hub that lies', () => {
  const twice = (fault: Fault): Fault[] => [fault, fault];
  test.each<[string, Fault[], string]>([
    ['with other bytes', twice({ do: 'alter' }), WEIGHTS_FILE],
    ['with more bytes', twice({ do: 'lengthen' }), 'is longer than the 300000 bytes announced'],
  ])('%s is found out, and nothing gets into the store', async (_what, faults, detail) => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, faults);
    const { result } = await load(room.models);
    expect(failureOf(result)).toMatchObject({ code: 'model.hash', detail: expect.stringContaining(detail) });
    expect(existsSync(placeOf(room))).toBe(false);
  });

  test('about a small file is found out by Git’s hash', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set('vocab.json', twice({ do: 'alter' }));
    expect(failureOf((await load(room.models)).result)).toMatchObject({
      code: 'model.hash',
      detail: 'vocab.json',
    });
  });

  test('about a length is found out before anything is loaded', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.lies.set(WEIGHTS_FILE, 12);
    const { result } = await load(room.models);
    expect(failureOf(result)).toMatchObject({
      code: 'model.hash',
      detail: expect.stringContaining('two lengths'),
    });
    expect(rangesOf(room)).toEqual([]);
  });
});

describe('not to be had', () => {
  test('without room on the disk, which is known before anything is loaded', async () => {
    const room = await openHubCase({ ...PLAIN, options: { freeBytes: async () => 310_000 } });
    const { result } = await load(room.models);
    expect(failureOf(result)).toMatchObject({
      code: 'disk.low',
      detail: expect.stringContaining('are needed'),
    });
    expect(rangesOf(room)).toEqual([]);
  });

  test('a repository, a file or a state that the hub does not have', async () => {
    const room = await openHubCase({ ...PLAIN, repo: { ...REPO, files: { 'config.json': '{}' } } });
    expect(failureOf((await load(room.models)).result)).toMatchObject({
      code: 'model.not-on-hub',
      detail: 'org/aligner/vocab.json',
    });
    room.hub.repos.clear();
    expect(failureOf((await load(room.models)).result)).toMatchObject({
      code: 'model.not-on-hub',
      detail: 'org/aligner',
    });
  });

  test('files that are no model of the kind', async () => {
    const repo = { ...REPO, files: { ...REPO.files, 'config.json': '{"model_type":"bert"}' } };
    const room = await openHubCase({ ...PLAIN, repo });
    expect(failureOf((await load(room.models)).result)?.code).toBe('model.not-a-model');
    expect(existsSync(placeOf(room))).toBe(false);
  });
});

describe('cancelling', () => {
  test('ends the loader, and the next start goes on where it was', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 200_000 }]);
    const cancel = new AbortController();
    const loading = room.models.download(MODEL, () => {}, cancel.signal);
    await partBytes(room);
    cancel.abort();
    expect(failureOf(await loading)?.code).toBe('cancelled');
    const kept = await partBytes(room);
    await expectWhole(room, (await load(room.models)).result);
    expect(rangesOf(room).at(-1)).toBe(`bytes=${kept}-`);
  });

  test('with another state on the hub meanwhile, begins anew', async () => {
    const room = await openHubCase(PLAIN);
    room.hub.faults.set(WEIGHTS_FILE, [{ do: 'hold', afterBytes: 200_000 }]);
    const cancel = new AbortController();
    const loading = room.models.download(MODEL, () => {}, cancel.signal);
    await room.hub.held();
    cancel.abort();
    await loading;
    const newer = Buffer.from(WEIGHTS).fill(3, 0, 1000);
    const commit = 'f'.repeat(40);
    room.hub.repos.set('org/aligner', { ...REPO, commit, files: { ...REPO.files, [WEIGHTS_FILE]: newer } });
    expect((await load(room.models)).result).toMatchObject({ ok: true });
    expect(rangesOf(room).at(-1)).toBe('bytes=0-');
    expect((await readMarker(placeOf(room)))?.sources[0]?.revision).toBe(commit);
    expect(sha256(await readFile(join(placeOf(room), WEIGHTS_FILE)))).toBe(sha256(newer));
  });
});

describe('asked for twice at the same time', () => {
  test('it is loaded once', async () => {
    const room = await openHubCase(PLAIN);
    const [one, two] = await Promise.all([load(room.models), load(room.models)]);
    await expectWhole(room, one.result);
    expect(two.result).toEqual(one.result);
    expect(room.hub.sent.get(WEIGHTS_FILE)).toBe(WEIGHTS.length);
    expect(two.seen.length).toBeGreaterThan(0);
  });

  test('who leaves does not take it from the other', async () => {
    const room = await openHubCase(PLAIN);
    const cancel = new AbortController();
    const leaving = room.models.download(MODEL, () => cancel.abort(), cancel.signal);
    const staying = load(room.models);
    expect(failureOf(await leaving)?.code).toBe('cancelled');
    await expectWhole(room, (await staying).result);
  });
});

test('a damaged model stays as it is until a whole one has come', async () => {
  const room = await openHubCase(PLAIN);
  await load(room.models);
  await truncate(join(placeOf(room), 'vocab.json'), 1);
  room.hub.faults.set('vocab.json', [{ do: 'alter' }, { do: 'alter' }]);
  expect(failureOf((await load(room.models)).result)?.code).toBe('model.hash');
  expect(statSync(join(placeOf(room), WEIGHTS_FILE)).size).toBe(WEIGHTS.length);
  await expectWhole(room, (await load(room.models)).result);
});
