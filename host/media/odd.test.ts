import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWorkbench,
  decodeFile,
  entryNames,
  NEVER,
  readSamples,
  tryDecode,
  type Workbench,
} from './testing/recordings.ts';

// The large set of recordings lies beside the checkout; where changes are checked it must be there.
const set = process.env.WORDLANE_TEST_MEDIA ?? '';
const media = join(set, 'media');
const isThere = set !== '' && existsSync(join(media, 'MANIFEST.json'));

interface Manifest {
  readonly entries: readonly { readonly file: string; readonly expect?: string }[];
}

/** First sound of jfk above a fixed level, in its FLAC; files made from it are measured against this. */
const JFK_ONSET_MS = 325.6;

interface Sound {
  readonly durationMs: number;
  /** Where the first loud sample of jfk lies; null when it is other speech. */
  readonly onsetMs: number | null;
  /** Codec delay that no header tells, by the notes of the set. */
  readonly withinMs: number;
  readonly notice?: RegExp;
}

const jfk = (more: Partial<Sound>): Sound => ({
  durationMs: 11_000,
  onsetMs: JFK_ONSET_MS,
  withinMs: 2,
  ...more,
});

/** What the `expect` lines of the set mean for the media service. A string is the code of a refusal. */
const EXPECTED: Readonly<Record<string, Sound | string>> = {
  'video/jfk_cfr.mp4': jfk({}),
  'video/jfk_vfr.mp4': jfk({}),
  'video/jfk.webm': jfk({}),
  'video/audio_delayed_1500ms.mp4': jfk({ durationMs: 12_500, onsetMs: JFK_ONSET_MS + 1_500, withinMs: 10 }),
  'video/audio_delayed_2345ms.mkv': jfk({ durationMs: 13_345, onsetMs: JFK_ONSET_MS + 2_345, withinMs: 10 }),
  'video/jfk.ts': jfk({ withinMs: 12 }),
  'video/no_audio.mp4': 'media.no-audio',
  'video/two_tracks_default_second.mkv': jfk({}),
  'odd/truncated_no_moov.mp4': 'media.damaged',
  'odd/zero_bytes.wav': 'media.empty',
  'odd/header_only.wav': 'media.no-samples',
  'odd/bad_riff_header.wav': 'media.unreadable',
  'odd/streamed_sizes_unknown.wav': jfk({}),
  'odd/text_named_mp3.mp3': 'media.unreadable',
  'odd/ulaw_8k.wav': jfk({}),
  'odd/surround51_centre_only.ac3': jfk({ withinMs: 30 }),
  'odd/very_short_0.2s.wav': { durationMs: 200, onsetMs: null, withinMs: 0 },
  'odd/stereo_opposite_phase.flac': jfk({ notice: /cancel each other out/u }),
  'odd/stereo_left_silent.flac': jfk({}),
  'odd/very_quiet_-48dB.flac': jfk({}),
  'odd/clipped.flac': { durationMs: 11_000, onsetMs: null, withinMs: 0 },
  'odd/vbr_no_xing.mp3': jfk({ durationMs: 11_050, withinMs: 50 }),
  'odd/raw_adts.aac': jfk({ durationMs: 11_030, withinMs: 50 }),
  'odd/speech_after_90s_silence.ogg': jfk({ durationMs: 121_000, onsetMs: 90_000 + JFK_ONSET_MS }),
  'odd/naïve café – 日本語 (1).flac': jfk({}),
  'odd/pcm24_96k.wav': jfk({ durationMs: 4_000 }),
};

describe('the set of odd recordings', () => {
  it.runIf(process.env.CI === 'true')('is there where changes are checked', () => {
    expect(isThere).toBe(true);
  });
});

describe.skipIf(!isThere)('each odd recording meets what the set expects of it', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await createWorkbench({});
  });
  afterAll(() => bench.remove());

  it('and none is left out here', async () => {
    const manifest = JSON.parse(await readFile(join(media, 'MANIFEST.json'), 'utf8')) as Manifest;
    const files = manifest.entries
      .map((entry) => entry.file)
      .filter((file) => /^(?:odd|video)\//u.test(file));
    expect(files.length).toBeGreaterThan(20);
    expect(Object.keys(EXPECTED).sort()).toEqual(files.sort());
  });

  for (const [file, expected] of Object.entries(EXPECTED)) {
    const path = join(media, file);
    if (typeof expected === 'string') {
      it(`${file} is refused as ${expected}, and leaves nothing behind`, async () => {
        const own = await createWorkbench({});
        const decoded = await tryDecode(own.service, path, {});
        expect(decoded).toMatchObject({ ok: false, failure: { code: expected, file: path } });
        expect(existsSync(own.cacheDir) ? await entryNames(own.cacheDir) : []).toEqual([]);
        await own.remove();
      });
    } else {
      it(`${file} is decoded on the player's clock`, async () => {
        const decoded = await decodeFile(bench.service, path, {});
        const samples = await readSamples(decoded.pcmPath);
        expect(samples.length).toBe(decoded.samples);
        expect(Math.abs(decoded.durationMs - expected.durationMs)).toBeLessThanOrEqual(25);
        if (expected.onsetMs !== null) {
          expect(Math.abs(speechOnsetMs(samples) - expected.onsetMs)).toBeLessThanOrEqual(expected.withinMs);
        }
        if (expected.notice === undefined) expect(decoded.notices).toEqual([]);
        else expect(decoded.notices).toEqual([expect.stringMatching(expected.notice)]);
        await decoded.release();
      });
    }
  }

  it('an untrustworthy length is not told before decoding', async () => {
    for (const file of ['odd/vbr_no_xing.mp3', 'odd/streamed_sizes_unknown.wav', 'odd/header_only.wav']) {
      const info = await bench.service.probe(join(media, file), NEVER);
      expect.soft(info, file).toMatchObject({ ok: true, value: { durationMs: null } });
    }
  });

  it('the default track of two is the second, the French first one can be chosen', async () => {
    const path = join(media, 'video/two_tracks_default_second.mkv');
    const byDefault = await decodeFile(bench.service, path, {});
    const second = await decodeFile(bench.service, path, { audioTrack: '2' });
    const french = await decodeFile(bench.service, path, { audioTrack: 'fr' });
    expect(second.pcmPath).toBe(byDefault.pcmPath);
    expect(Math.abs(french.durationMs - 6_680)).toBeLessThan(40);
  });

  it('the variable frame rate is an average, the constant ones are exact', async () => {
    const rates: unknown[] = [];
    for (const file of ['video/jfk_vfr.mp4', 'video/jfk_cfr.mp4', 'video/jfk.ts', 'video/jfk.webm']) {
      const info = await bench.service.probe(join(media, file), NEVER);
      rates.push(info.ok ? info.value.frameRate : info.failure);
    }
    const exact = { numerator: 25, denominator: 1 };
    expect(rates).toEqual([{ numerator: 431, denominator: 20 }, exact, exact, exact]);
  });
});

/** The first sample above a twentieth of the loudest; the files differ in level by 45 dB. */
function speechOnsetMs(samples: Int16Array): number {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.findIndex((sample) => Math.abs(sample) > loudest / 20) / 16;
}
