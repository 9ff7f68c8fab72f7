import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import WebSocket from 'ws';
import type { AppRouter } from '../../host/server/router.ts';
import type { Opened } from './openApp.ts';

/** A page without a browser: its calls, with an origin and the token as the browser would send them. */
export interface Page {
  readonly token: string;
  readonly rpc: TRPCClient<AppRouter>;
  readonly close: () => Promise<void>;
}

export async function tradeTicket(url: string, ticket: string): Promise<Response> {
  return await fetch(`${url}/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
  });
}

/** Gets in by the ticket that the app printed. */
export async function openPage({ url, ticket }: Opened): Promise<Page> {
  const { token } = (await (await tradeTicket(url, ticket)).json()) as { readonly token: string };
  return connectPage(url, token, () => {});
}

/** `onSocket` sees every connection that the page makes. */
export function connectPage(url: string, token: string, onSocket: (socket: WebSocket) => void): Page {
  class OfPage extends WebSocket {
    constructor(address: string | URL) {
      super(address, ['wordlane.1', `bearer.${token}`], { origin: url });
      onSocket(this);
    }
  }
  const client = createWSClient({
    url: `${url.replace('http', 'ws')}/rpc`,
    // tRPC asks for the browser's class; ws has what it uses of it.
    WebSocket: OfPage as unknown as typeof globalThis.WebSocket,
    retryDelayMs: () => 0,
  });
  return {
    token,
    rpc: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }),
    close: async () => await client.close(),
  };
}
