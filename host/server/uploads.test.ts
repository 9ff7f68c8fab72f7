import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, utimes, watch, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestText, startUsualServer, type TestServer } from '../../tests/support/hostServer.ts';
import { removeAbandonedUploads } from './uploads.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startUsualServer();
});
afterAll(async () => {
  await server.close();
});

const uploads = () => join(server.folder, 'home', 'uploads');

async function upload(query: string, body: BodyInit, type: string | null) {
  const authorization = `Bearer ${server.token}`;
  return await fetch(`${server.url}/uploads${query}`, {
    method: 'POST',
    headers: type === null ? { authorization } : { authorization, 'content-type': type },
    body,
  });
}

describe('a file that was dropped into a tab', () => {
  it('is kept under its name in a folder of its own, for its owner alone', async () => {
    const bytes = Buffer.alloc(3_000_000, 'wordlane');
    const answer = await upload('?name=My%20t%C3%A4lk.mp4', bytes, 'application/octet-stream');
    const { path } = (await answer.json()) as { readonly path: string };
    expect(basename(path)).toBe('My tälk.mp4');
    expect(dirname(dirname(path))).toBe(uploads());
    expect(await readFile(path)).toEqual(bytes);
    if (process.platform === 'win32') return;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });

  it('may come as a form', async () => {
    const form = new FormData();
    form.append('note', 'a field');
    form.append('file', new Blob(['content']), '../evil name.wav');
    const { path } = (await (await upload('', form, null)).json()) as { readonly path: string };
    expect(basename(path)).toBe('evil name.wav');
    expect(await readFile(path, 'utf8')).toBe('content');
  });

  it('cannot leave its folder, whatever its name', async () => {
    for (const name of ['../../x', '..', '/etc/passwd', '', 'a\0b']) {
      const query = `?name=${encodeURIComponent(name)}`;
      const { path } = (await (await upload(query, 'x', 'application/octet-stream')).json()) as {
        readonly path: string;
      };
      expect(dirname(dirname(path))).toBe(uploads());
    }
  });

  it('of the same name twice is two files', async () => {
    const answers = await Promise.all(
      ['one', 'two'].map(async (text) => await upload('?name=same', text, 'application/octet-stream')),
    );
    const texts = await Promise.all(
      answers.map(async (answer) => {
        const { path } = (await answer.json()) as { readonly path: string };
        return await readFile(path, 'utf8');
      }),
    );
    expect(texts).toEqual(['one', 'two']);
  });

  const form = '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n';
  it.each([
    ['application/octet-stream', ''],
    ['multipart/form-data; boundary=edge', form],
  ])('is gone again when the page goes away before its end (%s)', async (type, head) => {
    await mkdir(uploads(), { recursive: true });
    const before = (await readdir(uploads())).sort();
    const changes = watch(uploads())[Symbol.asyncIterator]();
    const socket = connect(server.port, '127.0.0.1');
    const first = head + 'x'.repeat(100_000);
    const line = 'POST /uploads?name=half.mp4';
    socket.write(
      requestText(
        line,
        {
          host: `127.0.0.1:${server.port}`,
          authorization: `Bearer ${server.token}`,
          'content-type': type,
          'content-length': '1000000',
        },
        first,
      ),
    );
    // Its folder is there …
    await changes.next();
    expect((await readdir(uploads())).length).toBe(before.length + 1);
    socket.destroy();
    await once(socket, 'close');
    // … and then it is not.
    while ((await readdir(uploads())).length > before.length) await changes.next();
    expect((await readdir(uploads())).sort()).toEqual(before);
    await changes.return?.();
    expect(server.bugs).toEqual([]);
  });

  it('is refused at once where there is no room for it', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      requestText('POST /uploads?name=x', {
        host: `127.0.0.1:${server.port}`,
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/octet-stream',
        'content-length': String(2 ** 52),
      }),
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('utf8')).toMatch(/^HTTP\/1\.1 507 [\s\S]*"code":"disk.low"/);
    socket.destroy();
  });

  it('is not JSON', async () => {
    const answer = await upload('?name=x', '{}', 'application/json');
    expect([answer.status, await answer.json()]).toEqual([415, { code: 'wrong-type' }]);
  });

  it('is not a form without a file', async () => {
    const form = new FormData();
    form.append('note', 'only this');
    const answer = await upload('', form, null);
    expect([answer.status, await answer.json()]).toEqual([400, { code: 'no-file' }]);
  });

  it('that a killed host left half written is removed a day later, and nothing else', async () => {
    const root = join(server.folder, 'other-uploads');
    const now = Date.now();
    const yesterday = new Date(now - 25 * 3_600_000);
    for (const [folder, date] of [
      ['old.part', yesterday],
      ['busy.part', new Date(now)],
      ['old', yesterday],
    ] as const) {
      await mkdir(join(root, folder), { recursive: true });
      await writeFile(join(root, folder, 'talk.mp4'), 'x');
      await utimes(join(root, folder, 'talk.mp4'), date, date);
      await utimes(join(root, folder), yesterday, yesterday);
    }
    await removeAbandonedUploads(root, now);
    expect((await readdir(root)).sort()).toEqual(['busy.part', 'old']);
    await removeAbandonedUploads(join(root, 'nowhere'), now);
  });

  it('is written as it was sent', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * 7919) % 256));
    const answer = await upload('?name=exact', bytes, 'application/octet-stream');
    const { path } = (await answer.json()) as { readonly path: string };
    const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
    expect(digest(await readFile(path))).toBe(digest(bytes));
  });
});
