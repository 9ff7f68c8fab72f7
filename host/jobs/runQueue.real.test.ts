import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain } from '../../common/captions/profiles/plain.ts';
import { type StartJob, USUAL_CHOICE } from '../../common/contract/jobs.ts';
import { defaultSettings } from '../../common/contract/settings.ts';
import { allWords, findWord } from '../../common/document/queries.ts';
import { systemClock } from '../engines/clock.ts';
import { createEngines, type EngineService, systemEngineOptions } from '../engines/engines.ts';
import { type Home, locateHome } from '../home/home.ts';
import { newIds } from '../home/newIds.ts';
import type { MediaService } from '../media/media.ts';
import { createMediaService } from '../media/mediaService.ts';
import { realOutputEffects } from '../output/output.ts';
import { readProjectFile } from '../projects/projectFile.ts';
import { NO_VOICES } from '../voices/voices.ts';
import { runBatch } from './batch.ts';
import { createCrew } from './crew.ts';
import type { JobQueue } from './queue.ts';
import { createQueue } from './runQueue.ts';
import { createSpeeds } from './speeds.ts';
import { planStages } from './stages.ts';
import { ended, until } from './testing/endOfJob.ts';
import { type MemorySessions, memorySessions } from './testing/memorySessions.ts';
import { NO_MODELS } from './testing/queueCase.ts';
import { contentOf } from './testing/sameDocument.ts';
import { transcribeFile } from './transcribeFile.ts';

const clip = fileURLToPath(new URL('../../tests/fixtures/media/jfk.flac', import.meta.url));
const pythonRuntime = fileURLToPath(new URL('../../python-runtime', import.meta.url));
const NOW = new Date('2026-05-01T10:00:00Z');

const never = new AbortController().signal;

