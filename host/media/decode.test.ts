import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeProgress } from './media.ts';
import { openPeaks } from './peaks.ts';
import {
  clicksAt,
  createWorkbench,
  decodeFile,
  entryNames,
  makeRecording,
  NEVER,
  noise,
  onsetsMs,
  picture,
  readSamples,
  tryDecode,
  type Workbench,
} from './testing/recordings.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench({});
});
afterAll(() => bench.remove());

const inFolder = (name: string) => join(bench.folder, name);
const decode = (path: string, choice: Parameters<typeof decodeFile>[2]) =>
  decodeFile(bench.service, path, choice);

async function samplesOf(path: string, choice: Parameters<typeof decodeFile>[2]): Promise<Int16Array> {
  return readSamples((await decode(path, choice)).pcmPath);
}

function loudest(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

describe("sounds lie where the player's clock has them", () => {
  const CLICKS = [0.25, 1, 1.75];

  it('in every container, to a few milliseconds of codec delay', async () => {
    const kinds: readonly (readonly [name: string, withinMs: number, ...string[]])[] = [
      ['a.wav', 1],
      ['b.flac', 1],
      ['c.m4a', 2, '-c:a', 'aac'],
      ['d.opus', 2, '-c:a', 'libopus'],
      ['e.mp3', 2],
      ['f.mka', 1, '-c:a', 'flac'],
      ['g.avi', 1, '-c:a', 'pcm_s16le'],
      ['h.ts', 12, '-c:a', 'mp2'],
      // No header says how much of these is the coder's own delay.
      ['i.aac', 50, '-c:a', 'aac', '-f', 'adts'],
      ['j.mp3', 50, '-q:a', '4', '-write_xing', '0'],
      ['k.ac3', 12, '-c:a', 'ac3'],
    ];
    for (const [name, withinMs, ...args] of kinds) {
      const path = await makeRecording(...clicksAt(CLICKS, 2.5, 44_100), ...args, inFolder(`clock-${name}`));
      const onsets = onsetsMs(await samplesOf(path, {}), 4_000);
      expect.soft(onsets, name).toHaveLength(CLICKS.length);
      for (const [index, onset] of onsets.entries()) {
        const error = Math.abs(onset - (CLICKS[index] ?? 0) * 1000);
        expect.soft(error, `${name}, click ${index}`).toBeLessThanOrEqual(withinMs);
      }
    }
  });

  it('when the sound begins after the picture', async () => {
    for (const [name, ...args] of [
      ['late.mp4', '-c:a', 'aac'],
      ['late.mkv', '-c:a', 'flac'],
      ['late-hevc.mkv', '-c:v', 'libx265', '-x265-params', 'log-level=none', '-c:a', 'flac'],
      ['late-mpeg2.mpg', '-c:v', 'mpeg2video', '-c:a', 'mp2'],
      ['late.flv', '-c:a', 'aac'],
      ['late-vp9.mkv', '-c:v', 'libvpx-vp9', '-c:a', 'flac'],
      ['late-prores.mov', '-c:v', 'prores', '-c:a', 'pcm_s16le'],
      ['late-mpeg2.ts', '-c:v', 'mpeg2video', '-c:a', 'mp2'],
      ['late.webm', '-c:v', 'libvpx', '-c:a', 'libopus'],
    ] as const) {
      const late = ['-itsoffset', '1.5', ...clicksAt([0.5], 2, 48_000)];
      const path = await makeRecording(...picture(4, '25'), ...late, ...args, inFolder(name));
      const onsets = onsetsMs(await samplesOf(path, {}), 4_000);
      expect.soft(onsets, name).toHaveLength(1);
      expect.soft(Math.abs((onsets[0] ?? 0) - 2_000), name).toBeLessThanOrEqual(25);
    }
  });

  it("when the container's clock does not begin at zero", async () => {
    const offset = ['-c:a', 'mp2', '-output_ts_offset', '5000'];
    const path = await makeRecording(
      ...picture(3, '25'),
      ...clicksAt([1], 3, 48_000),
      ...offset,
      inFolder('far.ts'),
    );
    const [onset] = onsetsMs(await samplesOf(path, {}), 4_000);
    expect(Math.abs((onset ?? 0) - 1_000)).toBeLessThanOrEqual(60);
  });
});

describe('a track', () => {
  let tracks = '';
  beforeAll(async () => {
    tracks = await makeRecording(
      ...[...clicksAt([0.2], 2, 48_000), ...clicksAt([0.7], 2, 44_100), ...clicksAt([1.2], 2, 48_000)],
      ...['-map', '0', '-map', '1', '-map', '2', '-c:a', 'flac', '-metadata:s:a:0', 'language=fra'],
      ...['-metadata:s:a:1', 'language=eng', '-metadata:s:a:2', 'language=por', '-disposition:a', '0'],
      ...['-disposition:a:1', 'default', inFolder('tracks.mkv')],
    );
  });

  it('is the default one, or chosen by number or language', async () => {
    for (const [wish, atMs] of [
      [null, 700],
      ['1', 200],
      ['2', 700],
      ['3', 1_200],
      ['fr', 200],
      ['fre', 200],
      ['en-GB', 700],
      ['pt-BR', 1_200],
    ] as const) {
      const [onset] = onsetsMs(await samplesOf(tracks, { audioTrack: wish }), 4_000);
      expect.soft(Math.abs((onset ?? 0) - atMs), String(wish)).toBeLessThanOrEqual(1);
    }
  });

  it('that is not there is refused with what there is', async () => {
    for (const wish of ['4', '0', 'de', 'no such language']) {
      expect.soft(await tryDecode(bench.service, tracks, { audioTrack: wish })).toMatchObject({
        ok: false,
        failure: { code: 'media.track-missing', detail: `${wish}; there is 1 (fr), 2 (en), 3 (pt)` },
      });
    }
  });
});

describe('channels', () => {
  it('are mixed, or taken one by one', async () => {
    const path = await makeRecording(
      ...[...clicksAt([0.2], 2, 16_000), ...clicksAt([1.2], 2, 16_000)],
      ...['-filter_complex', '[0][1]join=inputs=2:channel_layout=stereo', inFolder('sides.wav')],
    );
    const onsets = async (channel: 'mix' | 'left' | 'right') =>
      onsetsMs(await samplesOf(path, { channel }), 4_000).map(Math.round);
    expect(await onsets('mix')).toEqual([200, 1_200]);
    expect(await onsets('left')).toEqual([200]);
    expect(await onsets('right')).toEqual([1_200]);
  });

  it('of a mono track: left is the track itself, right does not exist', async () => {
    const mono = await makeRecording(...clicksAt([0.5], 1, 16_000), inFolder('mono.wav'));
    expect(onsetsMs(await samplesOf(mono, { channel: 'left' }), 4_000)).toHaveLength(1);
    expect(await tryDecode(bench.service, mono, { channel: 'right' })).toMatchObject({
      ok: false,
      failure: { code: 'media.channel-missing', file: mono },
    });
  });

  it('never clip when they are mixed, and lose nothing when they are equal', async () => {
    const full = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=1,volume=8'];
    for (const channels of [2, 4, 6, 8]) {
      const path = await makeRecording(
        ...full,
        '-ac',
        '1',
        '-af',
        `pan=${channels}c|${Array.from({ length: channels }, (_, i) => `c${i}=c0`).join('|')}`,
        inFolder(`equal-${channels}.wav`),
      );
      const most = loudest(await samplesOf(path, {}));
      expect.soft(most, `${channels} channels`).toBeLessThan(32_767);
      expect.soft(most, `${channels} channels`).toBeGreaterThan(31_000);
    }
  });

  it('without a layout are all heard', async () => {
    const frames = Int16Array.from({ length: 9 * 16_000 }, (_, i) =>
      i % 9 === 8 && i % 90 > 45 ? 20_000 : 0,
    );
    await writeFile(inFolder('nine.raw'), frames);
    const raw = ['-f', 's16le', '-ar', '16000', '-ac', '9', '-i', inFolder('nine.raw')];
    const path = await makeRecording(...raw, inFolder('nine.wav'));
    expect(loudest(await samplesOf(path, {}))).toBeGreaterThan(2_000);
  });

  it('of 5.1 sound are heard when only the centre speaks', async () => {
    const centre = ['-af', 'pan=5.1|FC=c0', '-c:a', 'ac3', inFolder('centre.ac3')];
    const path = await makeRecording(...clicksAt([0.5], 1, 48_000), ...centre);
    expect(loudest(await samplesOf(path, {}))).toBeGreaterThan(4_000);
  });

  it('that cancel each other out are not mixed, and the person is told', async () => {
    const path = await makeRecording(
      ...noise(2, 44_100),
      '-af',
      'pan=stereo|c0=0.5*c0|c1=-0.6*c0',
      inFolder('phase.flac'),
    );
    const decoded = await decode(path, {});
    expect(decoded.notices).toEqual([expect.stringContaining('cancel each other out')]);
    expect(decoded.notices[0]).toContain('right');
    const expected = await samplesOf(path, { channel: 'right' });
    expect(await readSamples(decoded.pcmPath)).toEqual(expected);
    const peaks = await openPeaks(decoded.peaksPath);
    if (!peaks.ok) throw new Error(peaks.failure.code);
    expect(peaks.value.header.samples).toBe(decoded.samples);
    await peaks.value.close();
  });

  it('of a very quiet recording are left as they are, without a notice', async () => {
    const quiet = await makeRecording(
      ...noise(2, 16_000),
      '-ac',
      '2',
      '-af',
      'volume=-40dB',
      inFolder('quiet.wav'),
    );
    const decoded = await decode(quiet, {});
    expect(decoded.notices).toEqual([]);
    expect(loudest(await readSamples(decoded.pcmPath))).toBeGreaterThan(50);
  });
});

describe('part of a recording', () => {
  it('has the samples that the whole has there, in every container', async () => {
    const kinds: readonly (readonly [name: string, ...string[]])[] = [
      ['a.wav'],
      ['b.flac'],
      ['c.m4a', '-c:a', 'aac'],
      ['d.mp3'],
      ['e.mp3', '-q:a', '4', '-write_xing', '0'],
      ['f.mka', '-c:a', 'libopus'],
      ['g.ogg', '-c:a', 'libvorbis'],
      ['h.ts', '-c:a', 'mp2'],
      ['i.aac', '-c:a', 'aac', '-f', 'adts'],
    ];
    for (const [name, ...args] of kinds) {
      const path = await makeRecording(...noise(8, 44_100), ...args, inFolder(`part-${name}`));
      const whole = await samplesOf(path, {});
      for (const range of [
        { startMs: 0, endMs: 700 },
        { startMs: 317, endMs: 1_500 },
        { startMs: 5_123, endMs: 6_789 },
        { startMs: 7_000, endMs: 99_000 },
      ]) {
        const part = await decode(path, { range });
        const samples = await readSamples(part.pcmPath);
        const place = `${name} from ${range.startMs}`;
        expect.soft(part.startMs, place).toBe(range.startMs);
        const endMs = Math.min(range.endMs, whole.length / 16);
        expect.soft(Math.abs(part.durationMs - (endMs - range.startMs)), place).toBeLessThanOrEqual(1);
        expect.soft(Math.abs(bestShift(whole, samples, range.startMs * 16)), place).toBeLessThanOrEqual(16);
      }
    }
  }, 120_000);

  it('before late sound begins is silence', async () => {
    const late = ['-itsoffset', '2', ...clicksAt([0.5], 2, 48_000)];
    for (const ending of ['mp4', 'ts', 'mkv']) {
      const path = await makeRecording(...picture(4, '25'), ...late, inFolder(`late-part.${ending}`));
      const before = await decode(path, { range: { startMs: 1_000, endMs: 1_800 } });
      expect.soft(before.samples, ending).toBe(12_800);
      expect.soft(loudest(await readSamples(before.pcmPath)), ending).toBe(0);
      const around = await samplesOf(path, { range: { startMs: 1_800, endMs: 3_000 } });
      expect.soft(Math.abs((onsetsMs(around, 4_000)[0] ?? 0) - 700), ending).toBeLessThanOrEqual(25);
    }
  });

  it('outside of it is refused', async () => {
    const path = await makeRecording(...clicksAt([0.5], 1, 16_000), inFolder('short.wav'));
    const adts = await makeRecording(...clicksAt([0.5], 1, 16_000), '-f', 'adts', inFolder('short.aac'));
    for (const [file, range] of [
      [path, { startMs: 1_000, endMs: 2_000 }],
      [path, { startMs: 500, endMs: 500 }],
      [path, { startMs: -1, endMs: 500 }],
      [adts, { startMs: 9_000, endMs: 10_000 }],
    ] as const) {
      expect.soft(await tryDecode(bench.service, file, { range })).toMatchObject({
        ok: false,
        failure: { code: 'media.range-outside', file },
      });
    }
  });
});

describe('damaged recordings', () => {
  it('give what can be decoded, and a notice', async () => {
    const kinds: readonly (readonly [name: string, cut: boolean, ...string[]])[] = [
      ['a.m4a', true, '-c:a', 'aac', '-movflags', '+faststart'],
      ['b.flac', true],
      ['c.mka', true, '-c:a', 'flac'],
      ['d.wav', true],
      ['e.mp3', true],
      ['f.m4a', false, '-c:a', 'aac'],
      ['g.flac', false],
      ['h.mp3', false],
    ];
    for (const [name, cut, ...args] of kinds) {
      const whole = await readFile(
        await makeRecording(...noise(6, 44_100), ...args, inFolder(`whole-${name}`)),
      );
      const path = inFolder(`damaged-${name}`);
      const middle = Math.floor(whole.length / 2);
      await writeFile(
        path,
        cut ? whole.subarray(0, middle) : whole.fill(0x5a, middle, middle + Math.floor(whole.length / 8)),
      );
      const decoded = await decode(path, {});
      expect.soft(decoded.notices, name).toEqual([expect.stringContaining(cut ? 'cut off' : 'damaged')]);
      expect.soft(decoded.durationMs, name).toBeGreaterThan(cut ? 2_000 : 5_000);
    }
  });

  it('without any sound are refused, and leave nothing behind', async () => {
    const own = await createWorkbench({});
    const empty = join(own.folder, 'header-only.wav');
    const whole = await readFile(
      await makeRecording(...clicksAt([0.1], 1, 16_000), join(own.folder, 'whole.wav')),
    );
    await writeFile(empty, whole.subarray(0, whole.indexOf('data', 12, 'latin1') + 8));
    expect(await tryDecode(own.service, empty, {})).toMatchObject({
      ok: false,
      failure: { code: 'media.no-samples', file: empty },
    });
    expect(await entryNames(own.cacheDir)).toEqual([]);
    await own.remove();
  });
});

describe('while decoding', () => {
  it('progress rises to the end', async () => {
    const path = await makeRecording(...clicksAt([1], 120, 48_000), '-ac', '2', inFolder('long.flac'));
    const info = await bench.service.probe(path, NEVER);
    if (!info.ok) throw new Error(info.failure.code);
    const seen: DecodeProgress[] = [];
    const request = { info: info.value, audioTrack: null, channel: 'mix' as const, range: null };
    await bench.service.decode(request, (progress) => seen.push(progress), NEVER);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.every((progress) => progress.totalMs === 120_000)).toBe(true);
    expect(seen.map((progress) => progress.doneMs)).toEqual(
      seen.map((progress) => progress.doneMs).sort((a, b) => a - b),
    );
    expect(seen.at(-1)?.doneMs).toBe(120_000);
  });

  it('cancelling ends it at once and leaves nothing behind', async () => {
    const own = await createWorkbench({});
    const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-t', '1200'];
    const path = await makeRecording(...silence, join(own.folder, 'longer.flac'));
    const info = await own.service.probe(path, NEVER);
    if (!info.ok) throw new Error(info.failure.code);
    const request = { info: info.value, audioTrack: null, channel: 'mix' as const, range: null };
    const controller = new AbortController();
    const decoded = await own.service.decode(
      request,
      ({ doneMs }) => {
        if (doneMs > 0) controller.abort();
      },
      controller.signal,
    );
    expect(decoded).toEqual({ ok: false, failure: { code: 'cancelled', file: path, detail: null } });
    expect(await readdir(own.cacheDir)).toEqual([]);
    await own.remove();
  });
});

/** By how many samples the part lies off its place in the whole, found by laying them over each other. */
function bestShift(whole: Int16Array, part: Int16Array, at: number): number {
  const length = Math.min(part.length, 6_000);
  const from = Math.max(0, Math.min(part.length - length, 800));
  let best = { shift: Number.NaN, difference: Number.POSITIVE_INFINITY };
  for (let shift = -48; shift <= 48; shift += 1) {
    let difference = 0;
    for (let i = from; i < from + length; i += 1) {
      difference += Math.abs((whole[at + i + shift] ?? 0) - (part[i] ?? 0));
    }
    if (difference < best.difference) best = { shift, difference };
  }
  return best.shift;
}
