import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppRouter } from '../../host/server/router.ts';

export interface Connection {
  readonly rpc: TRPCClient<AppRouter>;
  readonly state: StoreApi<{ readonly link: 'connecting' | 'open' | 'lost' }>;
  /** For requests that carry the token in a header: documents and uploads. */
  readonly request: (path: string, init: RequestInit) => Promise<Response>;
  /** `POST`s a body with its progress, which `fetch` does not tell; aborts with an `AbortError`. */
  readonly send: (path: string, body: Blob, options: SendOptions) => Promise<Sent>;
  readonly close: () => void;
}

export interface SendOptions {
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Sent {
  /** 0 when the connection broke. */
  readonly status: number;
  readonly body: string;
}

/** The token outlives a reload of this tab and nothing else; other tabs need a ticket of their own. */
const TOKEN_KEY = 'wordlane.token';

/**
 * Trades the ticket of the URL's fragment for a token, or takes the one that this tab has. The fragment is
 * taken out of the address, so that it lands in no history. Null when there is no way in.
 */
export async function findToken(): Promise<string | null> {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket === null) return sessionStorage.getItem(TOKEN_KEY);
  history.replaceState(history.state, '', location.pathname + location.search);
  const answer = await fetch('/ticket', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
  });
  if (!answer.ok) return sessionStorage.getItem(TOKEN_KEY);
  const { token } = (await answer.json()) as { readonly token: string };
  sessionStorage.setItem(TOKEN_KEY, token);
  return token;
}

/** Connects to the host that served this page; reconnects by itself, and streams go on where they were. */
export function connect(token: string): Connection {
  const state = createStore<{ link: 'connecting' | 'open' | 'lost' }>(() => ({ link: 'connecting' }));
  // A browser's WebSocket sends no header of ours: the token travels as a subprotocol.
  class Authorised extends WebSocket {
    constructor(url: string | URL) {
      super(url, ['wordlane.1', `bearer.${token}`]);
    }
  }
  const socket = createWSClient({
    url: '/rpc',
    WebSocket: Authorised,
    // One second, the default, would cut the connection while the host reads a long project.
    keepAlive: { enabled: true, pongTimeoutMs: 10_000 },
    retryDelayMs: (attempt) => Math.min(200 * 2 ** attempt, 5_000),
    onOpen: () => state.setState({ link: 'open' }),
    onClose: () => state.setState({ link: 'lost' }),
    // A first attempt that is refused closes nothing.
    onError: () => state.setState({ link: 'lost' }),
  });
  const rpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  return {
    rpc,
    state,
    request: (path, init) =>
      fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
    send: (path, body, options) => sendBody(path, token, body, options),
    close: () => {
      socket.close().catch(() => undefined);
    },
  };
}

function sendBody(path: string, token: string, body: Blob, options: SendOptions): Promise<Sent> {
  const { onProgress, signal } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => resolve({ status: request.status, body: request.responseText });
    request.onerror = () => resolve({ status: 0, body: '' });
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    if (signal.aborted) reject(new DOMException('given up', 'AbortError'));
    else request.send(body);
  });
}
