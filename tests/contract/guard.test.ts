import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, requestText, startUsualServer, type TestServer } from '../support/hostServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startUsualServer();
});
afterAll(async () => {
  await server.close();
});

type Headers = Readonly<Record<string, string | null>>;

const own = () => `127.0.0.1:${server.port}`;
const bearer = () => ({ authorization: `Bearer ${server.token}` });

/** Asks for something that only the token opens and that answers 404 then: past the guard, nothing is there. */
const PAST = 404;

/** Ends after one answer, so that what comes back is all there is. */
async function get(path: string, headers: Headers) {
  const all = { host: own(), connection: 'close', ...headers };
  return await exchange(server.port, requestText(`GET ${path}`, all));
}

async function post(path: string, headers: Headers, body: string) {
  const all = { host: own(), connection: 'close', 'content-length': String(body.length), ...headers };
  return await exchange(server.port, requestText(`POST ${path}`, all, body));
}

describe('the name that a request is sent to', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('may be %s with our port', async (name) => {
    const answer = await get('/media/none', { ...bearer(), host: `${name}:${server.port}` });
    expect(answer.status).toBe(PAST);
  });

  it.each([
    ['is foreign', () => 'example.com'],
    ['is a name that was rebound to us', () => `rebind.example.com:${server.port}`],
    ['is a name that ends like ours', () => `127.0.0.1.example.com:${server.port}`],
    ['is 0.0.0.0', () => `0.0.0.0:${server.port}`],
    ['ends with a dot', () => `localhost.:${server.port}`],
    ['has another port', () => `127.0.0.1:${server.port + 1}`],
    ['has no port', () => '127.0.0.1'],
    ['is written in capitals', () => `LOCALHOST:${server.port}`],
    ['is another way to write the address', () => `127.1:${server.port}`],
    ['is the address as one number', () => `2130706433:${server.port}`],
    ['has a user in it', () => `a@127.0.0.1:${server.port}`],
    ['has a path behind it', () => `127.0.0.1:${server.port}/x`],
    ['is not a name', () => 'a b:c:d'],
    ['is empty', () => ''],
  ])('is refused where it %s', async (_what, host) => {
    const answer = await get('/media/none', { ...bearer(), host: host() });
    expect(answer).toMatchObject({ status: 421, body: '{"code":"wrong-host"}' });
  });

  it('is refused where it is missing', async () => {
    expect(await get('/', { host: null })).toMatchObject({ status: 421, body: '{"code":"wrong-host"}' });
  });

  it('is refused where there are two', async () => {
    const twice = `GET / HTTP/1.1\r\nHost: ${own()}\r\nHost: example.com\r\nConnection: close\r\n\r\n`;
    expect((await exchange(server.port, twice)).status).toBe(421);
  });

  it('is refused in the request line, where a proxy would be asked', async () => {
    const answer = await get(`http://${own()}/`, {});
    expect(answer).toMatchObject({ status: 421, body: '{"code":"wrong-target"}' });
  });

  it('is asked for on every route, the public ones too', async () => {
    for (const path of ['/', '/assets/page-1.js', '/ticket', '/rpc', '/nowhere']) {
      expect((await get(path, { host: 'example.com' })).status).toBe(421);
    }
  });
});

