import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout, type Ran, wordlane } from '../support/command.ts';

/** The large set of recordings with references; the checks of every change have it, a user's checkout has not. */
const set = process.env.WORDLANE_TEST_MEDIA;
const media = join(set ?? '', 'media');

interface Entry {
  readonly file: string;
  readonly language: string;
  readonly reference_txt?: string;
}

interface Score {
  readonly werPercent: Readonly<Record<string, number>>;
  readonly wordErrors: Readonly<Record<string, string>>;
  readonly wordsOnNonspeech: number;
  readonly starts: { readonly words: number; readonly within100Ms: number };
  readonly alignedShare: number;
  readonly files: Readonly<
    Record<string, { words: number; wrong?: number; reference?: number; medianStartErrorMs?: number | null }>
  >;
}

/** `speech/jfk.flac` → `speech__jfk_flac`: every recording gets a name of its own in one folder. */
function nameOf(file: string): string {
  return file.replaceAll('/', '__').replaceAll('.', '_');
}

it.runIf(process.env.CI === 'true')('the checks of every change have the large set', () => {
  expect(set, 'WORDLANE_TEST_MEDIA must name the set').toBeDefined();
});

describe.runIf(set !== undefined)('the whole command on recordings of every kind', () => {
  let folder: string;
  let ran: Ran;
  let score: Score;
  let written: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wordlane-set-'));
    const inputs = join(folder, 'in');
    const outputs = join(folder, 'out');
    await mkdir(inputs);
    const manifest = await readFile(join(media, 'MANIFEST.json'), 'utf8');
    const { entries } = JSON.parse(manifest) as { entries: readonly Entry[] };
    const wanted = entries.filter(
      ({ file, language, reference_txt }) =>
        /^(odd|video|nonspeech)\//.test(file) || (language === 'en' && reference_txt !== undefined),
    );
    for (const { file } of wanted) {
      await symlink(join(media, file), join(inputs, nameOf(file) + extname(file)));
    }
    ran = await wordlane(
      [
        'transcribe',
        'in',
        '--output-dir',
        'out',
        '--format',
        'json,srt',
        '--profile',
        'netflix',
        '--progress',
        'json',
      ],
      { cwd: folder },
    );
    written = await readdir(outputs);
    const scorer = join(checkout, 'python-runtime', 'bench', 'score.py');
    const scored = await execa(process.env.WORDLANE_TEST_PYTHON ?? 'python3', [
      scorer,
      ...['--media', media, '--transcripts', outputs],
    ]);
    score = JSON.parse(scored.stdout) as Score;
  }, 600_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('makes fewer word errors than the embedded engine was found to make', () => {
    expect(score.werPercent.all).toBeLessThan(8.4);
    expect(score.werPercent['read+telephone']).toBeLessThanOrEqual(4.1);
  });

  it('invents no word where nothing is said', () => {
    expect(score.wordsOnNonspeech).toBe(0);
  });

  it('places words where people and their tools placed them', () => {
    expect(score.starts.words).toBeGreaterThan(50);
    expect(score.starts.within100Ms).toBeGreaterThanOrEqual(0.93);
    expect(score.alignedShare).toBeGreaterThanOrEqual(0.975);
  });

  it('refuses what holds no readable sound, each with a sentence, and leaves nothing of it', () => {
    const unreadable = [
      'odd/bad_riff_header.wav',
      'odd/header_only.wav',
      'odd/text_named_mp3.mp3',
      'odd/truncated_no_moov.mp4',
      'odd/zero_bytes.wav',
      'video/no_audio.mp4',
    ];
    const failed = ran.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; file: string; message: string })
      .filter((event) => event.event === 'failed');
    expect(ran.code).toBe(1);
    expect(failed.map((event) => event.file.replace(/^in\//, '')).sort()).toEqual(
      unreadable.map((file) => nameOf(file) + extname(file)).sort(),
    );
    for (const file of unreadable) {
      expect(written.filter((name) => name.startsWith(nameOf(file)))).toEqual([]);
    }
  });

  it('hears the same speech in every wrapper, on the player’s clock', () => {
    const jfk = Object.entries(score.files).filter(([, { reference }]) => reference === 22);
    expect(jfk.length).toBeGreaterThan(15);
    for (const [file, { wrong, medianStartErrorMs }] of jfk) {
      // Overdriven by 21 dB, more than half of the words are heard, and their places are guesses.
      if (file === 'odd/clipped.flac') {
        expect(wrong).toBeLessThan(11);
        continue;
      }
      expect(wrong, file).toBeLessThanOrEqual(2);
      expect(medianStartErrorMs, file).toBeLessThanOrEqual(50);
    }
  });

  it('says no whole sentence for a fifth of a second of sound', () => {
    expect(score.files['odd/very_short_0.2s.wav']?.words).toBeLessThanOrEqual(1);
  });

  it('makes captions without a hard violation from every recording', async () => {
    const projects = written.filter((name) => name.endsWith('.wordlane'));
    expect(projects.length).toBeGreaterThan(40);
    for (const project of projects) {
      const checked = await wordlane(['check', join('out', project), '--profile', 'netflix', '--json'], {
        cwd: folder,
      });
      const { violations } = JSON.parse(checked.stdout) as {
        violations: { severity: string; message: string }[];
      };
      expect(
        violations.filter((each) => each.severity === 'hard'),
        project,
      ).toEqual([]);
    }
  });
});
