import { copyFile, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaView } from '../../common/contract/media.ts';
import type { SessionState } from '../../common/contract/projects.ts';
import { parseProject } from '../../common/document/parse.ts';
import { checkout } from '../support/command.ts';
import { type Opened, openApp } from '../support/openApp.ts';
import { openPage, type Page } from '../support/page.ts';

/** `jfk.flac` is 11 s long. */
const SAMPLES = 11 * 16_000;

let folder: string;
let app: Opened;
let page: Page;
let state: SessionState;
let media: MediaView;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'wordlane-media-')));
  await copyFile(join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac'), join(folder, 'talk one.flac'));
  app = await openApp(['--front', 'none'], { cwd: folder, env: { WORDLANE_HOME: join(folder, 'home') } });
  page = await openPage(app);
  const made = await page.rpc.projects.create.mutate({ mediaPath: join(folder, 'talk one.flac') });
  if (!made.ok) throw new Error(made.failure.code);
  state = await mediaReady(made.value.sessionId);
  const [first] = state.media;
  if (first === undefined) throw new Error('the project has no media');
  media = first;
});
afterAll(async () => {
  await page.close();
  await app.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

/** The state in which the waveform of the media is there; it is asked for once the media has an id. */
async function mediaReady(sessionId: string): Promise<SessionState> {
  return await new Promise((resolve, reject) => {
    let isAsked = false;
    const subscription = page.rpc.projects.watch.subscribe(
      { sessionId, sinceVersion: 0 },
      {
        onData: ({ data }) => {
          if (data.kind !== 'state') return;
          const [first] = data.state.media;
          if (first?.peaks.kind === 'failed') reject(new Error(first.peaks.failure.code));
          if (first?.peaks.kind === 'ready') {
            subscription.unsubscribe();
            resolve(data.state);
          }
          if (first?.fileId == null || isAsked) return;
          isAsked = true;
          void page.rpc.projects.prepareMedia.mutate({ fileId: first.fileId });
        },
        onError: reject,
      },
    );
  });
}

const urlOf = (part: string) => `${app.url}/media/${media.fileId}${part}`;

describe('a recording that a person opened', () => {
  it('plays by the key that its project gives', async () => {
    const answer = await fetch(urlOf(`?k=${media.key}`), { headers: { range: 'bytes=0-3' } });
    expect([answer.status, await answer.text()]).toEqual([206, 'fLaC']);
    expect(answer.headers.get('content-type')).toMatch(/^audio\//);
    expect((await fetch(urlOf(''))).status).toBe(401);
  });

  it('has a waveform', async () => {
    const answer = await fetch(urlOf(`/peaks?k=${media.key}`));
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  });

  it('has its sound, whose first sample is the beginning', async () => {
    const whole = await fetch(urlOf(`/pcm?k=${media.key}&from=0&to=${SAMPLES + 1000}`));
    const bytes = new Uint8Array(await whole.arrayBuffer());
    expect(bytes.byteLength).toBe(SAMPLES * 2);
    const part = await fetch(urlOf(`/pcm?k=${media.key}&from=16000&to=16010`));
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.subarray(32_000, 32_020));
    expect(new Int16Array(bytes.buffer).some((sample) => Math.abs(sample) > 1000)).toBe(true);
  });

  it('has a document that names it', async () => {
    const answer = await fetch(`${app.url}/projects/${state.sessionId}/document`, {
      headers: { authorization: `Bearer ${page.token}` },
    });
    const project = parseProject(await answer.text());
    if (!project.ok) throw new Error(project.failure.code);
    expect(project.value.media.map(({ id }) => id)).toEqual([media.mediaId]);
    expect(media).toMatchObject({ name: 'talk one.flac', state: 'ready', playable: 'original' });
  });
});