let folder: string;
let home: Home;
let engines: EngineService;
let media: MediaService;
let sessions: MemorySessions;
let queue: JobQueue;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-queue-'));
  home = locateHome({ env: { WORDLANE_HOME: join(folder, 'home') }, platform: 'linux', userFolder: folder });
  await mkdir(home.root);
  const installed = process.env.WORDLANE_HOME;
  if (installed === undefined) throw new Error('WORDLANE_HOME has the embedded engine');
  await mkdir(join(installed, 'runtimes'), { recursive: true });
  await symlink(join(installed, 'runtimes'), home.runtimes);
  engines = createEngines(systemEngineOptions(pythonRuntime, home.root));
  media = createMediaService({
    ffmpegPath: engines.ffmpegPath,
    cacheDir: home.cache,
    cacheCapBytes: 1e9,
    nowMs: () => Date.now(),
    freeBytes: async () => 1e12,
  });
  sessions = memorySessions();
  queue = createQueue({
    home,
    engines,
    models: NO_MODELS,
    speeds: createSpeeds({
      path: join(home.root, 'measured.json'),
      engines,
      finder: NO_MODELS,
      models: async () => [],
      effects: realOutputEffects,
    }),
    voices: NO_VOICES,
    media,
    sessions,
    settings: () => defaultSettings,
    recent: { note: () => {} },
    newIds,
    now: () => NOW,
    timer: systemClock,
    effects: realOutputEffects,
    logBug: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

function jobFor(path: string, choice: Partial<StartJob['choice']>): StartJob {
  return {
    jobId: `job-${path}`,
    path,
    choice: {
      ...USUAL_CHOICE,
      engine: 'moonshine',
      profile: 'plain',
      formats: ['srt', 'json'],
      ...choice,
    },
  };
}

describe('the queue with the embedded engine on a real recording', () => {
  it('fills an open project that equals what the command line makes, and writes it beside the media', async () => {
    const path = join(folder, 'talk.flac');
    await copyFile(clip, path);
    queue.start(jobFor(path, {}));
    const done = await ended(queue, `job-${path}`);
    expect(done.failure).toBeNull();
    expect(done).toMatchObject({ state: 'done', fraction: 1, words: 22, totalMs: 11_000 });
    expect(done.outputs).toEqual([join(folder, 'talk.srt'), join(folder, 'talk.json')]);

    const live = sessions.document(done.sessionId ?? '')?.project;
    const saved = await readProjectFile(join(folder, 'talk.wordlane'));
    if (live === undefined || !saved.ok) throw new Error('nothing was saved');
    expect(saved.value).toEqual({ revision: 0, project: live });
    expect(sessions.state(done.sessionId ?? '')).toMatchObject({
      path: join(folder, 'talk.wordlane'),
      saved: true,
      jobId: null,
    });

    const other = join(folder, 'same');
    await mkdir(other);
    await copyFile(clip, join(other, 'talk.flac'));
    const whole = await byCommandLine(join(other, 'talk.flac'), 'mix');
    const there = JSON.parse(JSON.stringify(contentOf(whole)).replaceAll(other, folder));
    expect(JSON.parse(JSON.stringify(contentOf(live)))).toEqual(there);
    const kept = await readdir(join(home.projects, live.id));
    expect(kept).toEqual(['original.json']);
  });

  it('takes two channels apart into two speakers, as the command line does', async () => {
    const path = join(folder, 'two.wav');
    const ffmpeg = await engines.ffmpegPath();
    if (!ffmpeg.ok) throw new Error('no ffmpeg');
    const other = clip.replace('jfk.flac', 'hand_mary.wav');
    const merge = '[0:a]aformat=s16:16000:mono[l];[1:a]aformat=s16:16000:mono[r];[l][r]join=inputs=2';
    await execa(ffmpeg.value, ['-v', 'error', '-i', clip, '-i', other, '-filter_complex', merge, path]);
    queue.start(jobFor(path, { channel: 'split', formats: [] }));
    const done = await ended(queue, `job-${path}`);
    const live = sessions.document(done.sessionId ?? '')?.project;
    if (live === undefined) throw new Error(`not open: ${JSON.stringify(done.failure)}`);
    expect(live.speakers.map(({ name }) => name).sort()).toEqual(['Left', 'Right']);
    const whole = await byCommandLine(path, 'split');
    expect(contentOf(live)).toEqual(contentOf(whole));
  });

  it('gives the words of an edited stretch their times back, as one step of undo', async () => {
    const path = join(folder, 'talk.flac');
    await copyFile(clip, path);
    queue.start(jobFor(path, { formats: [] }));
    const { sessionId } = await ended(queue, `job-${path}`);
    if (sessionId === null) throw new Error('no session');
    const before = sessions.document(sessionId)?.project;
    if (before === undefined) throw new Error('no document');
    const words = [...allWords(before)];
    const chosen = words.slice(8, 12);
    const lost = chosen.map(({ id }) => ({ wordId: id, startMs: null, endMs: null, timing: null }));
    expect(sessions.edit(sessionId, { kind: 'setWordTimes', words: lost })).toBe(true);
    const aligned = await queue.alignWords({ sessionId, wordIds: chosen.map(({ id }) => id) }, never);
    expect(aligned).toEqual({ ok: true, value: { words: 4 } });
    const after = sessions.document(sessionId)?.project;
    if (after === undefined) throw new Error('no document');
    for (const old of chosen) {
      const now = findWord(after, old.id)?.word;
      expect(Math.abs((now?.startMs ?? 0) - (old.startMs ?? 0)), old.text).toBeLessThan(200);
    }
    sessions.undo(sessionId);
    const undone = sessions.document(sessionId)?.project;
    expect(undone === undefined ? null : findWord(undone, chosen[0]?.id ?? '')?.word.startMs).toBeNull();
  });

  it('ends the engine’s processes when a job is cancelled in the middle', async () => {
    const path = join(folder, 'talk.flac');
    await copyFile(clip, path);
    queue.start(jobFor(path, {}));
    await until(queue, ([view]) => view?.stage === 'recognise');
    queue.cancel(`job-${path}`);
    expect(queue.list()[0]?.state).toBe('cancelled');
    await queue.close();
    expect((await readdir(folder)).sort()).toEqual(['home', 'talk.flac']);
  });
});

async function byCommandLine(path: string, channel: 'mix' | 'split') {
  const settings = { ...USUAL_CHOICE, engine: 'moonshine', channel, fromMs: 0, toMs: null };
  const plan = await planStages(settings, engines, NO_MODELS);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  const { crew, close } = createCrew(engines);
  const target = {
    projectPath: path.replace(/\.[a-z]+$/, channel === 'mix' ? '.wordlane' : '.whole.wordlane'),
    captions: [],
    stdout: null,
    profile: plain,
    wordTimes: true,
    overwrite: 'no' as const,
  };
  await runBatch(
    [path],
    (tools) =>
      transcribeFile(tools, settings, target, {
        media,
        crew,
        plan: plan.value,
        voices: NO_VOICES,
        newIds,
        now: () => NOW,
        projectsFolder: home.projects,
        effects: realOutputEffects,
        toStdout: () => {},
      }),
    { width: 1, nowMs: () => performance.now(), onEvent: () => {}, onBug: () => {}, signal: never },
  );
  await close();
  const saved = await readProjectFile(target.projectPath);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
  return saved.value.project;
}
