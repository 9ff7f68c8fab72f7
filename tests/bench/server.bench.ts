import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startUsualServer } from '../support/hostServer.ts';
import { type Opened, openApp } from '../support/openApp.ts';
import { openPage } from '../support/page.ts';
import { median } from './measure.ts';

const GIB = 2 ** 30;
const PIECE = Buffer.alloc(1 << 20, 'wordlane');
const content = () => Readable.from(pieces());

function* pieces() {
  for (let sent = 0; sent < GIB; sent += PIECE.length) yield PIECE;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Linux only: the most memory that a process ever had. */
async function peakMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const open = async (folder: string) =>
  await openApp(['open', '--front', 'none'], { cwd: folder, env: { WORDLANE_HOME: join(folder, 'home') } });

/** Milliseconds of each of `count` requests, one after another over one connection. */
async function requestTimes(url: string, authorization: string, count: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(url, { agent, headers: { authorization } }, (answer) => {
        answer.resume();
        answer.on('end', resolve);
      }).on('error', reject);
    });
    times.push(performance.now() - began);
  }
  agent.destroy();
  return times;
}

export const benches: readonly { name: string; run: () => Promise<Record<string, number>> }[] = [
  {
    name: 'app: from the start of the process to its address, warm',
    run: async () =>
      await inFolder(async (folder) => {
        const times: number[] = [];
        for (let round = 0; round < 6; round++) {
          let opened: Opened | null = null;
          const seconds = await secondsOf(async () => {
            opened = await open(folder);
          });
          // The first one makes the data root and warms the disk.
          if (round > 0) times.push(seconds);
          await (opened as Opened | null)?.end('SIGTERM');
        }
        return { medianSeconds: median(times) };
      }),
  },
  {
    name: 'upload: 1 GiB as octets, against writing the same to a file',
    run: async () =>
      await inFolder(async (folder) => {
        const baselineSeconds = await secondsOf(
          async () => await pipeline(content(), createWriteStream(join(folder, 'baseline'))),
        );
        await rm(join(folder, 'baseline'));
        const opened = await open(folder);
        const page = await openPage(opened);
        const authorization = `Bearer ${page.token}`;
        const beforeMb = await peakMb(opened.pid);
        const seconds = await secondsOf(async () => {
          const answer = await fetch(`${opened.url}/uploads?name=large.mp4`, {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/octet-stream' },
            body: Readable.toWeb(content()) as ReadableStream<Uint8Array>,
            duplex: 'half',
          } as RequestInit);
          if (!answer.ok) throw new Error(`${answer.status}`);
        });
        await page.close();
        const afterMb = await peakMb(opened.pid);
        await opened.end('SIGTERM');
        return {
          megabytesPerSecond: GIB / 1e6 / seconds,
          baselineMegabytesPerSecond: GIB / 1e6 / baselineSeconds,
          hostPeakMbBefore: beforeMb,
          hostPeakMbAfter: afterMb,
        };
      }),
  },
  {
    name: 'guard: one request after another, against a server that asks nothing',
    run: async () => {
      const server = await startUsualServer();
      const bare = createServer((_request, answer) => answer.end('{"code":"unknown"}'));
      await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
      const address = bare.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const url = `${server.url}/assets/page-1.js`;
      const authorization = `Bearer ${server.token}`;
      await requestTimes(url, authorization, 500);
      await requestTimes(`http://127.0.0.1:${port}/`, authorization, 500);
      const guarded = median(await requestTimes(url, authorization, 2000));
      const baseline = median(await requestTimes(`http://127.0.0.1:${port}/`, authorization, 2000));
      bare.close();
      await server.close();
      return { medianMs: guarded, baselineMs: baseline, ratio: guarded / baseline };
    },
  },
];
