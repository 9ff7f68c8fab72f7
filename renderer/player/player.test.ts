import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MediaView } from '../../common/contract/media.ts';
import { KNOWN_RATES } from '../../common/time/frameRate.ts';
import { msOfFrame } from '../../common/time/frames.ts';
import { frameAt, seekSecondsAt } from './frames.ts';
import { loudness, samplesOf, soundOf } from './pcm.ts';
import { placeOf } from './placeOf.ts';
import { mediaTimeAt, placeInRange } from './playClock.ts';
import { faded, hannWindowed } from './rangeSound.ts';
import { nextSpeed } from './shuttle.ts';
import { chooseSource } from './source.ts';

const anyRate = fc.constantFrom(...Object.values(KNOWN_RATES));
const anyFrame = fc.integer({ min: 0, max: 3600 * 120 });

describe('frames', () => {
  test('begin where their rounded start says', () => {
    fc.assert(
      fc.property(anyFrame, anyRate, (frame, rate) => {
        expect(frameAt(msOfFrame(frame, rate), rate)).toBe(frame);
        if (frame > 0) expect(frameAt(msOfFrame(frame, rate) - 1, rate)).toBe(frame - 1);
      }),
    );
  });

  test('are sought a quarter away from their edges, and at most so far from the time itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000 }), anyRate, (ms, rate) => {
        const perSecond = rate.numerator / rate.denominator;
        const place = seekSecondsAt(ms, rate) * perSecond;
        expect(Math.floor(place)).toBe(frameAt(ms, rate));
        expect(place - Math.floor(place)).toBeGreaterThan(0.249);
        expect(place - Math.floor(place)).toBeLessThan(0.751);
        expect(Math.abs(place / perSecond - ms / 1000)).toBeLessThanOrEqual(0.25 / perSecond + 0.0006);
      }),
    );
  });
});

describe('the clock', () => {
  test('tells when something happened, before and after it was read, at any rate', () => {
    expect(mediaTimeAt({ atMs: 1000, mediaMs: 5000.4, rate: 0.5 }, 1100)).toBe(5050);
    expect(mediaTimeAt({ atMs: 1000, mediaMs: 5000, rate: 2 }, 990)).toBe(4980);
    expect(mediaTimeAt({ atMs: 1000, mediaMs: 5000, rate: 0 }, 1900)).toBe(5000);
    expect(mediaTimeAt({ atMs: 1000, mediaMs: 10, rate: 1 }, 900)).toBe(0);
  });

  test('goes round in a loop and stops at the end of a range', () => {
    const range = { startMs: 1000, endMs: 1300 };
    expect(placeInRange(range, 700, 'loop')).toEqual({ timeMs: 1100, rounds: 2 });
    expect(placeInRange(range, 700, 'once')).toEqual({ timeMs: 1300, rounds: 1 });
    expect(placeInRange(range, -5, 'once')).toEqual({ timeMs: 1000, rounds: 0 });
  });
});

test('the shuttle doubles with each press, turns at once and stops', () => {
  const on = ['on', 'on', 'on', 'on'] as const;
  expect(on.reduce(nextSpeed, 0)).toBe(4);
  expect(nextSpeed(4, 'back')).toBe(-1);
  expect((['back', 'back', 'back'] as const).reduce(nextSpeed, 0)).toBe(-4);
  expect(nextSpeed(-2, 'on')).toBe(1);
  expect(nextSpeed(-4, 'stop')).toBe(0);
});

describe('a typed time', () => {
  test.each([
    ['90', 90_000],
    ['1:30.5', 90_500],
    ['00:00:10:12', 10_480],
    ['+5', 25_000],
    ['-1m', 0],
    ['−5', 15_000],
  ])('%j', (text, ms) => {
    expect(placeOf(text, 20_000, KNOWN_RATES['25'])).toBe(ms);
  });

  test('that is none leads nowhere', () => {
    expect(placeOf('soon', 0, KNOWN_RATES['25'])).toBeNull();
    expect(placeOf('+', 0, KNOWN_RATES['25'])).toBeNull();
  });
});

