import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout, startWordlane, wordlane } from '../support/command.ts';
import { ffmpeg } from '../support/ffmpeg.ts';
import { childProcesses } from '../support/processes.ts';

const clip = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');
const SPOKEN =
  'And so my fellow Americans ask not what your country can do for you ask what you can do for your country';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-run-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Transcript {
  readonly language: string;
  readonly engine: { readonly id: string };
  readonly segments: readonly {
    readonly speaker: string | null;
    readonly words: readonly { readonly text: string; readonly start: number; readonly timing: string }[];
  }[];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
}

async function transcriptOf(path: string): Promise<Transcript> {
  return JSON.parse(await readFile(path, 'utf8')) as Transcript;
}

function wordsOf(transcript: Transcript) {
  return transcript.segments.flatMap((segment) => segment.words);
}

describe('one command turns a recording into captions', () => {
  it('writes the project and every format beside the media, with the words that are said', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['transcribe', 'talk.flac', '--format', 'srt,vtt,json'], { cwd: folder });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toBe('');
    expect((await readdir(folder)).sort()).toEqual([
      'talk.flac',
      'talk.json',
      'talk.srt',
      'talk.vtt',
      'talk.wordlane',
    ]);
    const transcript = await transcriptOf(join(folder, 'talk.json'));
    const words = wordsOf(transcript);
    expect(plain(words.map((word) => word.text).join(' '))).toBe(plain(SPOKEN));
    expect(transcript).toMatchObject({ language: 'en', engine: { id: 'moonshine' } });
    expect(words.every((word) => word.timing === 'aligned')).toBe(true);
    // "ask" is heard at 3.3 s in this well-known recording.
    const ask = words.find((word) => plain(word.text) === 'ask');
    expect(ask?.start).toBeGreaterThan(3.15);
    expect(ask?.start).toBeLessThan(3.55);
    expect(plain((await readFile(join(folder, 'talk.srt'), 'utf8')).replaceAll(/[^a-z\n ]/gi, ''))).toBe(
      plain(SPOKEN),
    );
    expect(await readFile(join(folder, 'talk.vtt'), 'utf8')).toMatch(/^WEBVTT\n\n[\s\S]*<00:00:\d\d\.\d{3}>/);
  });

  it('writes a project whose header tells its length and hash', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await wordlane(['transcribe', 'talk.flac'], { cwd: folder });
    const content = await readFile(join(folder, 'talk.wordlane'));
    const end = content.indexOf(0x0a);
    const header = JSON.parse(content.subarray(0, end).toString()) as Record<string, unknown>;
    const body = content.subarray(end + 1);
    expect(header).toMatchObject({
      format: 'wordlane',
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    expect(body.toString()).not.toContain('undefined');
  });

  it('prints the captions where standard output is asked for, and nothing else', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['transcribe', 'talk.flac', '--format', 'srt', '--output', '-'], {
      cwd: folder,
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^1\n00:00:00,\d{3} --> /);
    expect(await readdir(folder)).toEqual(['talk.flac']);
  });

  it('transcribes a part with times of the whole recording', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const args = ['transcribe', 'talk.flac', '--format', 'json', '--from', '8', '--to', '0:11'];
    expect((await wordlane(args, { cwd: folder })).code).toBe(0);
    const words = wordsOf(await transcriptOf(join(folder, 'talk.json')));
    expect(plain(words.map((word) => word.text).join(' '))).toBe('ask what you can do for your country');
    expect(words[0]?.start).toBeGreaterThan(8);
    expect(words.at(-1)?.start).toBeGreaterThan(9.8);
  });

  it('makes two speakers of two channels', async () => {
    const path = join(folder, 'two.flac');
    const delayed =
      '[0:a]adelay=12000|12000[late];[0:a]apad=pad_dur=12[early];[early][late]join=inputs=2:channel_layout=stereo';
    await ffmpeg(['-i', clip, '-filter_complex', delayed, '-ac', '2', path]);
    const args = ['transcribe', 'two.flac', '--format', 'json', '--channel', 'split'];
    expect((await wordlane(args, { cwd: folder })).code).toBe(0);
    const { segments } = await transcriptOf(join(folder, 'two.json'));
    const speakers = [...new Set(segments.map((segment) => segment.speaker))];
    expect(speakers).toHaveLength(2);
    for (const speaker of speakers) {
      const said = segments
        .filter((segment) => segment.speaker === speaker)
        .flatMap((segment) => segment.words);
      expect(plain(said.map((word) => word.text).join(' '))).toBe(plain(SPOKEN));
    }
  });

  it('finds no words in a recording without speech, and says so', async () => {
    await ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=d=8:a=0.05:c=pink:seed=7', join(folder, 'noise.wav')]);
    const ran = await wordlane(['transcribe', 'noise.wav', '--format', 'json'], { cwd: folder });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/No speech was found/);
    expect(wordsOf(await transcriptOf(join(folder, 'noise.json')))).toEqual([]);
  });

  it('tells progress as lines of JSON', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['transcribe', 'talk.flac', '--progress', 'json'], { cwd: folder });
    const events = ran.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const progress = events.filter((event) => event.event === 'progress');
    for (const event of progress) {
      expect(Object.keys(event)).toEqual(['event', 'file', 'stage', 'fraction', 'rtf', 'eta_s']);
    }
    const fractions = progress.map((event) => event.fraction as number);
    expect(fractions).toEqual([...fractions].sort((left, right) => left - right));
    expect(fractions.at(-1)).toBe(1);
    expect(events.at(-1)).toMatchObject({ event: 'done', words: 22 });
  });

  it('tells failures as JSON too, also those from before the work', async () => {
    await writeFile(join(folder, 'text.mp4'), 'not a recording');
    const ran = await wordlane(['transcribe', 'gone.mp4', 'text.mp4', '--progress', 'json'], { cwd: folder });
    const events = ran.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const failed = events.filter((event) => event.event === 'failed');
    expect(failed.map((event) => [event.file, event.code])).toEqual([
      ['gone.mp4', 'media.missing'],
      ['text.mp4', 'media.unreadable'],
    ]);
    expect(ran.code).toBe(1);
  });
});

describe('a run that is ended early', () => {
  /** Two minutes of speech: long enough to be in the middle of it. */
  async function longTalk(): Promise<string> {
    const path = join(folder, 'long.flac');
    await ffmpeg(['-stream_loop', '10', '-i', clip, '-c:a', 'flac', path]);
    return path;
  }

  it('by Ctrl-C ends with 130, leaves no file and no process', async () => {
    await longTalk();
    const running = startWordlane(['transcribe', 'long.flac', '--progress', 'json'], { cwd: folder });
    await running.sees(/"stage":"recognise","fraction":0\.[1-9]/);
    const children = await childProcesses(running.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await readdir(folder)).toEqual(['long.flac']);
    for (const pid of children) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('by the death of its engine fails with one sentence and leaves nothing half-written', async () => {
    await longTalk();
    const running = startWordlane(['transcribe', 'long.flac', '--progress', 'json'], { cwd: folder });
    await running.sees(/"stage":"recognise","fraction":0\.[1-9]/);
    for (const pid of await childProcesses(running.child.pid ?? 0)) process.kill(pid, 'SIGKILL');
    const ran = await running.ended;
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/engine was stopped by the system|engine stopped unexpectedly/);
    expect(await readdir(folder)).toEqual(['long.flac']);
  });
});
