import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout, startWordlane, wordlane } from '../support/command.ts';
import { ffmpeg } from '../support/ffmpeg.ts';

const clip = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-bad-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What the command said, when it refused `name` and left nothing beside it. */
async function refusalOf(name: string, ...more: string[]): Promise<string> {
  const before = await readdir(folder);
  const ran = await wordlane(['transcribe', '--progress', 'none', ...more, '--', name], { cwd: folder });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toBe('');
  expect(await readdir(folder)).toEqual(before);
  const lines = ran.stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/\bat .*:\d+:\d+/);
  expect(lines[0]).toContain(name);
  return lines[0] ?? '';
}

describe('bad input gets one sentence with the file and what to do', () => {
  it('a missing file', async () => {
    expect(await refusalOf('nowhere.mp4')).toMatch(/no such file.*Check the path/i);
  });

  it('a folder without media', async () => {
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'empty', 'notes.txt'), 'no media');
    expect(await refusalOf('empty')).toMatch(/no media file/i);
  });

  it('a video without sound', async () => {
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64:r=10', join(folder, 'silent.mp4')]);
    expect(await refusalOf('silent.mp4')).toMatch(/no audio track/i);
  });

  it('text that is named .mp4', async () => {
    await writeFile(join(folder, 'text.mp4'), 'This is plain text.\n'.repeat(50));
    expect(await refusalOf('text.mp4')).toMatch(/not audio or video/i);
  });

  it('a playlist that is named .mp4 and points to another file', async () => {
    await copyFile(clip, join(folder, 'secret.flac'));
    await writeFile(join(folder, 'list.mp4'), '#EXTM3U\n#EXTINF:10,\nfile:secret.flac\n#EXT-X-ENDLIST\n');
    expect(await refusalOf('list.mp4')).toMatch(/not audio or video/i);
  });

  it('a truncated file', async () => {
    const path = join(folder, 'cut.mp4');
    await ffmpeg(['-i', clip, '-c:a', 'aac', path]);
    await truncate(path, 20_000);
    expect(await refusalOf('cut.mp4')).toMatch(/damaged or was cut off|not audio or video/i);
  });

  it('zero bytes', async () => {
    await writeFile(join(folder, 'zero.wav'), '');
    expect(await refusalOf('zero.wav')).toMatch(/empty \(0 bytes\)/i);
  });

  it('existing output, unless it may be replaced', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await writeFile(join(folder, 'talk.srt'), 'mine');
    const ran = await wordlane(['transcribe', 'talk.flac'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/talk\.srt: It exists already\. Use --overwrite/);
    expect(await readFile(join(folder, 'talk.srt'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['talk.flac', 'talk.srt']);
    const replaced = await wordlane(['transcribe', '--overwrite', 'talk.flac'], { cwd: folder });
    expect(replaced.code).toBe(0);
    expect(await readFile(join(folder, 'talk.srt'), 'utf8')).toContain('-->');
  });

  it('output that came into the way while the work went on', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const run = startWordlane(['transcribe', 'talk.flac', '--progress', 'json'], { cwd: folder });
    await run.sees(/"started"/);
    await writeFile(join(folder, 'talk.srt'), 'mine');
    const ran = await run.ended;
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/"code":"output\.exists"/);
    expect(await readFile(join(folder, 'talk.srt'), 'utf8')).toBe('mine');
    expect((await readdir(folder)).sort()).toEqual(['talk.flac', 'talk.srt']);
  });

  it('an output folder that cannot be made', async () => {
    await writeFile(join(folder, 'blocker'), '');
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['transcribe', 'talk.flac', '--output-dir', 'blocker/out'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/could not be written/i);
  });

  it('captions that would replace the recording, by whatever name', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await link(join(folder, 'talk.flac'), join(folder, 'same.srt'));
    const args = ['transcribe', 'talk.flac', '--overwrite', '--output', 'same.srt'];
    const ran = await wordlane(args, { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/same\.srt: Captions would replace the very file/);
    expect(await readFile(join(folder, 'talk.flac'))).toEqual(await readFile(clip));
  });

  it('a place that cannot be written, before any work', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await mkdir(join(folder, 'taken'));
    const places: readonly (readonly [output: string, says: RegExp])[] = [
      ['nowhere/talk.srt', /the folder does not exist/],
      ['taken', /a folder of that name is in the way/],
    ];
    for (const [output, says] of places) {
      const args = ['transcribe', 'talk.flac', '--progress', 'json', '--output', output];
      const ran = await wordlane(args, { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(says);
      expect(ran.stderr).not.toMatch(/"started"/);
    }
    expect((await readdir(folder)).sort()).toEqual(['taken', 'talk.flac']);
  });

  it.skipIf(process.platform !== 'linux')('a data folder that cannot be made', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    for (const home of [join(folder, 'talk.flac'), '/proc/wordlane']) {
      const options = { cwd: folder, env: { WORDLANE_HOME: home } };
      const ran = await wordlane(['transcribe', 'talk.flac'], options);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/^wordlane: .*The data folder cannot be used.*WORDLANE_HOME\.\n$/);
      const checked = await wordlane(['doctor', '--json'], options);
      expect(checked.code).toBe(1);
      const report = JSON.parse(checked.stdout) as { ok: boolean; checks: { id: string; ok: boolean }[] };
      expect(report.ok).toBe(false);
      expect(report.checks.find((check) => check.id === 'data')?.ok).toBe(false);
    }
  });

  it.skipIf(process.platform !== 'linux')('a full disk', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['transcribe', 'talk.flac', '--format', 'srt', '--output', '/dev/full'], {
      cwd: folder,
    });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/no room left on the disk/i);
  });
});