describe('the source', () => {
  const medium: MediaView = {
    mediaId: 'm',
    name: 'talk.mov',
    path: '/talk.mov',
    state: 'ready',
    failure: null,
    fileId: 'f',
    key: 'k',
    facts: null,
    playable: 'original',
    proxy: { kind: 'none' },
    peaks: { kind: 'none' },
  };
  const asOf = (change: Partial<MediaView>) => {
    const source = chooseSource([{ ...medium, ...change }]);
    return source.kind === 'play' ? source.as : source.kind;
  };

  test('is the original where the browser plays it, or nobody knows', () => {
    expect(asOf({})).toBe('original');
    expect(asOf({ playable: 'unknown' })).toBe('original');
  });

  test('is the sound of the original until its stand-in is there, at another address', () => {
    const picture = { width: 1920, height: 1080, codec: 'hevc' };
    const facts = { durationMs: 1000, picture, frameRate: null, audio: null };
    const making = chooseSource([{ ...medium, facts, playable: 'proxy', proxy: { kind: 'none' } }]);
    const ready = chooseSource([{ ...medium, playable: 'proxy', proxy: { kind: 'ready' } }]);
    expect([making.kind === 'play' && making.as, ready.kind === 'play' && ready.as]).toEqual([
      'sound',
      'proxy',
    ]);
    expect(making.kind === 'play' && making.url).not.toBe(ready.kind === 'play' && ready.url);
  });

  test('is awaited where nothing plays before the stand-in is there', () => {
    expect(asOf({ playable: 'proxy', proxy: { kind: 'making', fraction: 0.4, etaSeconds: 3 } })).toBe(
      'awaited',
    );
    expect(asOf({ playable: 'proxy', proxy: { kind: 'ready' } })).toBe('proxy');
  });

  test('is told to be missing, failed or not there', () => {
    expect(chooseSource([]).kind).toBe('none');
    expect(asOf({ state: 'missing' })).toBe('missing');
    expect(asOf({ state: 'failed' })).toBe('failed');
    expect(asOf({ fileId: null })).toBe('failed');
  });
});

/** A host with so many samples, each its own number. */
function hostWith(count: number) {
  const asked: string[] = [];
  const answer = async (input: string | URL | Request) => {
    const url = new URL(String(input), 'http://localhost');
    asked.push(`${url.searchParams.get('from')}–${url.searchParams.get('to')}`);
    const from = Number(url.searchParams.get('from'));
    const to = Math.min(count, Number(url.searchParams.get('to')));
    if (from >= count) return new Response(null, { status: 416 });
    const samples = Int16Array.from({ length: to - from }, (_, at) => (from + at) % 30_000);
    return new Response(samples.buffer);
  };
  return { asked, sound: soundOf('/media/f/pcm?k=k', answer as typeof fetch) };
}

describe('sound', () => {
  test('is cut to the sample, and asked for once with a second around it', async () => {
    const { asked, sound } = hostWith(160_000);
    const samples = await sound.read(2000, 2010);
    expect(samples).toHaveLength(160);
    expect(Math.round((samples?.[0] ?? 0) * 32_768)).toBe(32_000 % 30_000);
    await sound.read(1100, 2900);
    expect(asked).toEqual(['16000–48160']);
    expect(sound.have(1000, 3010)).toHaveLength(32_160);
    expect(sound.have(999, 3010)).toBeNull();
  });

  test('is silent beyond the end of the file', async () => {
    const { sound } = hostWith(16_000);
    expect(await sound.read(900, 1100)).toHaveLength(3200);
    expect((await sound.read(60_000, 60_010))?.every((sample) => sample === 0)).toBe(true);
  });

  test('is null while it is not decoded', async () => {
    const refuse = async () => new Response(null, { status: 404 });
    expect(await soundOf('/pcm?k=k', refuse as typeof fetch).read(0, 100)).toBeNull();
  });

  test('is faded over 2 ms at both ends, and nowhere else', () => {
    const loud = new Float32Array(1600).fill(1);
    const soft = faded(loud);
    expect(soft.subarray(32, 1568).every((sample) => sample === 1)).toBe(true);
    expect(soft[0]).toBeLessThan(0.05);
    expect(soft[1599]).toBe(soft[0]);
    expect(soft[31]).toBeGreaterThan(0.95);
    expect(hannWindowed(loud)[800]).toBeCloseTo(1, 3);
    expect(hannWindowed(loud)[0]).toBeLessThan(0.001);
  });

  test('has a loudness', () => {
    expect(loudness(new Float32Array(100).fill(0.5))).toBeCloseTo(0.5);
    expect(loudness(new Float32Array(0))).toBe(0);
    expect(samplesOf(Int16Array.of(-32_768, 16_384).buffer, 3)).toEqual(Float32Array.of(-1, 0.5, 0));
  });
});
