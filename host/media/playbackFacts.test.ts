import { describe, expect, it } from 'vitest';
import { parsePlaybackFacts } from './playbackFacts.ts';

const banner = (...lines: readonly string[]) => ["Input #0, mov,mp4,m4a, from 'a.mp4':", ...lines].join('\n');

describe('the facts of playing', () => {
  it('are read from what FFmpeg says of the streams', () => {
    const facts = parsePlaybackFacts(
      banner(
        '  Duration: 00:00:12.50, start: 1.378667, bitrate: 128 kb/s',
        '  Stream #0:0[0x1](und): Video: hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, bt2020nc/bt2020/arib-std-b67, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 74 kb/s, 29.97 fps, 29.97 tbr, 90k tbn, start 1.400000 (default)',
        '    Side data:',
        '      displaymatrix: rotation of -90.00 degrees',
        '  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 64 kb/s, start 1.378667 (default)',
        '  Stream #0:2[0x3](und): Audio: aac (LC), 44100 Hz, stereo, fltp, 64 kb/s',
        '  Stream #0:3[0x0]: Video: mjpeg (Baseline), yuvj444p(pc), 600x600, 90k tbr, 90k tbn (attached pic)',
      ),
    );
    expect(facts).toEqual({
      startMs: 1379,
      audioStartsMs: [1379, 0],
      picture: {
        codec: 'hevc',
        profile: 'Main 10',
        pixelFormat: 'yuv420p10le',
        // Held upright.
        width: 1080,
        height: 1920,
        startMs: 1400,
        rate: { numerator: 30_000, denominator: 1001 },
        isVariableRate: false,
        isInterlaced: false,
        isHighRange: true,
      },
    });
  });

  it('have the size as it is shown, whatever shape the pixels are of', () => {
    const dv =
      '  Stream #0:0: Video: mpeg2video (Main), yuv420p(tv, top first), 720x576 [SAR 64:45 DAR 16:9], 25 fps, 50 tbr, 90k tbn';
    expect(parsePlaybackFacts(banner(dv))?.picture).toMatchObject({
      width: 1024,
      height: 576,
      isInterlaced: true,
      isVariableRate: false,
    });
  });

  it('tell a variable rate by steps finer than the mean', () => {
    const phone = '  Stream #0:0: Video: h264 (High), yuv420p, 320x180, 21.55 fps, 30 tbr, 15360 tbn';
    expect(parsePlaybackFacts(banner(phone))?.picture?.isVariableRate).toBe(true);
  });

  it('are none where FFmpeg opened nothing', () => {
    expect(parsePlaybackFacts('moov atom not found')).toBeNull();
  });
});
