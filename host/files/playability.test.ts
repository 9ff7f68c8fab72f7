import { describe, expect, it } from 'vitest';
import type { MediaInfo, PictureFacts, PlaybackFacts } from '../media/media.ts';
import { playability } from './playability.ts';

// That the table is true is proven in the browser: tests/web/playability.spec.ts.

const PICTURE: PictureFacts = {
  codec: 'h264',
  profile: 'High',
  pixelFormat: 'yuv420p',
  width: 1920,
  height: 1080,
  startMs: 0,
  rate: { numerator: 25, denominator: 1 },
  isVariableRate: false,
  isInterlaced: false,
  isHighRange: false,
};

interface Film {
  readonly container: string;
  readonly picture: string | null;
  readonly sound: string | null;
}

function film(
  { container, picture, sound }: Film,
  starts: { readonly file: number; readonly picture: number; readonly sound: number },
): [MediaInfo, PlaybackFacts] {
  const track = { number: 1, streamIndex: 1, language: null, isDefault: true, channels: 2, rateHz: 48_000 };
  const info: MediaInfo = {
    path: '/film',
    sizeBytes: 1,
    container,
    durationMs: 1000,
    startOffsetMs: 0,
    streams: [],
    audioTracks: sound === null ? [] : [{ ...track, codec: sound }],
    frameRate: null,
    video: picture === null ? null : { codec: picture, width: 1920, height: 1080 },
  };
  return [
    info,
    {
      startMs: starts.file,
      picture: picture === null ? null : { ...PICTURE, codec: picture, startMs: starts.picture },
      audioStartsMs: sound === null ? [] : [starts.sound],
    },
  ];
}

const AT_ONCE = { file: 0, picture: 0, sound: 0 };
const decide = (container: string, picture: string | null, sound: string | null) =>
  playability(...film({ container, picture, sound }, AT_ONCE));

describe('a browser plays', () => {
  it('the usual films and recordings as they are', () => {
    for (const [container, picture, sound] of [
      ['mp4', 'h264', 'aac'],
      ['mov', 'h264', 'pcm_s24le'],
      ['matroska', 'h264', 'aac'],
      ['webm', 'vp9', 'opus'],
      ['mp4', 'av1', null],
      ['wav', null, 'pcm_s16le'],
      ['flac', null, 'flac'],
      ['ogg', null, 'opus'],
      ['mp4', null, 'aac'],
    ] as const) {
      expect(decide(container, picture, sound), `${container} ${picture} ${sound}`).toEqual({
        kind: 'original',
      });
    }
  });
});

describe('a stand-in is made', () => {
  it('of a film whose picture stays black, while its sound plays meanwhile', () => {
    expect(decide('mp4', 'hevc', 'aac')).toEqual({
      kind: 'proxy',
      reasons: ['picture-codec'],
      meanwhile: 'sound',
      picture: 'encode',
      sound: 'copy',
    });
  });

  it('of a film that stays silent, with its picture taken over as it is', () => {
    expect(decide('mp4', 'h264', 'ac3')).toEqual({
      kind: 'proxy',
      reasons: ['sound-codec'],
      meanwhile: 'nothing',
      picture: 'copy',
      sound: 'encode',
    });
  });

  it('of what is not opened at all', () => {
    expect(decide('mpegts', 'mpeg2video', 'mp2')).toMatchObject({
      reasons: ['container', 'picture-codec'],
      meanwhile: 'nothing',
      picture: 'encode',
    });
    expect(decide('mpegts', 'h264', 'ac3')).toMatchObject({ picture: 'copy', sound: 'encode' });
    // AVI gives a picture no time of its own, so copies of B-frames would come in the wrong order.
    expect(decide('avi', 'h264', 'mp3')).toMatchObject({ picture: 'encode' });
  });

  it('of sound in which seeks go astray', () => {
    expect(decide('mp3', null, 'mp3')).toMatchObject({
      reasons: ['seeking'],
      picture: 'none',
      sound: 'encode',
    });
    expect(decide('ogg', null, 'vorbis')).toMatchObject({ reasons: ['seeking'] });
  });

  it('where the times of the browser are not those of the words', () => {
    const shifted = film(
      { container: 'matroska', picture: 'h264', sound: 'aac' },
      { file: 1400, picture: 1400, sound: 1400 },
    );
    expect(playability(...shifted)).toMatchObject({
      reasons: ['clock'],
      meanwhile: 'nothing',
      picture: 'copy',
    });
    const late = { file: 0, picture: 0, sound: 700 };
    expect(
      playability(...film({ container: 'matroska', picture: 'h264', sound: 'aac' }, late)),
    ).toMatchObject({
      reasons: ['clock'],
    });
    expect(playability(...film({ container: 'mp4', picture: 'h264', sound: 'aac' }, late))).toEqual({
      kind: 'original',
    });
  });

  it('of a film whose first sound track is not the one that is transcribed', () => {
    const [info, facts] = film({ container: 'mp4', picture: 'h264', sound: 'aac' }, AT_ONCE);
    const [track] = info.audioTracks;
    if (track === undefined) throw new Error('The film has sound');
    const tracks = [
      { ...track, isDefault: false },
      { ...track, number: 2 },
    ];
    expect(playability({ ...info, audioTracks: tracks }, facts)).toMatchObject({ reasons: ['other-track'] });
  });
});
