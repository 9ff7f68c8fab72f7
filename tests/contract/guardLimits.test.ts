import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { exchange, requestText, startTestServer, type TestServer } from '../support/hostServer.ts';

/** Short, so that a test need not wait; each ends with the server's own answer or hanging up. */
const limits = { headersMs: 200, bodyIdleMs: 200, heartbeat: { pingMs: 50, pongWaitMs: 1_000 } };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ sessions: {}, limits });
});
afterAll(async () => {
  await server.close();
});

const own = () => ({ host: `127.0.0.1:${server.port}` });
const bearer = () => ({ ...own(), authorization: `Bearer ${server.token}` });

describe('a client that takes its time', () => {
  it('with its headers is told so and hung up on', async () => {
    const answer = await exchange(
      server.port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX-Slow: `,
    );
    expect(answer).toMatchObject({ status: 408, body: '{"code":"too-slow"}' });
  });

  it('with a body is hung up on', async () => {
    const type = { 'content-type': 'application/json', 'content-length': '20' };
    const slow = await exchange(
      server.port,
      requestText('POST /ticket', { ...own(), ...type }, '{"ticket":'),
    );
    expect(slow.status).toBeNaN();
    const upload = { 'content-type': 'application/octet-stream', 'content-length': '20' };
    const held = await exchange(
      server.port,
      requestText('POST /uploads?name=x', { ...bearer(), ...upload }, 'x'),
    );
    expect(held.status).toBeNaN();
  });

  it('between two requests is waited for', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const ask = async () => {
      const type = { 'content-type': 'application/json', 'content-length': '14' };
      socket.write(requestText('POST /ticket', { ...own(), ...type }, '{"ticket":"x"}'));
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString('latin1').split('\r\n')[0];
    };
    // The refusal ends the connection, so a page is asked for first.
    socket.write(requestText('GET /assets/page-1.js', own()));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask()).toBe('HTTP/1.1 401 Unauthorized');
    socket.destroy();
  });
});

describe('a page on the other end of a WebSocket', () => {
  const connectPage = async (onText: (socket: WebSocket, text: string) => void) => {
    const protocols = ['wordlane.1', `bearer.${server.token}`];
    const url = `${server.url.replace('http', 'ws')}/rpc`;
    const socket = new WebSocket(url, protocols, { origin: server.url });
    socket.on('message', (data) => onText(socket, String(data)));
    await once(socket, 'open');
    return socket;
  };

  it('is cut off when it does not answer', async () => {
    const socket = await connectPage(() => {});
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
  });

  it('stays while it answers', async () => {
    let asked = 0;
    const socket = await connectPage((page, text) => {
      if (text !== 'PING') return;
      asked += 1;
      if (asked < 4) page.send('PONG');
    });
    await once(socket, 'close');
    expect(asked).toBe(4);
  });
});

describe('what a bug says', () => {
  it('goes to the log and not to the page', async () => {
    const failing = await startTestServer({
      sessions: {
        document: () => {
          throw new Error('a secret of the host');
        },
      },
      limits,
    });
    const answer = await fetch(`${failing.url}/projects/x/document`, {
      headers: { authorization: `Bearer ${failing.token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([500, '{"code":"internal"}']);
    expect(failing.bugs).toEqual(['GET /projects/:id/document: a secret of the host']);
    await failing.close();
  });
});

describe('closing', () => {
  it('ends connections that are open and frees the port', async () => {
    const closing = await startTestServer({ sessions: {}, limits });
    const idle = connect(closing.port, '127.0.0.1');
    await once(idle, 'connect');
    const idleClosed = once(idle, 'close');
    await closing.close();
    await idleClosed;
    const refused = connect(closing.port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
