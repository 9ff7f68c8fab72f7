import type { Socket } from 'node:net';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { CLOSED_POLICY } from './csp.ts';
import { addGuard, turnAway } from './guard.ts';
import { mediaKey } from './keys.ts';
import { addMediaRoutes } from './mediaRoutes.ts';
import { addPages } from './pages.ts';
import { addProjectRoutes } from './projectRoutes.ts';
import { addRpc, type Heartbeat, LONGEST_MESSAGE_BYTES, SUBPROTOCOL } from './rpc.ts';
import type { Services } from './services.ts';
import { mintPatientTicket, mintTicket, spendTicket, type Tickets } from './tickets.ts';
import { addUploads, removeAbandonedUploads } from './uploads.ts';

export interface ServerOptions {
  readonly services: Services;
  /** The built interface. */
  readonly pagesFolder: string;
  /** Where files that were dropped into a browser tab are kept. */
  readonly uploadsFolder: string;
  /** 0 = any that is free. */
  readonly port: number;
  /** The secret of this host; `newToken` makes one. The services' keys are derived from it, so it comes from outside. */
  readonly token: string;
  readonly limits: ServerLimits;
}

/** How long a client may take that says nothing. */
export interface ServerLimits {
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyIdleMs: number;
  readonly heartbeat: Heartbeat;
}

export const usualLimits: ServerLimits = {
  headersMs: 10_000,
  bodyIdleMs: 60_000,
  // A page may be busy for seconds; one that sleeps hears what it missed when it is back.
  heartbeat: { pingMs: 20_000, pongWaitMs: 20_000 },
};

export interface RunningServer {
  /** Without a ticket: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** A way in that is good until its first use, to be put behind `url` as `/#ticket=`. */
  readonly ticket: () => string;
  /** One that is good for 30 s: it stands in the command line of the browser that is started with it. */
  readonly briefTicket: () => string;
  /** Ends every connection; resolves when the port is free. */
  readonly close: () => Promise<void>;
}

const ADDRESS = '127.0.0.1';
const LONGEST_HEADERS_BYTES = 16 * 1024;
const LONGEST_BODY_BYTES = 1024 * 1024;
/** A window that does not say goodbye is cut off. */
const FAREWELL_MS = 500;

/** Serves pages, calls and media on the loopback address. Fails with `server.port-taken`. */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer>> {
  const { services, token } = options;
  const tickets: Tickets = new Map();
  const app = createApp(services.logBug, options.limits);
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: LONGEST_MESSAGE_BYTES,
      handleProtocols: (offered: ReadonlySet<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
    errorHandler: (_error, socket) => socket.terminate(),
    preClose: (done) => {
      for (const client of app.websocketServer.clients) {
        client.close(1001);
        setTimeout(() => client.terminate(), FAREWELL_MS).unref();
      }
      app.websocketServer.close();
      done();
    },
  });
  addGuard(app, token);
  addTicketRoute(app, tickets, token);
  addRpc(app, { services, tickets, keyOf: (id) => mediaKey(token, id) }, options.limits.heartbeat);
  addMediaRoutes(app, services.files);
  await addProjectRoutes(app, services.sessions);
  await addUploads(app, options.uploadsFolder);
  removeAbandonedUploads(options.uploadsFolder, Date.now()).catch((error: unknown) => {
    services.logBug(error, options.uploadsFolder);
  });
  await addPages(app, options.pagesFolder);
  try {
    await app.listen({ host: ADDRESS, port: options.port });
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    return fail(failure('server.port-taken', { detail: String(options.port) }));
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return succeed({
    url: `http://${ADDRESS}:${port}`,
    port,
    token,
    ticket: () => mintPatientTicket(tickets),
    briefTicket: () => mintTicket(tickets, Date.now()),
    close: async () => await app.close(),
  });
}

/** A server that knows no route yet: its limits, its headers and how it says no. */
function createApp(logBug: Services['logBug'], limits: ServerLimits): FastifyInstance {
  const app = Fastify({
    bodyLimit: LONGEST_BODY_BYTES,
    forceCloseConnections: true,
    // Long uploads are right; each body has a limit for its pauses instead.
    requestTimeout: 0,
    http: {
      maxHeaderSize: LONGEST_HEADERS_BYTES,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(limits.headersMs, 5_000),
      // The guard answers for a missing Host as for a wrong one.
      requireHostHeader: false,
    },
    clientErrorHandler: refuseBroken,
    // What cannot be routed (a bad escape, an endless name) is answered before any hook, the guard's too.
    frameworkErrors: (_error, request, reply) => {
      if (request.raw.headers.upgrade !== undefined) {
        reply.raw.once('finish', () => request.raw.socket.destroy());
      }
      void turnAway(reply as never, { status: 400, code: 'bad-request' });
    },
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'content-security-policy': CLOSED_POLICY,
    });
    if (request.method === 'POST' || request.method === 'PUT') {
      const { socket } = request.raw;
      // Without a listener Node destroys a connection that is silent for so long.
      socket.setTimeout(limits.bodyIdleMs);
      request.raw.once('end', () => socket.setTimeout(0));
    }
  });
  app.setNotFoundHandler(async (_request, reply) => turnAway(reply, { status: 404, code: 'unknown' }));
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 400 && status < 500)
      return turnAway(reply, { status, code: CODES[status] ?? 'bad-request' });
    // A reader that went away before the end is no bug.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') {
      logBug(error, `${request.method} ${request.routeOptions.url ?? 'unknown'}`);
    }
    return turnAway(reply, { status: 500, code: 'internal' });
  });
  return app;
}

const CODES: Readonly<Record<number, string>> = {
  413: 'too-long',
  415: 'wrong-type',
};

/** What Node's parser refuses: too much in the headers, too slow, not HTTP. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'too-long']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'too-slow']
        : ['400 Bad Request', 'bad-request'];
  const body = JSON.stringify({ code });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const ticketSchema = z.strictObject({ ticket: z.string().max(200) });

/** Trades a ticket for the token. Without either it is of no use to anyone, so it needs no other access. */
function addTicketRoute(app: FastifyInstance, tickets: Tickets, token: string): void {
  app.post('/ticket', { config: { access: 'public' } }, async (request, reply) => {
    const asked = ticketSchema.safeParse(request.body);
    if (!asked.success) return turnAway(reply, { status: 400, code: 'bad-request' });
    if (!spendTicket(tickets, asked.data.ticket, Date.now())) {
      return turnAway(reply, { status: 401, code: 'no-access' });
    }
    return reply.header('cache-control', 'no-store').send({ token });
  });
}
