import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { usualLimits } from '../../host/server/server.ts';
import { startTestServer, type TestServer } from '../support/hostServer.ts';

let server: TestServer;
test.beforeEach(async () => {
  server = await startTestServer({ sessions: {}, limits: usualLimits });
  const path = join(server.folder, 'tone.wav');
  await writeFile(path, tone());
  const playing = { path, type: 'audio/wav' };
  server.parts.set('tone', { playing, peaksPath: path, pcmPath: null, thumbnailPath: null });
});
test.afterEach(async () => {
  await server.close();
});

/** Ten seconds of 8 kHz silence as a WAV file. */
function tone(): Buffer {
  const samples = Buffer.alloc(160_000);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** What a page of ours does: trades its ticket, connects, styles itself, plays and seeks. */
const OWN_SCRIPT = `
  const violations = [];
  addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  const answer = await fetch('/ticket', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket }),
  });
  const { token } = await answer.json();
  const socket = new WebSocket('/rpc', ['wordlane.1', 'bearer.' + token]);
  const opened = await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  const style = document.createElement('style');
  style.nonce = document.querySelector('meta[name=csp-nonce]').content;
  style.textContent = 'body { color: rgb(1, 2, 3) }';
  document.head.append(style);
  const media = document.createElement('audio');
  media.src = '/media/tone?k=' + window.keyOfTone;
  await new Promise((resolve, reject) => { media.onloadedmetadata = resolve; media.onerror = reject; });
  media.currentTime = 7;
  await new Promise((resolve) => { media.onseeked = resolve; });
  const color = getComputedStyle(document.body).color;
  window.seen = { opened, color, duration: media.duration, at: media.currentTime, violations };
`;

test('a page of ours gets in, connects, styles itself, plays and seeks under its policy', async ({
  page,
}) => {
  await writeFile(join(server.folder, 'pages', 'assets', 'page-1.js'), OWN_SCRIPT);
  const html =
    '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><body>' +
    '<script type="module" src="/assets/page-1.js"></script>';
  await writeFile(join(server.folder, 'pages', 'index.html'), html);
  await page.addInitScript(`window.keyOfTone = ${JSON.stringify(server.keyOf('tone'))}`);
  await page.goto(`${server.url}/#ticket=${server.ticket()}`);
  const seen = await page.waitForFunction(() => (globalThis as { readonly seen?: object }).seen);
  expect(await seen.jsonValue()).toEqual({
    opened: true,
    color: 'rgb(1, 2, 3)',
    duration: 10,
    at: 7,
    violations: [],
  });
});

test('what is written into a page of ours does not run', async ({ page }) => {
  const html =
    '<!doctype html><body><script>document.title = "inline"</script>' +
    '<img src="x" onerror="document.title = 1"><style>body { color: rgb(1, 2, 3) }</style>';
  await writeFile(join(server.folder, 'pages', 'index.html'), html);
  await page.goto(`${server.url}/`);
  expect(await page.title()).toBe('');
  expect(await page.evaluate('getComputedStyle(document.body).color')).not.toBe('rgb(1, 2, 3)');
});

test('a page from elsewhere gets nothing, though it knew every secret', async ({ page }) => {
  const foreign = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>elsewhere</title>');
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const address = foreign.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // Another port of this computer is another site's page as well.
  for (const host of ['localhost', '127.0.0.1']) {
    await page.goto(`http://${host}:${port}/`);
    const got = await page.evaluate(
      async ({ url, token, key }) => {
        const attempts: Record<string, () => Promise<unknown>> = {
          page: async () => (await fetch(`${url}/`)).status,
          'blind page': async () => (await fetch(`${url}/`, { mode: 'no-cors' })).type,
          ticket: async () => (await fetch(`${url}/ticket`, { method: 'POST', body: '{}' })).status,
          document: async () =>
            (await fetch(`${url}/projects/x/document`, { headers: { authorization: `Bearer ${token}` } }))
              .status,
          socket: async () =>
            await new Promise((resolve, reject) => {
              const socket = new WebSocket(`${url.replace('http', 'ws')}/rpc`, [
                'wordlane.1',
                `bearer.${token}`,
              ]);
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
          media: async () =>
            await new Promise((resolve, reject) => {
              const media = document.createElement('audio');
              media.onloadedmetadata = resolve;
              media.onerror = reject;
              media.src = `${url}/media/tone?k=${key}`;
            }),
          script: async () =>
            await new Promise((resolve, reject) => {
              const script = document.createElement('script');
              script.onload = resolve;
              script.onerror = reject;
              script.src = `${url}/assets/page-1.js`;
              document.head.append(script);
            }),
        };
        const through: string[] = [];
        for (const [name, attempt] of Object.entries(attempts)) {
          await attempt().then(
            () => through.push(name),
            () => undefined,
          );
        }
        return through;
      },
      { url: server.url, token: server.token, key: server.keyOf('tone') },
    );
    expect(got).toEqual([]);
  }
  foreign.close();
});
