import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { checkout, wordlane } from '../support/command.ts';
import { type Opened, openApp } from '../support/openApp.ts';
import { openPage, tradeTicket } from '../support/page.ts';
import { childProcesses } from '../support/processes.ts';
import { untilWritten } from '../support/untilWritten.ts';

let folder: string;
const running: Opened[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-open-'));
});
afterEach(async () => {
  for (const opened of running.splice(0)) await opened.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the app with a data root of its own. */
async function open(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Opened> {
  const opened = await openApp(args, { cwd: folder, env: { WORDLANE_HOME: join(folder, 'home'), ...env } });
  running.push(opened);
  return opened;
}

const trade = async ({ url, ticket }: Opened) => await tradeTicket(url, ticket);

describe('wordlane open --front none', () => {
  it('prints one line with its address and how to end it, and serves', async () => {
    const opened = await open(['open', '--front', 'none']);
    expect(opened.stdout()).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\/#ticket=[\w-]{20,}\n$/);
    expect(opened.stderr()).toMatch(/^[^\n]*Ctrl-C ends Wordlane\.\n$/);
    const page = await fetch(`${opened.url}/`);
    const isBuilt = existsSync(join(checkout, 'out', 'renderer', 'index.html'));
    expect(page.status).toBe(isBuilt ? 200 : 503);
    expect((await fetch(`${opened.url}/projects/x/document`)).status).toBe(401);
  });

  it('lets one page in by its ticket', async () => {
    const opened = await open(['open', '--front', 'none']);
    expect((await trade(opened)).status).toBe(200);
    expect((await trade(opened)).status).toBe(401);
  });

  it('hands the named files to the first window that asks', async () => {
    await writeFile(join(folder, 'talk.srt'), '1\n00:00:01,000 --> 00:00:03,000\nGood morning\n');
    const opened = await open(['talk.srt', '--front', 'none']);
    const { rpc, close } = await openPage(opened);
    expect(await rpc.app.takeOpening.mutate()).toEqual([join(folder, 'talk.srt')]);
    expect(await rpc.app.takeOpening.mutate()).toEqual([]);
    const session = await rpc.projects.open.mutate({ path: join(folder, 'talk.srt') });
    expect(session).toMatchObject({ ok: true });
    await close();
  });

  it('has a clip to try everything with, where the person may write', async () => {
    const opened = await open(['--front', 'none']);
    const { rpc, close } = await openPage(opened);
    const sample = await rpc.inputs.sample.mutate();
    expect(sample).toEqual({ ok: true, value: join(folder, 'home', 'projects', 'sample', 'sample.ogg') });
    expect(await rpc.inputs.sample.mutate()).toEqual(sample);
    await close();
  });

  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
    ['SIGHUP', 0],
  ] as const)('ends by %s with %i, with a window open, and leaves no process', async (signal, code) => {
    const opened = await open(['open', '--front', 'none']);
    const { rpc, close } = await openPage(opened);
    await rpc.app.info.query();
    const before = process.platform === 'linux' ? await childProcesses(opened.pid) : [];
    expect(await opened.end(signal)).toBe(code);
    for (const pid of before) expect(() => process.kill(pid, 0)).toThrow();
    await close();
  });

  it.skipIf(process.platform !== 'linux')('ends what runs for it as well', async () => {
    const recording = join(folder, 'talk.flac');
    await copyFile(join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac'), recording);
    // With the engine of this test run.
    const opened = await openApp(['open', '--front', 'none'], { cwd: folder, env: {} });
    running.push(opened);
    const { rpc, close } = await openPage(opened);
    const busy = new Promise<void>((resolve) => {
      rpc.jobs.watch.subscribe(undefined, {
        onData: (jobs) => {
          if (jobs.some(({ stage }) => stage === 'recognise')) resolve();
        },
      });
    });
    await rpc.jobs.start.mutate({
      jobId: 'job-of-the-test',
      path: recording,
      choice: {
        ...USUAL_CHOICE,
        engine: 'moonshine',
        language: 'en',
        profile: 'plain',
        formats: [],
      },
    });
    await busy;
    const workers = await childProcesses(opened.pid);
    expect(workers.length).toBeGreaterThan(0);
    expect(await opened.end('SIGTERM')).toBe(0);
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
    await close();
  });

  it.skipIf(process.platform === 'win32')('goes on after a bug, which it writes down', async () => {
    const plant = "process.on('SIGUSR2', () => { throw new Error('a planted bug'); })";
    const bug = `--import=data:text/javascript,${encodeURIComponent(plant)}`;
    const opened = await open(['open', '--front', 'none'], { NODE_OPTIONS: bug });
    process.kill(opened.pid, 'SIGUSR2');
    const log = await untilWritten(join(folder, 'home', 'logs', 'host.log'));
    expect(log).toMatch(/"host"\nError: a planted bug/);
    expect((await trade(opened)).status).toBe(200);
    expect(await opened.end('SIGTERM')).toBe(0);
  });

  it('says in a sentence that its port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const ran = await wordlane(['open', '--front', 'none', '--port', String(port)], { cwd: folder });
    other.close();
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toBe(
      `wordlane: Port ${port} cannot be used: another program has it, or it is reserved. Choose another with --port, or leave it out.\n`,
    );
  });
});

describe('what cannot be opened', () => {
  it('is named, file by file, before anything starts', async () => {
    await writeFile(join(folder, 'there.mp4'), 'x');
    const ran = await wordlane(['there.mp4', 'gone.mp4', 'also gone.wordlane', '--front', 'none'], {
      cwd: folder,
    });
    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'wordlane: gone.mp4: There is no such file. Check the path.\n' +
        'wordlane: also gone.wordlane: There is no such file. Check the path.\n',
    });
  });

  it.each([
    [['open', '--front', 'window'], /Allowed choices are electron, browser, none/],
    [['--front', 'none', '--port', 'http'], /--port http is not a whole number/],
    [['--front', 'none', '--port', '70000'], /--port 70000 is not a port/],
    [['--frnt', 'none'], /--front/],
    [['transcrib', 'talk.mp4'], /transcrib is not a command. Did you mean transcribe\?/],
    [[''], /A file name is empty/],
  ] as const)('by %j is wrong use', async (args, sentence) => {
    const ran = await wordlane(args, { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr.trimEnd()).not.toContain('\n');
  });

  it('is a desktop window without a display', async () => {
    const env = { DISPLAY: '', WAYLAND_DISPLAY: '', CI: '1' };
    const ran = await wordlane(['--front', 'electron'], { cwd: folder, env });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/^wordlane: There is no display here for the desktop window\./);
  });
});