describe('the page that a request comes from', () => {
  it.each([['http://127.0.0.1'], ['http://localhost'], ['http://[::1]']])(
    'may be ours at %s',
    async (origin) => {
      const answer = await get('/media/none', { ...bearer(), origin: `${origin}:${server.port}` });
      expect(answer.status).toBe(PAST);
    },
  );

  it.each([
    ['foreign', () => 'https://example.com'],
    ['null, as of a sandbox or a file', () => 'null'],
    ['ours by https', () => `https://${own()}`],
    ['of another port of this computer', () => 'http://localhost:3000'],
    ['ours with a path', () => `http://${own()}/`],
    ['ours and another', () => `http://${own()}, https://example.com`],
    ['empty', () => ''],
  ])('is refused where it is %s', async (_what, origin) => {
    const answer = await get('/media/none', { ...bearer(), origin: origin() });
    expect(answer).toMatchObject({ status: 403, body: '{"code":"wrong-origin"}' });
  });

  it.each(['cross-site', 'same-site', 'same-origin, cross-site', 'nonsense'])(
    'is refused where the browser says %s',
    async (site) => {
      const answer = await get('/media/none', { ...bearer(), 'sec-fetch-site': site });
      expect(answer).toMatchObject({ status: 403, body: '{"code":"cross-site"}' });
    },
  );

  it.each(['same-origin', 'none'])('may pass where the browser says %s', async (site) => {
    expect((await get('/media/none', { ...bearer(), 'sec-fetch-site': site })).status).toBe(PAST);
  });

  it('gets no leave to read an answer or to ask first', async () => {
    const asked = { ...bearer(), origin: 'https://example.com', 'access-control-request-method': 'POST' };
    const refused = await exchange(
      server.port,
      requestText('OPTIONS /uploads', { host: own(), connection: 'close', ...asked }),
    );
    expect(refused.status).toBe(403);
    const allowed = await get('/', { origin: `http://${own()}` });
    for (const { headers } of [refused, allowed]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the token', () => {
  it('is asked for on every route that is not a page', async () => {
    for (const path of [
      '/media/x',
      '/media/x/peaks',
      '/projects/x/document',
      '/rpc',
      '/nowhere',
      '/uploads',
    ]) {
      expect(await get(path, {})).toMatchObject({ status: 401, body: '{"code":"no-access"}' });
    }
  });

  it.each([
    ['is wrong', () => `Bearer ${'x'.repeat(43)}`],
    ['is cut off', () => `Bearer ${server.token.slice(0, -1)}`],
    ['comes by another scheme', () => `Basic ${server.token}`],
    ['is empty', () => 'Bearer '],
  ])('opens nothing where it %s', async (_what, authorization) => {
    expect((await get('/media/none', { authorization: authorization() })).status).toBe(401);
  });

  it('opens nothing as a cookie, which every port of this computer would share', async () => {
    const cookie = `token=${server.token}; wordlane=${server.token}`;
    expect((await get('/media/none', { cookie })).status).toBe(401);
    const posted = await post('/uploads', { cookie, 'content-type': 'application/octet-stream' }, 'x');
    expect(posted.status).toBe(401);
  });

  it('opens nothing as a subprotocol without an upgrade', async () => {
    const offered = { 'sec-websocket-protocol': `wordlane.1, bearer.${server.token}` };
    expect((await get('/media/none', offered)).status).toBe(401);
  });

  it('is not needed for the pages', async () => {
    expect((await get('/', {})).status).toBe(200);
    expect((await get('/assets/page-1.js', {})).status).toBe(200);
  });
});

describe('a path', () => {
  it.each([
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/assets/%2e%2e/index.html',
    '/assets/..%5c..%5cindex.html',
    '/assets//etc/passwd',
    '/assets/%2fetc%2fpasswd',
    '/assets/page-1.js%00',
    '/assets/',
    '/assets/page-1.js/',
    '/index.html',
    '//index.html',
    '/.env',
  ])('%s leads to nothing', async (path) => {
    const answer = await get(path, bearer());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(Object.keys(JSON.parse(answer.body))).toEqual(['code']);
  });
});

describe('what a request may carry', () => {
  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['text/plain; x=application/json'],
    [null],
  ])('is not %s, which a form of a foreign page can send', async (type) => {
    const answer = await post('/ticket', { 'content-type': type }, '{"ticket":"x"}');
    expect(answer).toMatchObject({ status: 415, body: '{"code":"wrong-type"}' });
    const upload = await post('/uploads', { ...bearer(), 'content-type': type }, 'x');
    expect(upload.status).toBe(415);
  });

  it('is not longer than a route allows', async () => {
    const long = { 'content-type': 'application/json', 'content-length': String(2 ** 21) };
    const answer = await post('/ticket', long, '{');
    expect(answer).toMatchObject({ status: 413, body: '{"code":"too-long"}' });
  });

  it('is not JSON that is broken', async () => {
    const answer = await post('/ticket', { 'content-type': 'application/json' }, '{"ticket":');
    expect(answer).toMatchObject({ status: 400, body: '{"code":"bad-request"}' });
  });

  it('has no endless headers', async () => {
    const answer = await get('/', { 'x-long': 'x'.repeat(20_000) });
    expect(answer).toMatchObject({ status: 431, body: '{"code":"too-long"}' });
  });

  it('is HTTP', async () => {
    expect((await exchange(server.port, 'HELLO\r\n\r\n')).status).toBe(400);
    expect((await get('/%zz', bearer())).status).toBe(400);
  });
});

describe('a ticket', () => {
  const trade = async (ticket: string) =>
    await post('/ticket', { 'content-type': 'application/json' }, JSON.stringify({ ticket }));

  it('is worth the token, once', async () => {
    const ticket = server.ticket();
    const first = await trade(ticket);
    expect(first.status).toBe(200);
    expect(JSON.parse(first.body)).toEqual({ token: server.token });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(await trade(ticket)).toMatchObject({ status: 401, body: '{"code":"no-access"}' });
  });

  it('cannot be traded by a foreign page, and stays good', async () => {
    const ticket = server.ticket();
    const body = JSON.stringify({ ticket });
    const type = { 'content-type': 'application/json' };
    expect((await post('/ticket', { ...type, origin: 'https://example.com' }, body)).status).toBe(403);
    expect((await post('/ticket', { ...type, 'sec-fetch-site': 'cross-site' }, body)).status).toBe(403);
    expect((await post('/ticket', { ...type, host: 'example.com' }, body)).status).toBe(421);
    expect((await trade(ticket)).status).toBe(200);
  });

  it.each(['', 'x', '__proto__', 'x'.repeat(200)])(
    'that was never given (%j) is worth nothing',
    async (ticket) => {
      expect((await trade(ticket)).status).toBe(401);
    },
  );

  it.each(['null', '{}', '[]', '{"ticket":1}', '{"ticket":"x","more":1}'])('is not %s', async (body) => {
    expect((await post('/ticket', { 'content-type': 'application/json' }, body)).status).toBe(400);
  });
});

describe('the upgrade to a WebSocket', () => {
  const upgrade = async (headers: Headers) =>
    await exchange(
      server.port,
      requestText('GET /rpc', {
        host: own(),
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      }),
    );
  const origin = () => `http://${own()}`;
  const offered = () => ({ 'sec-websocket-protocol': `wordlane.1, bearer.${server.token}` });

  it('takes a page of ours with the token, and does not repeat it', async () => {
    const answer = await upgrade({ origin: origin(), ...offered() });
    expect(answer.status).toBe(101);
    expect(answer.headers.get('sec-websocket-protocol')).toBe('wordlane.1');
  });

  it('never agrees on the token as a subprotocol', async () => {
    const answer = await upgrade({
      origin: origin(),
      'sec-websocket-protocol': `bearer.${server.token}`,
    });
    expect(answer.status).toBe(101);
    expect(answer.headers.has('sec-websocket-protocol')).toBe(false);
  });

  it.each([
    ['a foreign page', 403, () => ({ origin: 'https://example.com', ...offered() })],
    ['a page without an origin', 403, () => ({ origin: 'null', ...offered() })],
    ['what is no page', 403, () => ({ ...offered() })],
    ['a page of ours without the token', 401, () => ({ origin: origin() })],
    [
      'a page of ours with a wrong token',
      401,
      () => ({ origin: origin(), 'sec-websocket-protocol': `wordlane.1, bearer.${'x'.repeat(43)}` }),
    ],
    ['a rebound name', 421, () => ({ origin: origin(), host: 'rebind.example.com', ...offered() })],
  ] as const)('refuses %s with %i and closes the socket', async (_who, status, headers) => {
    expect((await upgrade(headers())).status).toBe(status);
  });

  it('is refused on public routes without the token', async () => {
    const line = 'GET /';
    const headers = { host: own(), connection: 'Upgrade', upgrade: 'websocket', origin: origin() };
    expect((await exchange(server.port, requestText(line, headers))).status).toBe(401);
  });

  it('is needed for calls', async () => {
    expect(await get('/rpc', bearer())).toMatchObject({ status: 426, body: '{"code":"upgrade-required"}' });
  });
});

describe('every answer', () => {
  it('ends its connection where it is a refusal, so that nothing more is read from it', async () => {
    for (const headers of [{ host: 'example.com' }, { host: own() }]) {
      const answer = await exchange(server.port, requestText('GET /media/x', headers));
      expect(answer.headers.get('connection')).toBe('close');
    }
  });

  it('keeps others from guessing, framing, embedding and following it', async () => {
    for (const path of ['/', '/assets/page-1.js', '/media/x', '/nowhere']) {
      const { headers } = await get(path, {});
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    }
  });

  it('of a page has a nonce of its own', async () => {
    const pages = await Promise.all([get('/', {}), get('/', {})]);
    const nonces = pages.map(({ headers, body }) => {
      const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];
      expect(body).toContain(`content="${nonce}"`);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(pages[0]?.headers.get('cache-control')).toBe('no-store');
  });

  it('of an asset may be kept for good', async () => {
    const { headers } = await get('/assets/page-1.js', {});
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toMatch(/javascript/);
  });
});
