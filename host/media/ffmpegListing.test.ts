import { describe, expect, it } from 'vitest';
import { parseFfmpegListing } from './ffmpegListing.ts';
import { exactFrameRate } from './frameRate.ts';
import { fitsLanguage, trackLanguage } from './language.ts';

const banner = (...lines: readonly string[]) => ["Input #0, mpegts, from 'file:/x':", ...lines].join('\n');

describe("FFmpeg's listing of a file", () => {
  it.each([
    ['mono', 1],
    ['stereo', 2],
    ['2.1', 3],
    ['quad(side)', 4],
    ['5.1(side)', 6],
    ['6.1', 7],
    ['7.1', 8],
    ['7.1.4', 12],
    ['hexadecagonal', 16],
    ['22.2', 24],
    ['9 channels', 9],
    ['9 channels (FL+FR+FC)', 9],
  ])('counts the channels of %s', (layout, channels) => {
    const text = banner(
      `  Stream #0:0[0x100](deu): Audio: ac3 (AC-3 / 0x332D4341), 48000 Hz, ${layout}, fltp, 448 kb/s`,
    );
    expect(parseFfmpegListing(text)?.audioTracks).toMatchObject([
      { channels, rateHz: 48_000, language: 'de' },
    ]);
  });

  it('is not fooled by tags or names that look like streams', () => {
    const text = banner(
      '  Metadata:',
      '    comment         : first line',
      '                    : Stream #0:7: Audio: aac, 44100 Hz, mono',
      '  Duration: 01:02:03.45, start: -0.023000, bitrate: 9 kb/s',
      '  Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 128 kb/s (default)',
    );
    expect(parseFfmpegListing(text)).toMatchObject({
      durationMs: 3_723_450,
      startOffsetMs: -23,
      audioTracks: [{ codec: 'mp3', isDefault: true }],
    });
  });

  it('is none when nothing was opened', () => {
    expect(parseFfmpegListing('x: Invalid data found when processing input')).toBeNull();
  });

  it('takes linear time for hostile text', () => {
    const hostile = banner(
      `  Stream #0:0: Audio: ${', 1 Hz'.repeat(200_000)}`,
      `  Duration: ${'0'.repeat(1_000_000)}`,
    );
    expect(parseFfmpegListing(hostile)?.durationMs).toBeNull();
  });
});

describe('a frame rate', () => {
  it.each([
    [23.98, '24000/1001'],
    [23.976, '24000/1001'],
    [24, '24/1'],
    [25, '25/1'],
    [29.97, '30000/1001'],
    [30, '30/1'],
    [47.95, '48000/1001'],
    [59.94, '60000/1001'],
    [119.88, '120000/1001'],
    [21.55, '431/20'],
    [12.5, '25/2'],
  ])('of %d is %s', (measured, exact) => {
    const rate = exactFrameRate(measured);
    expect(`${rate?.numerator}/${rate?.denominator}`).toBe(exact);
  });

  it('of nothing, or of a clock (90 000), is none', () => {
    for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 90_000])
      expect(exactFrameRate(none)).toBeNull();
  });
});

describe('the language of a track', () => {
  it('is one tag, however it is written', () => {
    expect(['eng', 'en', 'EN', 'fre', 'fra', 'ger', 'pt_br', 'zh-Hant-TW'].map(trackLanguage)).toEqual([
      ...['en', 'en', 'en', 'fr', 'fr', 'de', 'pt-BR', 'zh-Hant-TW'],
    ]);
    expect(['und', '', 'mul', 'not a tag', 'zxx'].map(trackLanguage)).toEqual([null, null, null, null, null]);
  });

  it('fits a wish with or without region, and nothing else', () => {
    expect([fitsLanguage('pt-BR', 'pt'), fitsLanguage('pt', 'por'), fitsLanguage('en', 'en-GB')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([fitsLanguage('pt-BR', 'pt-PT'), fitsLanguage('de', 'd'), fitsLanguage(null, 'de')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