describe('wrong use ends with 2 and the nearest name', () => {
  const uses: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['transcribe', 'x.mp4', '--engine', 'moonshin'], /engine moonshin is not known.*moonshine/i],
    [['transcribe', 'x.mp4', '--format', 'srtt'], /format srtt is not known.*srt/i],
    [['transcribe', 'x.mp4', '--formt', 'srt'], /unknown option '--formt'.*--format/i],
    [['transcribe', 'x.mp4', '--profile', 'netflx'], /profile netflx is not known.*netflix/i],
    [['transcribe', 'x.mp4', '--from', 'soon'], /not a time/i],
    [['transcribe', 'x.mp4', '--from', '10', '--to', '5'], /later than/i],
    [['transcribe', 'x.mp4', '--format', 'srt,vtt', '--output', 'x.srt'], /one format/i],
    [['transcribe', 'x.mp4', '--diarize', '--speakers', '0'], /speakers 0 is not a whole number/i],
    [['transcribe', 'x.mp4', '--burn-in'], /--burn-in is not built yet/i],
    [['transcribe', 'x.mp4', '--language', 'de'], /knows no de/i],
    [['transcribe', 'x.mp4', '--task', 'translate'], /does not translate/i],
    [['transcribe', 'x.mp4', '--device', 'cuda'], /runs on the CPU only/i],
    [['transcribe', 'x.mp4', '--jobs', '0'], /whole number/i],
    [['transcribe', 'x.mp4', '--output', 'x.wordlane'], /would be a project/i],
    [['export', 'x.srt', '--format', 'vtt', '--output', 'x.mp4', '--overwrite'], /would be a recording/i],
    [['transcribe', 'x.mp4', '--output', 'captions/'], /use --output-dir/i],
    [['transcribe', 'x.mp4', '--output', ''], /--output needs a value/i],
    [['transcribe', 'x.mp4', '--audio-track', ''], /--audio-track needs a value/i],
    [['transcribe', ''], /file name is empty/i],
    [['engines'], /needs one of list/i],
    [['engines', 'instal'], /Did you mean install/i],
    [['engines', 'list', 'moonshin'], /moonshin is not known/i],
    [['transcribe'], /missing required argument/i],
    [['transcrbe', 'x.mp4'], /transcribe/i],
    [['serve'], /not built yet/i],
    [['burn', 'x.wordlane', '--output', 'x.mp4'], /not built yet/i],
    [['import', 'x.srt', '--output', 'x.txt'], /ends with \.wordlane/i],
  ];
  it.each(uses)('%j', async (args, says) => {
    const ran = await wordlane(args, { cwd: folder });
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect(ran.code).toBe(2);
  });
});

describe('names that break careless programs', () => {
  const names = [
    'it’s "quoted" $(x) `y` & z; a.flac',
    '-dash.flac',
    '🎬 naïve — 日本語 (1).flac',
    'a:b|c.flac',
  ];
  it.skipIf(process.platform === 'win32').each(names)('%s', async (name) => {
    await copyFile(clip, join(folder, name));
    const ran = await wordlane(['transcribe', '--format', 'srt,json', '--', name], { cwd: folder });
    expect(ran.stderr).not.toMatch(/wordlane:/);
    expect(ran.code).toBe(0);
    const stem = name.replace(/\.flac$/, '');
    expect((await readdir(folder)).sort()).toEqual(
      [name, `${stem}.json`, `${stem}.srt`, `${stem}.wordlane`].sort(),
    );
    expect(await readFile(join(folder, `${stem}.srt`), 'utf8')).toMatch(/fellow Americans/);
  });
});

describe('several files', () => {
  it('are all done but the broken one', async () => {
    await copyFile(clip, join(folder, 'good.flac'));
    await writeFile(join(folder, 'bad.wav'), 'not audio at all, only some text');
    const ran = await wordlane(['transcribe', 'bad.wav', 'good.flac', 'gone.mp3'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/bad\.wav/);
    expect(ran.stderr).toMatch(/gone\.mp3/);
    expect((await readdir(folder)).sort()).toEqual(['bad.wav', 'good.flac', 'good.srt', 'good.wordlane']);
  });
});
