import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout, wordlane } from '../support/command.ts';

const clip = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');

const SRT = `1
00:00:00,300 --> 00:00:02,700
And so my fellow Americans,

2
00:00:03,200 --> 00:00:07,700
ask not what your country
can do for you,

3
00:00:08,100 --> 00:00:11,000
ask what you can do for your country.
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-doc-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('import and export', () => {
  it('keep the times and lines of captions exactly through a project', async () => {
    await writeFile(join(folder, 'talk.srt'), SRT);
    const imported = await wordlane(['import', 'talk.srt', '--output', 'talk.wordlane'], { cwd: folder });
    expect(imported).toMatchObject({ code: 0, stdout: '' });
    const exported = await wordlane(['export', 'talk.wordlane', '--format', 'srt', '--output', '-'], {
      cwd: folder,
    });
    expect(exported.code).toBe(0);
    expect(exported.stdout.trim()).toBe(SRT.trim());
  });

  it('write several formats at once and say what each cannot hold', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await wordlane(['transcribe', 'talk.flac'], { cwd: folder });
    const formats = 'vtt,ass,json,whisperx,txt,md,csv,tsv';
    const ran = await wordlane(['export', 'talk.wordlane', '--format', formats, '--output-dir', 'out'], {
      cwd: folder,
    });
    expect(ran.code).toBe(0);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(
      ['vtt', 'ass', 'json', 'whisperx.json', 'txt', 'md', 'csv', 'tsv']
        .map((ending) => `talk.${ending}`)
        .sort(),
    );
    expect(ran.stderr).toMatch(/talk\.csv\n {2}.*word/i);
    for (const ending of ['vtt', 'ass', 'json', 'whisperx.json', 'md', 'csv', 'tsv']) {
      const back = await wordlane(['export', `out/talk.${ending}`, '--format', 'txt', '--output', '-'], {
        cwd: folder,
      });
      expect(back.stdout.toLowerCase().replaceAll(/[^a-z]+/g, ' ')).toMatch(
        /and so my fellow americans ask not what your/,
      );
    }
  });

  it('name the maker of JSON that is not read', async () => {
    await copyFile(
      join(checkout, 'tests', 'fixtures', 'asr-json', 'azure_batch_transcript.json'),
      join(folder, 'azure.json'),
    );
    const ran = await wordlane(['export', 'azure.json', '--format', 'srt'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/azure\.json: This is .*Azure/);
  });

  it('replace captions only when that is asked for', async () => {
    await writeFile(join(folder, 'talk.srt'), SRT);
    await writeFile(join(folder, 'talk.vtt'), 'mine');
    const args = ['export', 'talk.srt', '--format', 'vtt'];
    expect((await wordlane(args, { cwd: folder })).code).toBe(1);
    expect(await readFile(join(folder, 'talk.vtt'), 'utf8')).toBe('mine');
    expect((await wordlane([...args, '--overwrite'], { cwd: folder })).code).toBe(0);
    expect(await readFile(join(folder, 'talk.vtt'), 'utf8')).toMatch(/^WEBVTT/);
  });

  it('refuse a file that is no text', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const ran = await wordlane(['import', 'talk.flac', '--output', 'talk.wordlane'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/talk\.flac: This is a binary file/);
    expect(await readdir(folder)).toEqual(['talk.flac']);
  });

  it('call an empty project damaged', async () => {
    await writeFile(join(folder, 'talk.wordlane'), '');
    const ran = await wordlane(['export', 'talk.wordlane', '--format', 'srt'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/The project file is damaged/);
  });

  it('refuse a project that was altered', async () => {
    await writeFile(join(folder, 'talk.srt'), SRT);
    await wordlane(['import', 'talk.srt', '--output', 'talk.wordlane'], { cwd: folder });
    const content = await readFile(join(folder, 'talk.wordlane'), 'utf8');
    await writeFile(join(folder, 'talk.wordlane'), content.replace('fellow', 'yellow'));
    const ran = await wordlane(['export', 'talk.wordlane', '--format', 'srt', '--output', '-'], {
      cwd: folder,
    });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/talk\.wordlane: The project file is damaged: .*checksum/);
  });

  it('refuse a project of a newer version', async () => {
    const body = '{"schema":9}';
    const header = { format: 'wordlane', schema: 9, minReader: 9, revision: 0, bytes: 12, sha256: 'x' };
    await writeFile(join(folder, 'new.wordlane'), `${JSON.stringify(header)}\n${body}`);
    const ran = await wordlane(['export', 'new.wordlane', '--format', 'srt'], { cwd: folder });
    expect(ran.stderr).toMatch(/newer version.*Update Wordlane/);
    expect(ran.code).toBe(1);
  });

  it('do not replace a project that a person edited unless it is asked for by name', async () => {
    await writeFile(join(folder, 'talk.srt'), SRT);
    const target = join(folder, 'talk.wordlane');
    await wordlane(['import', 'talk.srt', '--output', 'talk.wordlane'], { cwd: folder });
    const edited = (await readFile(target, 'utf8')).replace('"revision":0', '"revision":1');
    await writeFile(target, edited);
    const again = ['import', 'talk.srt', '--output', 'talk.wordlane'];
    const refused = await wordlane([...again, '--overwrite'], { cwd: folder });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/edited by a person.*--overwrite=edited/);
    expect(await readFile(target, 'utf8')).toBe(edited);
    expect((await wordlane([...again, '--overwrite=edited'], { cwd: folder })).code).toBe(0);
    expect(await readFile(target, 'utf8')).toContain('"revision":0');
  });
});

describe('check', () => {
  it('holds a project to its own profile unless another is named', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await wordlane(['transcribe', 'talk.flac', '--profile', 'tiktok'], { cwd: folder });
    const profileOf = async (...args: string[]) => {
      const ran = await wordlane(['check', '--json', ...args], { cwd: folder });
      return (JSON.parse(ran.stdout) as { profile: string }).profile;
    };
    expect(await profileOf('talk.wordlane')).toBe('tiktok');
    expect(await profileOf('talk.wordlane', '--profile', 'bbc')).toBe('bbc');
    expect(await profileOf('talk.srt')).toBe('plain');
  });

  it('lists hard violations with places and ends with 1', async () => {
    await writeFile(
      join(folder, 'bad.srt'),
      `1\n00:00:00,000 --> 00:00:00,200\n${'A line that is much too long for any profile in the world of captions'}\n`,
    );
    const ran = await wordlane(['check', 'bad.srt', '--profile', 'netflix', '--json'], { cwd: folder });
    expect(ran.code).toBe(1);
    const report = JSON.parse(ran.stdout) as {
      violations: { rule: string; severity: string; cue: number }[];
    };
    expect(report).toMatchObject({ profile: 'netflix', cues: 1 });
    expect(report.violations.filter((each) => each.severity === 'hard').length).toBeGreaterThanOrEqual(2);
    expect(report.violations.every((each) => each.cue === 1)).toBe(true);
  });

  it('gives every value as a number, also for a cue that ends before it starts', async () => {
    await writeFile(join(folder, 'back.srt'), '1\n00:00:05,000 --> 00:00:02,000\nBackwards\n');
    const ran = await wordlane(['check', 'back.srt', '--json'], { cwd: folder });
    expect(ran.code).toBe(1);
    const report = JSON.parse(ran.stdout) as { violations: { rule: string; value: unknown }[] };
    expect(report.violations).toContainEqual(expect.objectContaining({ rule: 'min-duration', value: -3 }));
    expect(report.violations.filter((each) => each.rule === 'reading-speed')).toEqual([]);
  });

  it('finds nothing hard in captions of our own making', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await wordlane(['transcribe', 'talk.flac', '--profile', 'netflix'], { cwd: folder });
    for (const profile of ['plain', 'netflix', 'bbc', 'youtube', 'tiktok']) {
      const ran = await wordlane(['check', 'talk.wordlane', '--profile', profile], { cwd: folder });
      expect(ran.stdout).toMatch(/0 hard/);
      expect(ran.code).toBe(0);
    }
  });
});

describe('align', () => {
  interface Transcript {
    readonly segments: readonly {
      words: readonly { text: string; start: number | null; timing: string | null }[];
    }[];
  }

  async function words(path: string) {
    return (JSON.parse(await readFile(path, 'utf8')) as Transcript).segments.flatMap(
      (segment) => segment.words,
    );
  }

  it('times a plain text against the recording', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await writeFile(
      join(folder, 'script.txt'),
      'And so, my fellow Americans: ask not what your country can do for you; ask what you can do for your country.\n',
    );
    const ran = await wordlane(['align', 'talk.flac', 'script.txt', '--format', 'srt,json'], { cwd: folder });
    expect(ran.stderr).not.toMatch(/wordlane:/);
    expect(ran.code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(
      ['script.txt', 'talk.flac', 'talk.json', 'talk.srt', 'talk.wordlane'].sort(),
    );
    const timed = await words(join(folder, 'talk.json'));
    expect(timed.map((word) => word.text).join(' ')).toMatch(/^And so, my fellow Americans: ask not/);
    expect(timed.every((word) => word.timing === 'aligned')).toBe(true);
    expect(timed[5]?.start).toBeGreaterThan(3.15);
    expect(timed[5]?.start).toBeLessThan(3.55);
  });

  it('moves captions that are out of time to where they are said', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const shifted = SRT.replaceAll(
      /00:00:(\d\d),/g,
      (_, seconds: string) => `00:00:${String(Number(seconds) + 20).padStart(2, '0')},`,
    );
    await writeFile(join(folder, 'late.srt'), shifted);
    const ran = await wordlane(['align', 'talk.flac', 'late.srt', '--output', 'fixed.srt'], { cwd: folder });
    expect(ran.code).toBe(0);
    const fixed = await readFile(join(folder, 'fixed.srt'), 'utf8');
    const starts = [...fixed.matchAll(/00:00:(\d\d,\d{3}) -->/g)].map((match) =>
      Number(match[1]?.replace(',', '.')),
    );
    expect(starts).toHaveLength(3);
    expect(starts[1]).toBeGreaterThan(3);
    expect(starts[1]).toBeLessThan(3.6);
    expect(fixed).toContain('ask not what your country\ncan do for you,');
  });

  it('refuses a text of two hundred thousand words as it refuses a short one', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    const long = `1\n00:00:00,000 --> 00:00:10,000\n${'word '.repeat(200_000)}\n`;
    await writeFile(join(folder, 'long.srt'), long);
    const ran = await wordlane(['align', 'talk.flac', 'long.srt'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/does not match/);
  });

  it('refuses a text that belongs to another recording', async () => {
    await copyFile(clip, join(folder, 'talk.flac'));
    await writeFile(
      join(folder, 'other.txt'),
      'Shall I compare thee to a summer’s day? Thou art more lovely.\n',
    );
    const ran = await wordlane(['align', 'talk.flac', 'other.txt'], { cwd: folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/does not match/);
    expect((await readdir(folder)).sort()).toEqual(['other.txt', 'talk.flac']);
  });
});

describe('engines and doctor', () => {
  it('list the engines as JSON', async () => {
    const ran = await wordlane(['engines', 'list', '--json'], { cwd: folder });
    const rows = JSON.parse(ran.stdout) as Record<string, unknown>[];
    expect(rows.find((row) => row.id === 'moonshine')).toMatchObject({
      installed: true,
      slots: ['transcribe', 'align'],
      languages: ['en'],
      word_times: 'aligned',
    });
  });

  it('report what works, with the versions of every installed engine', async () => {
    const ran = await wordlane(['doctor', '--json'], { cwd: folder });
    const report = JSON.parse(ran.stdout) as { ok: boolean; engines: Record<string, Record<string, string>> };
    expect(report.ok).toBe(true);
    expect(ran.code).toBe(0);
    expect(report.engines.moonshine).toMatchObject({ python: expect.any(String), numpy: expect.any(String) });
  });
});
