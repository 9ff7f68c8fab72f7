import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { OWN_CERTIFICATE, OWN_KEY } from './ownCertificate.ts';

/** What happens to one answer with content; after the list is used up, answers are as they should be. */
export type Fault =
  /** The connection breaks after so many bytes of the answer. */
  | { readonly do: 'drop'; readonly afterBytes: number }
  | { readonly do: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** One byte differs. */
  | { readonly do: 'alter' }
  /** More bytes than the hub announced, by a header that says so. */
  | { readonly do: 'lengthen' }
  /** A header that announces less than there is, and no more than that is sent. */
  | { readonly do: 'shorten'; readonly bytes: number }
  /** All from the beginning, whatever was asked for. */
  | { readonly do: 'ignore-range' }
  /** Sends so many bytes, then nothing until the connection is closed. */
  | { readonly do: 'hold'; readonly afterBytes: number };

export interface StandInRepo {
  readonly commit: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly licence: string | null;
  /** The token that is let in; null: everybody. */
  readonly gatedFor: string | null;
}

export interface SeenRequest {
  readonly server: 'hub' | 'files';
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  readonly authorization: string | null;
}

export interface StandInHub {
  readonly url: string;
  readonly repos: Map<string, StandInRepo>;
  /** By a file's name. */
  readonly faults: Map<string, Fault[]>;
  /** Lengths in headers that differ from the list's, by a file's name. */
  readonly lies: Map<string, number>;
  readonly requests: SeenRequest[];
  /** Bytes of content that were sent, by a file's name. */
  readonly sent: Map<string, number>;
  /** Resolves when an answer is held back. */
  readonly held: () => Promise<void>;
}

/** Files of at least so many bytes lie on another server, as large ones do on the real hub. */
const LARGE_BYTES = 1_000;

/**
 * A hub of models for tests: the addresses, headers, redirects and errors that `huggingface_hub` meets at the real
 * one. It listens on two ports, for small files and for large.
 */
export async function startHub(
  repos: Readonly<Record<string, StandInRepo>>,
  scheme: 'http' | 'https',
): Promise<StandInHub> {
  const held = Promise.withResolvers<void>();
  const state: State = {
    repos: new Map(Object.entries(repos)),
    faults: new Map(),
    lies: new Map(),
    requests: [],
    sent: new Map(),
    onHeld: held.resolve,
    filesUrl: '',
  };
  state.filesUrl = await listen(scheme, (request, response) => serveLarge(state, request, response));
  const url = await listen(scheme, (request, response) => serveHub(state, request, response));
  return { ...state, url, held: () => held.promise };
}

interface State {
  readonly repos: Map<string, StandInRepo>;
  readonly faults: Map<string, Fault[]>;
  readonly lies: Map<string, number>;
  readonly requests: SeenRequest[];
  readonly sent: Map<string, number>;
  readonly onHeld: () => void;
  filesUrl: string;
}

async function listen(scheme: 'http' | 'https', serve: RequestListener): Promise<string> {
  const sockets = new Set<Socket>();
  const server =
    scheme === 'http'
      ? createServer(serve)
      : createSecureServer({ cert: OWN_CERTIFICATE, key: OWN_KEY }, serve);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function note(state: State, server: SeenRequest['server'], request: IncomingMessage, path: string): void {
  state.requests.push({
    server,
    method: request.method ?? '',
    path,
    range: request.headers.range ?? null,
    authorization: request.headers.authorization ?? null,
  });
}

function serveHub(state: State, request: IncomingMessage, response: ServerResponse): void {
  // A client that goes through a proxy sends the whole address.
  const { pathname } = new URL(request.url ?? '/', 'http://hub');
  note(state, 'hub', request, pathname);
  const asked = /^\/(api\/models\/)?([^/]+\/[^/]+)(?:\/(?:revision|resolve)\/([^/]+))?(?:\/(.+))?$/u.exec(
    pathname,
  );
  const repo = state.repos.get(asked?.[2] ?? '');
  if (asked === null || repo === undefined) return void refuse(response, 401, 'RepoNotFound');
  const revision = asked[3] ?? 'main';
  if (revision !== 'main' && revision !== repo.commit) return void refuse(response, 404, 'RevisionNotFound');
  if (asked[1] !== undefined) return void sendJson(response, describe(asked[2] ?? '', repo));
  const content = contentOf(repo, asked[4] ?? '');
  if (content === null) return void refuse(response, 404, 'EntryNotFound');
  if (repo.gatedFor !== null && request.headers.authorization !== `Bearer ${repo.gatedFor}`) {
    if (request.headers.authorization === undefined) return void refuse(response, 401, 'GatedRepo');
    response.setHeader('X-Error-Message', 'Invalid credentials in Authorization header');
    return void refuse(response, 401, '');
  }
  response.setHeader('X-Repo-Commit', repo.commit);
  const name = asked[4] ?? '';
  const length = state.lies.get(name) ?? content.length;
  if (content.length < LARGE_BYTES) {
    response.setHeader('ETag', `"${gitHash(content)}"`);
    return void sendContent(state, name, content, request, response, length);
  }
  response.setHeader('X-Linked-Etag', `"${sha256(content)}"`);
  response.setHeader('X-Linked-Size', String(length));
  response.writeHead(302, { Location: `${state.filesUrl}/${asked[2]}/${name}` }).end();
}

function serveLarge(state: State, request: IncomingMessage, response: ServerResponse): void {
  const [, org, repoName, ...rest] = (request.url ?? '').split('/');
  const name = rest.join('/');
  note(state, 'files', request, name);
  const repo = state.repos.get(`${org}/${repoName}`);
  const content = repo === undefined ? null : contentOf(repo, name);
  if (content === null) return void refuse(response, 404, '');
  sendContent(state, name, content, request, response, content.length);
}

function sendContent(
  state: State,
  name: string,
  content: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  length: number,
): void {
  if (request.method === 'HEAD') {
    response.writeHead(200, { 'Content-Length': length }).end();
    return;
  }
  const fault = state.faults.get(name)?.shift() ?? null;
  if (fault?.do === 'status') {
    response.writeHead(fault.status, fault.headers).end('no');
    return;
  }
  const start =
    fault?.do === 'ignore-range' ? 0 : Number(/bytes=(\d+)-/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isRange = request.headers.range !== undefined && fault?.do !== 'ignore-range';
  let body = content.subarray(start);
  if (fault?.do === 'alter') body = Buffer.from(body.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));
  if (fault?.do === 'lengthen') body = Buffer.concat([body, Buffer.from('more')]);
  if (fault?.do === 'shorten') body = body.subarray(0, body.length - fault.bytes);
  response.writeHead(isRange ? 206 : 200, {
    'Content-Length': body.length,
    ...(isRange ? { 'Content-Range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  const cut = fault?.do === 'drop' || fault?.do === 'hold' ? fault.afterBytes : body.length;
  state.sent.set(name, (state.sent.get(name) ?? 0) + Math.min(cut, body.length));
  if (fault?.do === 'drop') response.write(body.subarray(0, cut), () => response.socket?.destroy());
  else if (fault?.do === 'hold') response.write(body.subarray(0, cut), () => state.onHeld());
  else response.end(body);
}

function describe(id: string, repo: StandInRepo) {
  const siblings = Object.keys(repo.files).map((rfilename) => {
    const content = contentOf(repo, rfilename) ?? Buffer.alloc(0);
    const lfs = { sha256: sha256(content), size: content.length, pointerSize: 130 };
    const isLarge = content.length >= LARGE_BYTES;
    return { rfilename, size: content.length, blobId: gitHash(content), ...(isLarge ? { lfs } : {}) };
  });
  return {
    id,
    modelId: id,
    sha: repo.commit,
    private: false,
    gated: repo.gatedFor === null ? false : 'auto',
    tags: [],
    siblings,
    cardData: repo.licence === null ? {} : { license: repo.licence },
  };
}

function contentOf(repo: StandInRepo, name: string): Buffer | null {
  const content = repo.files[name];
  return content === undefined ? null : Buffer.from(content);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, code === '' ? {} : { 'X-Error-Code': code }).end('{"error":"refused"}');
}

function sendJson(response: ServerResponse, value: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function gitHash(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
