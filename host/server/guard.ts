import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSameSecret, mediaKey } from './keys.ts';

/**
 * Who may use a route. `public`: every page of ours; `bearer`: who has the token; `key`: also who has the key of
 * the id in its path. A route that says nothing asks for the token.
 */
export type Access = 'public' | 'bearer' | 'key';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** What the guard looks at, as the request brought it. */
export interface Arrival {
  readonly method: string;
  /** The target as it stands in the request line. */
  readonly target: string;
  /** Every `Host` header: two of them are as wrong as none. */
  readonly hosts: readonly string[];
  /** Of the socket that it came in by. */
  readonly port: number;
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly isUpgrade: boolean;
  readonly contentType: string | null;
  /** From the header, or from the WebSocket's subprotocols. */
  readonly token: string | null;
  /** The id in the path and the key in the query. */
  readonly id: string | null;
  readonly key: string | null;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/**
 * Why a request is turned away; null where it may pass. A page of any website can send requests to this host and
 * a name of any website can be made to point to it, so the order is: is it really meant for us (DNS rebinding),
 * does it come from our page (cross-site requests), does it know the secret, can it be a plain form.
 */
export function refusalOf(arrival: Arrival, access: Access, token: string): Refusal | null {
  const names = ownNames(arrival.port);
  if (arrival.hosts.length !== 1 || !names.includes(arrival.hosts[0] ?? '')) return refuse(421, 'wrong-host');
  if (!arrival.target.startsWith('/')) return refuse(421, 'wrong-target');
  // Browsers send no Sec-Fetch-Site with a WebSocket, but always an Origin.
  const isForeign =
    arrival.origin === null ? arrival.isUpgrade : !names.some((name) => arrival.origin === `http://${name}`);
  if (isForeign) return refuse(403, 'wrong-origin');
  const { fetchSite } = arrival;
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') {
    return refuse(403, 'cross-site');
  }
  if (!hasAccess(arrival, access, token)) return refuse(401, 'no-access');
  if (carriesBody(arrival.method) && !isOwnType(arrival.contentType)) return refuse(415, 'wrong-type');
  return null;
}

function refuse(status: number, code: string): Refusal {
  return { status, code };
}

/** Port 80 is left out by browsers. */
function ownNames(port: number): readonly string[] {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'];
  const full = hosts.map((host) => `${host}:${port}`);
  return port === 80 ? [...hosts, ...full] : full;
}

function hasAccess(arrival: Arrival, access: Access, token: string): boolean {
  if (access === 'public' && !arrival.isUpgrade) return true;
  if (arrival.token !== null && isSameSecret(arrival.token, token)) return true;
  const { id, key } = arrival;
  return access === 'key' && id !== null && key !== null && isSameSecret(key, mediaKey(token, id));
}

function carriesBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The types that a form of a foreign page cannot send without asking first, and multipart, which needs the token. */
const OWN_TYPES = new Set(['application/json', 'application/octet-stream', 'multipart/form-data']);

function isOwnType(contentType: string | null): boolean {
  return OWN_TYPES.has((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '');
}

/**
 * Holds for every route, the unknown ones and the WebSocket's upgrade. Call it after the WebSocket plugin is
 * registered: with the guard first, the socket of a refused upgrade stayed open.
 */
export function addGuard(app: FastifyInstance, token: string): void {
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(arrivalOf(request), request.routeOptions.config?.access ?? 'bearer', token);
    if (refusal !== null) return await turnAway(reply, refusal);
  });
}

/** The connection ends with it: what else came along on it is not read. */
export function turnAway(reply: FastifyReply, { status, code }: Refusal): FastifyReply {
  return reply.code(status).header('connection', 'close').send({ code });
}

function arrivalOf(request: FastifyRequest): Arrival {
  const { raw, headers } = request;
  const isUpgrade = headers.upgrade !== undefined;
  return {
    method: raw.method ?? 'GET',
    target: raw.url ?? '',
    hosts: raw.headersDistinct.host ?? [],
    port: raw.socket.localPort ?? 0,
    origin: headers.origin ?? null,
    fetchSite: textOf(headers['sec-fetch-site']),
    isUpgrade,
    contentType: headers['content-type'] ?? null,
    token: bearerOf(headers.authorization) ?? (isUpgrade ? subprotocolToken(request) : null),
    id: textOf((request.params as Readonly<Record<string, unknown>> | null)?.id),
    key: textOf((request.query as Readonly<Record<string, unknown>> | null)?.k),
  };
}

function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1] ?? null;
}

/** A page cannot set headers of a WebSocket; it offers `wordlane.1` and `bearer.<token>` as subprotocols. */
function subprotocolToken(request: FastifyRequest): string | null {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return /(?:^|,\s*)bearer\.([\w-]+)\s*(?:,|$)/.exec(offered)?.[1] ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
