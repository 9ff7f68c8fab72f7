import { mkdir, open, readdir, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, requestText, startUsualServer, type TestServer } from '../../tests/support/hostServer.ts';
import { sampleSlice } from './mediaRoutes.ts';

const GIB = 2 ** 30;
/** Bytes around places where 32 bits end, and at the end. */
const MARKS = [0, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 32, 5 * GIB - 1];

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startUsualServer();
  folder = join(server.folder, 'media');
  await mkdir(folder);
  await writeFile(join(folder, 'talk.wav'), '0123456789');
  await writeFile(join(folder, 'empty.wav'), '');
  await writeFile(
    join(folder, 'samples'),
    Uint8Array.from({ length: 2000 }, (_, index) => index % 251),
  );
  await writeFile(join(folder, 'picture.jpg'), 'picture');
  const large = await open(join(folder, 'large.mp4'), 'w');
  await large.truncate(5 * GIB);
  for (const [index, mark] of MARKS.entries()) await large.write(Buffer.from([index + 65]), 0, 1, mark);
  await large.close();
  add('talk', 'talk.wav', 'audio/wav');
  add('large', 'large.mp4', 'video/mp4');
  add('empty', 'empty.wav', 'audio/wav');
  add('gone', 'gone.mp4', 'video/mp4');
  add('folder', '.', 'video/mp4');
  server.parts.set('bare', { playing: null, peaksPath: null, pcmPath: null, thumbnailPath: null });
});
afterAll(async () => {
  await server.close();
});

function add(id: string, name: string, type: string): void {
  server.parts.set(id, {
    playing: { path: join(folder, name), type },
    peaksPath: join(folder, 'talk.wav'),
    pcmPath: join(folder, 'samples'),
    thumbnailPath: join(folder, 'picture.jpg'),
  });
}

const urlOf = (id: string, part = '', more = '') =>
  `${server.url}/media/${id}${part}?k=${server.keyOf(id)}${more}`;

const get = async (id: string, headers: Record<string, string> = {}, method = 'GET') =>
  await fetch(urlOf(id), { headers, method });

describe('media by its id', () => {
  it('is sent whole, as what it is, and kept by no cache', async () => {
    const answer = await get('talk');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('0123456789');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': '10',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('is sent in the part %s', async (range, text, place) => {
    const answer = await get('talk', { range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(place);
    expect(answer.headers.get('content-length')).toBe(String(text.length));
    expect(await answer.text()).toBe(text);
  });

  it('says how long it is where a part lies outside', async () => {
    const answer = await get('talk', { range: 'bytes=10-' });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */10');
    expect(await answer.json()).toEqual({ code: 'outside' });
  });

  it('is told by HEAD without being sent', async () => {
    const whole = await get('talk', {}, 'HEAD');
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '10', '']);
    const part = await get('talk', { range: 'bytes=2-4' }, 'HEAD');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-4/10']);
  });

  it('is sent in parts only while it is the same file', async () => {
    const path = join(folder, 'changing.wav');
    await writeFile(path, 'first');
    add('changing', 'changing.wav', 'audio/wav');
    const tag = (await get('changing')).headers.get('etag') ?? '';
    const part = await get('changing', { range: 'bytes=0-0', 'if-range': tag });
    expect([part.status, await part.text()]).toEqual([206, 'f']);
    expect((await get('changing', { 'if-none-match': tag })).status).toBe(304);
    await writeFile(`${path}.new`, 'other');
    await rename(`${path}.new`, path);
    const other = await get('changing', { range: 'bytes=0-0', 'if-range': tag });
    expect([other.status, await other.text()]).toEqual([200, 'other']);
    expect((await get('changing', { 'if-none-match': tag })).status).toBe(200);
  });

  it('may be larger than any number of 32 bits', async () => {
    for (const [index, mark] of MARKS.entries()) {
      const answer = await get('large', { range: `bytes=${mark}-${mark}` });
      expect(answer.headers.get('content-range')).toBe(`bytes ${mark}-${mark}/${5 * GIB}`);
      expect(await answer.text()).toBe(String.fromCharCode(index + 65));
    }
    expect((await get('large', {}, 'HEAD')).headers.get('content-length')).toBe(String(5 * GIB));
  });

  it('may be empty', async () => {
    const answer = await get('empty');
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '0']);
    expect((await get('empty', { range: 'bytes=0-' })).status).toBe(416);
  });

  it('may have any name that a file can have', async () => {
    for (const name of ['50% #1?.wav', 'a\\b.wav', 'line\nfeed.wav', '..wav', 'Größe مرحبا.wav']) {
      await writeFile(join(folder, name), name);
      add('named', name, 'audio/wav');
      const answer = await get('named');
      expect([answer.status, await answer.text()]).toEqual([200, name]);
    }
  });

  it('that is gone, or is no file, is not there', async () => {
    for (const id of ['gone', 'folder', 'never-given']) expect((await get(id)).status).toBe(404);
    await writeFile(join(folder, 'passing.wav'), 'x');
    add('passing', 'passing.wav', 'audio/wav');
    await rm(join(folder, 'passing.wav'));
    expect(await (await get('passing')).json()).toEqual({ code: 'missing' });
    expect(server.bugs).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('is let go of when its reader goes away', async () => {
    for (let round = 0; round < 20; round++) {
      const leaving = new AbortController();
      const answer = await fetch(urlOf('large'), { signal: leaving.signal });
      await answer.body?.getReader().read();
      leaving.abort();
    }
    const holders = async () => {
      const links = await readdir('/proc/self/fd');
      const targets = await Promise.all(
        links.map(async (name) => await readlink(join('/proc/self/fd', name)).catch(() => '')),
      );
      return targets.filter((target) => target.endsWith('large.mp4')).length;
    };
    // The server hears of each hanging up in its own time.
    while ((await holders()) > 0) await new Promise(setImmediate);
  });

  it('says so where nothing of it plays yet', async () => {
    for (const part of ['', '/peaks', '/thumbnail']) {
      const answer = await fetch(urlOf('bare', part));
      expect([answer.status, await answer.json()]).toEqual([404, { code: 'not-ready' }]);
    }
  });
});

