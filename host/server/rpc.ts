import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import type { FastifyInstance } from 'fastify';
import { turnAway } from './guard.ts';
import { type CallContext, router } from './router.ts';

/** The subprotocol that is agreed on; what else is offered beside it is the token, which is not repeated. */
export const SUBPROTOCOL = 'wordlane.1';

/** Enough for a pasted transcript of fifteen hours as one operation. A longer message ends its connection (1009). */
export const LONGEST_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A window that is quiet is asked whether it is there, and cut off when it does not answer. */
export interface Heartbeat {
  readonly pingMs: number;
  readonly pongWaitMs: number;
}

/** The calls of `router.ts` over the WebSocket `/rpc`. Bugs go to the log; a page learns only that there was one. */
export function addRpc(app: FastifyInstance, context: Omit<CallContext, 'gone'>, heartbeat: Heartbeat): void {
  const onConnection = getWSConnectionHandler({
    wss: app.websocketServer,
    router,
    createContext: ({ info }) => ({ ...context, gone: info.signal }),
    keepAlive: { enabled: true, ...heartbeat },
    onError: ({ error, path, ctx }) => {
      // What a window asked for ends with it.
      if (ctx?.gone.aborted === true && error.cause?.name === 'AbortError') return;
      context.services.logBug(error.cause ?? error, path === undefined ? 'rpc' : `rpc ${path}`);
    },
  });
  app.route({
    method: 'GET',
    url: '/rpc',
    handler: async (_request, reply) => turnAway(reply, { status: 426, code: 'upgrade-required' }),
    wsHandler: (socket, request) => onConnection(socket, request.raw),
  });
}