describe('a start without a wish', () => {
  it('serves and prints its address where there is no display', async () => {
    const opened = await open([], { DISPLAY: '', WAYLAND_DISPLAY: '', CI: '1' });
    expect(opened.stderr()).toMatch(/because there is no display here/);
  });
});

describe('the host of the desktop shell', () => {
  const token = 'a-token-of-the-shell-that-outlives-one-host';

  it('takes the token and the port that it is given, so that windows find it again', async () => {
    const desktop = { WORDLANE_DESKTOP: '1', WORDLANE_TOKEN: token };
    const first = await open(['open', '--front', 'none'], desktop);
    expect(await (await trade(first)).json()).toEqual({ token });
    await first.end('SIGKILL');
    const port = new URL(first.url).port;
    const second = await open(['open', '--front', 'none', '--port', port], desktop);
    expect(second.url).toBe(first.url);
    const answer = await fetch(`${second.url}/projects/x/document`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
  });

  it('gets back from a window what only its predecessor knew', async () => {
    const desktop = { WORDLANE_DESKTOP: '1', WORDLANE_TOKEN: token };
    const first = await open(['open', '--front', 'none'], desktop);
    const page = await openPage(first);
    const made = await page.rpc.projects.create.mutate({ mediaPath: null });
    if (!made.ok) throw new Error(made.failure.code);
    const { sessionId } = made.value;
    const setTitle = async (opId: string, value: string) =>
      await page.rpc.projects.change.mutate({
        sessionId,
        clientId: 'window-1',
        opId,
        operation: { kind: 'setProject', field: 'title', value },
        label: 'project.rename',
        group: null,
      });
    expect(await setTitle('op-1', 'Nowhere saved')).toMatchObject({ ok: true });
    const place = `${first.url}/projects/${sessionId}/document`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const held = await (await fetch(place, { headers })).text();

    await first.end('SIGKILL');
    await open(['open', '--front', 'none', '--port', new URL(first.url).port], desktop);
    expect((await fetch(place, { headers })).status).toBe(404);
    expect(await (await fetch(place, { method: 'PUT', headers, body: held })).json()).toMatchObject({
      ok: true,
      value: { sessionId, saved: false },
    });
    expect(await (await fetch(place, { headers })).text()).toBe(held);
    // The same page goes on over a connection that it made anew by itself.
    expect(await setTitle('op-2', 'Renamed after it')).toMatchObject({ ok: true });
    await page.close();
  });

  it('ends when the pipe to the shell closes', async () => {
    const opened = await open(['open', '--front', 'none'], { WORDLANE_DESKTOP: '1', WORDLANE_TOKEN: token });
    opened.closeInput();
    expect(await opened.ended).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('ends when the shell is gone without a word', async () => {
    const main = join(checkout, 'out', 'host', 'cli', 'main.js');
    // A shell that waits for it, and no pipe on its standard input: as in a utility process.
    const command = '"$0" "$1" open --front none < /dev/null & wait';
    const shell = spawn('sh', ['-c', command, process.execPath, main], {
      cwd: folder,
      env: { ...process.env, WORDLANE_HOME: join(folder, 'home'), WORDLANE_DESKTOP: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    expect(String(line)).toMatch(/^listening on /);
    // The host holds the other end of this pipe until it is gone.
    const closed = once(shell.stdout, 'close');
    shell.kill('SIGKILL');
    await closed;
  });

  it('refuses a token that could be guessed', async () => {
    const ran = await wordlane(['open', '--front', 'none'], {
      cwd: folder,
      env: { WORDLANE_TOKEN: 'short' },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/WORDLANE_TOKEN needs at least 32/);
  });
});