describe('a key', () => {
  it('opens the media that it was made for and no other', async () => {
    const other = await fetch(`${server.url}/media/talk?k=${server.keyOf('large')}`);
    expect([other.status, await other.json()]).toEqual([401, { code: 'no-access' }]);
    expect((await fetch(`${server.url}/media/talk`)).status).toBe(401);
    expect((await fetch(`${server.url}/media/talk?k=${server.keyOf('talk')}&k=x`)).status).toBe(401);
    expect((await fetch(`${server.url}/projects/talk/document?k=${server.keyOf('talk')}`)).status).toBe(401);
  });

  it.each([
    '..',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2fpages',
    '__proto__',
    'constructor',
    'a%00b',
    '%2fetc%2fpasswd',
  ])('opens nothing by the id %s', async (id) => {
    const key = server.keyOf(decodeURIComponent(id));
    const headers = {
      host: `127.0.0.1:${server.port}`,
      authorization: `Bearer ${server.token}`,
      connection: 'close',
    };
    for (const part of ['', '/peaks', '/pcm', '/thumbnail']) {
      const line = `GET /media/${id}${part}?k=${key}&from=0&to=1`;
      expect((await exchange(server.port, requestText(line, headers))).status).toBe(404);
    }
  });
});

describe('what was made of media', () => {
  it('is its waveform, in parts too', async () => {
    const answer = await fetch(urlOf('talk', '/peaks'), { headers: { range: 'bytes=0-1' } });
    expect([answer.status, await answer.text()]).toEqual([206, '01']);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('is a picture', async () => {
    const answer = await fetch(urlOf('talk', '/thumbnail'));
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['image/jpeg', 'picture']);
  });

  it('is its sound by sample numbers, two bytes each', async () => {
    const answer = await fetch(urlOf('talk', '/pcm', '&from=100&to=103'));
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '6']);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([200, 201, 202, 203, 204, 205]);
  });

  it('is its sound up to the end, and nothing beyond it', async () => {
    const answer = await fetch(urlOf('talk', '/pcm', '&from=990&to=2000'));
    expect((await answer.arrayBuffer()).byteLength).toBe(20);
    expect((await fetch(urlOf('talk', '/pcm', '&from=1000&to=1001'))).status).toBe(416);
  });

  it.each([
    ['', 'bad-slice'],
    ['&from=0', 'bad-slice'],
    ['&from=-1&to=5', 'bad-slice'],
    ['&from=5&to=5', 'bad-slice'],
    ['&from=1.5&to=5', 'bad-slice'],
    ['&from=1e3&to=5000', 'bad-slice'],
    ['&from=0&to=1&to=2', 'bad-slice'],
    ['&from=0&to=960001', 'slice-too-long'],
  ])('is no sound for %j', async (query, code) => {
    const answer = await fetch(urlOf('talk', '/pcm', query));
    expect([answer.status, await answer.json()]).toEqual([400, { code }]);
  });

  it('is a minute of sound at the most', () => {
    expect(sampleSlice('16000', '976000')).toEqual({ from: 16_000, to: 976_000 });
    expect(sampleSlice('16000', '976001')).toBe('slice-too-long');
  });
});
