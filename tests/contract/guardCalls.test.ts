import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { SessionEvent } from '../../common/contract/projects.ts';
import { usualLimits } from '../../host/server/server.ts';
import { type Workplace, workplace } from '../../host/sessions/testing/workplace.ts';
import { startTestServer, type TestServer } from '../support/hostServer.ts';
import { connectPage, type Page } from '../support/page.ts';

let place: Workplace;
let server: TestServer;
beforeAll(async () => {
  place = await workplace();
  server = await startTestServer({ sessions: place.sessions, limits: usualLimits });
});
afterAll(async () => {
  await server.close();
  await place.end();
});

/** A page with every socket that it made, newest last. */
function openPage(): Page & { readonly sockets: readonly WebSocket[] } {
  const sockets: WebSocket[] = [];
  const page = connectPage(server.url, server.token, (socket) => sockets.push(socket));
  return { ...page, sockets };
}

async function newSession(page: Page): Promise<string> {
  const made = await page.rpc.projects.create.mutate({ mediaPath: null });
  if (!made.ok) throw new Error(made.failure.code);
  return made.value.sessionId;
}

async function setTitle(page: Page, sessionId: string, title: string): Promise<void> {
  const done = await page.rpc.projects.change.mutate({
    sessionId,
    clientId: 'page-1',
    opId: `op-${title}`,
    operation: { kind: 'setProject', field: 'title', value: title },
    label: 'project.rename',
    group: null,
  });
  if (!done.ok) throw new Error(done.failure.code);
}

/** What a page sees of a session, with a way to wait for more. */
function watch(page: Page, sessionId: string) {
  const events: SessionEvent[] = [];
  let look = () => {};
  const subscription = page.rpc.projects.watch.subscribe(
    { sessionId, sinceVersion: 0 },
    {
      onData: ({ data }) => {
        events.push(data);
        look();
      },
    },
  );
  const titles = () =>
    events.flatMap((event) =>
      event.kind === 'operation' && event.operation.kind === 'setProject' ? [event.operation.value] : [],
    );
  return {
    titles,
    untilTitle: async (title: string) =>
      await new Promise<void>((resolve) => {
        look = () => {
          if (titles().includes(title)) resolve();
        };
        look();
      }),
    stop: () => subscription.unsubscribe(),
  };
}

describe('a page', () => {
  it('calls and is answered', async () => {
    const page = openPage();
    expect(await page.rpc.app.info.query()).toMatchObject({ version: '0.0.0', platform: process.platform });
    expect(await page.rpc.app.keyOf.query({ id: 'a' })).toEqual({ key: server.keyOf('a') });
    await page.close();
  });

  it('loses its connection and sees every edit once all the same', async () => {
    const page = openPage();
    const other = openPage();
    const sessionId = await newSession(page);
    const seen = watch(page, sessionId);
    const wanted: string[] = [];
    for (let round = 0; round < 5; round++) {
      for (let each = 0; each < 10; each++) {
        const title = `title ${round}.${each}`;
        wanted.push(title);
        await setTitle(other, sessionId, title);
        if (each === 4) page.sockets.at(-1)?.terminate();
      }
    }
    await seen.untilTitle(wanted.at(-1) ?? '');
    expect(seen.titles()).toEqual(wanted);
    expect(page.sockets.length).toBeGreaterThan(1);
    seen.stop();
    await page.close();
    await other.close();
  });

  it('gets a way in for another window, once', async () => {
    const page = openPage();
    const { ticket } = await page.rpc.app.ticket.mutate();
    const trade = async () =>
      await fetch(`${server.url}/ticket`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ticket }),
      });
    const first = await trade();
    expect([first.status, await first.json()]).toEqual([200, { token: server.token }]);
    expect((await trade()).status).toBe(401);
    await page.close();
  });

  it('learns nothing of a bug but that there was one', async () => {
    const page = openPage();
    // This server has no queue, so the call breaks inside the host.
    const broken = await page.rpc.jobs.cancel.mutate({ jobId: 'x' }).catch((error: unknown) => error);
    expect(broken).toMatchObject({ message: 'internal', data: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(JSON.stringify(broken)).not.toMatch(/undefined|cancel'|reading|stack/);
    expect(server.bugs.at(-1)).toMatch(/^rpc jobs.cancel: /);
    await page.close();
  });

  it('is refused where its input is not what a call takes', async () => {
    const page = openPage();
    const wrong = page.rpc.projects.state.query({ sessionId: 1 } as never);
    await expect(wrong).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } });
    await page.close();
  });

  it('that sends a message without end is disconnected, and others stay', async () => {
    const page = openPage();
    const other = openPage();
    await page.rpc.app.info.query();
    await other.rpc.app.info.query();
    const [socket] = page.sockets;
    const closed = new Promise<number>((resolve) => socket?.once('close', resolve));
    socket?.send('x'.repeat(17 * 1024 * 1024));
    expect(await closed).toBe(1009);
    expect(await other.rpc.app.info.query()).toMatchObject({ version: '0.0.0' });
    expect(other.sockets).toHaveLength(1);
    await page.close();
    await other.close();
  });

  it('that is gone lets go of what it watched', async () => {
    const page = openPage();
    const sessionId = await newSession(page);
    const signals: AbortSignal[] = [];
    const { watch: original } = place.sessions;
    const spied = await startTestServer({
      sessions: {
        ...place.sessions,
        watch: (id, since, signal) => {
          signals.push(signal);
          return original(id, since, signal);
        },
      },
      limits: usualLimits,
    });
    const socket = new WebSocket(
      `${spied.url.replace('http', 'ws')}/rpc`,
      ['wordlane.1', `bearer.${spied.token}`],
      { origin: spied.url },
    );
    await new Promise((resolve) => socket.once('open', resolve));
    const started = new Promise((resolve) => socket.once('message', resolve));
    const input = { sessionId, sinceVersion: 0 };
    const params = { path: 'projects.watch', input };
    socket.send(JSON.stringify({ id: 1, method: 'subscription', params }));
    await started;
    const aborted = new Promise((resolve) => signals[0]?.addEventListener('abort', resolve));
    socket.terminate();
    await aborted;
    expect(signals).toHaveLength(1);
    await spied.close();
    await page.close();
  });
});
