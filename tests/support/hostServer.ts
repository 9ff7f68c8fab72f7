import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../common/contract/settings.ts';
import type { FileParts } from '../../host/files/files.ts';
import { locateHome } from '../../host/home/home.ts';
import { mediaKey, newToken } from '../../host/server/keys.ts';
import { type RunningServer, type ServerLimits, startServer, usualLimits } from '../../host/server/server.ts';
import type { Services } from '../../host/server/services.ts';
import type { Sessions } from '../../host/sessions/sessions.ts';

/** A server with pages and media of its own, over services that hold what a test puts there. */
export interface TestServer extends RunningServer {
  readonly folder: string;
  /** Files by id; a test adds its own. */
  readonly parts: Map<string, FileParts>;
  readonly bugs: string[];
  readonly keyOf: (id: string) => string;
}

export interface TestServerOptions {
  readonly sessions: Partial<Sessions>;
  readonly limits: ServerLimits;
}

export const PAGE =
  '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><script src="/assets/page-1.js"></script>';

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-server-'));
  const pagesFolder = join(folder, 'pages');
  await mkdir(join(pagesFolder, 'assets'), { recursive: true });
  await writeFile(join(pagesFolder, 'index.html'), PAGE);
  await writeFile(join(pagesFolder, 'assets', 'page-1.js'), 'export const page = 1;\n');
  const parts = new Map<string, FileParts>();
  const bugs: string[] = [];
  const token = newToken();
  const started = await startServer({
    services: testServices(folder, parts, bugs, options.sessions),
    pagesFolder,
    uploadsFolder: join(folder, 'home', 'uploads'),
    port: 0,
    token,
    limits: options.limits,
  });
  if (!started.ok) throw new Error(started.failure.code);
  const server = started.value;
  return {
    ...server,
    folder,
    parts,
    bugs,
    keyOf: (id) => mediaKey(token, id),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startUsualServer(): Promise<TestServer> {
  return await startTestServer({ sessions: {}, limits: usualLimits });
}

function testServices(
  folder: string,
  parts: ReadonlyMap<string, FileParts>,
  bugs: string[],
  sessions: Partial<Sessions>,
): Services {
  const home = locateHome({
    env: { WORDLANE_HOME: join(folder, 'home') },
    platform: 'linux',
    userFolder: '/',
  });
  const services: Pick<Services, 'home' | 'version' | 'takeOpening' | 'logBug'> & {
    readonly files: Partial<Services['files']>;
    readonly sessions: Partial<Sessions>;
    readonly settings: Partial<Services['settings']>;
  } = {
    home,
    version: '0.0.0',
    takeOpening: () => [],
    logBug: (error, where) =>
      bugs.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
    files: { parts: (fileId) => parts.get(fileId) ?? null },
    sessions: { document: () => null, state: () => null, unsaved: () => [], ...sessions },
    settings: { get: () => defaultSettings },
  };
  // What a test does not give is not there, so that using it fails loudly.
  return services as unknown as Services;
}

/** What came back over a socket of our own, byte for byte. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends exactly this text and reads until the server closes the connection, or until it agrees to an upgrade: a
 * refusal that leaves its socket open never resolves.
 */
export async function exchange(port: number, text: string): Promise<RawAnswer> {
  return await new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      received += piece;
      if (received.startsWith('HTTP/1.1 101') && received.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parseAnswer(received)));
  });
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) };
}

/** A request line with headers and nothing that was not asked for; null leaves a header out. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string | null>>,
  body = '',
): string {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : `${name}: ${value}`,
  );
  return [`${line} HTTP/1.1`, ...given, '', body].join('\r\n');
}
