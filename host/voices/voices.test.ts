import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realOutputEffects } from '../output/output.ts';
import { createVoices, matchVoices } from './voiceFile.ts';
import { decodeVoiceprint, encodeVoiceprint, likeness, type Voices } from './voices.ts';

let folder: string;
let isOn: boolean;
let voices: Voices;
const bugs: unknown[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wordlane-voices-'));
  isOn = true;
  voices = createVoices({
    path: join(folder, 'voices.json'),
    isOn: () => isOn,
    effects: realOutputEffects,
    now: () => new Date('2026-05-01T10:00:00Z'),
    logBug: (error) => bugs.push(error),
  });
});
afterEach(async () => {
  await voices.close();
  rmSync(folder, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

const SOURCE = 'basic/ge2e';
/** Four directions of a space of eight, and ways between them. */
const voice = (...parts: number[]): number[] => {
  const whole = [...parts, 0, 0, 0, 0, 0, 0, 0, 0].slice(0, 8);
  const length = Math.hypot(...whole);
  return whole.map((value) => value / length);
};
const speaker = (name: string, vector: readonly number[], source = SOURCE) => ({
  id: name,
  name,
  color: 0,
  voiceprint: encodeVoiceprint({ source, vector }),
});
const heard = (entries: Record<string, readonly number[]>) => new Map(Object.entries(entries));

describe('voices of people', () => {
  it('are recognised in the next file by what was learned from the last', async () => {
    voices.learn({ speakers: [speaker('Anna', voice(1)), speaker('Ben', voice(0, 1))] });
    const found = await voices.recognise(
      SOURCE,
      heard({ SPEAKER_00: voice(0.1, 1), SPEAKER_01: voice(1, 0.1), SPEAKER_02: voice(0, 0, 1) }),
    );
    expect([...found]).toEqual([
      ['SPEAKER_00', 'Ben'],
      ['SPEAKER_01', 'Anna'],
    ]);
    expect(await voices.list()).toMatchObject([{ name: 'Anna' }, { name: 'Ben' }]);
  });

  it('are neither kept nor recognised while that is off', async () => {
    isOn = false;
    voices.learn({ speakers: [speaker('Anna', voice(1))] });
    expect(await voices.list()).toEqual([]);
    expect(existsSync(join(folder, 'voices.json'))).toBe(false);
    isOn = true;
    voices.learn({ speakers: [speaker('Anna', voice(1))] });
    await voices.list();
    isOn = false;
    expect((await voices.recognise(SOURCE, heard({ A: voice(1) }))).size).toBe(0);
  });

  it('are forgotten one by one or all, and the file with the last of them', async () => {
    voices.learn({ speakers: [speaker('Anna', voice(1)), speaker('Ben', voice(0, 1))] });
    await voices.forget('Anna');
    expect(await voices.list()).toMatchObject([{ name: 'Ben' }]);
    expect(readFileSync(join(folder, 'voices.json'), 'utf8')).not.toContain('Anna');
    await voices.forgetAll();
    expect(existsSync(join(folder, 'voices.json'))).toBe(false);
  });

  it('are not learned from speakers whom nobody named', async () => {
    voices.learn({ speakers: [speaker('Speaker 1', voice(1)), { id: 'x', name: 'Eve', color: 1 }] });
    expect(await voices.list()).toEqual([]);
  });

  it('move a little towards what is heard later', async () => {
    voices.learn({ speakers: [speaker('Anna', voice(1))] });
    voices.learn({ speakers: [speaker('Anna', voice(0.8, 0.6))] });
    expect(await voices.list()).toHaveLength(1);
    const found = await voices.recognise(SOURCE, heard({ A: voice(0.7, 0.7) }));
    expect(found.get('A')).toBe('Anna');
  });

  it('of one diarizer say nothing about those of another', async () => {
    voices.learn({ speakers: [speaker('Anna', voice(1), 'pyannote/community-1')] });
    expect((await voices.recognise(SOURCE, heard({ A: voice(1) }))).size).toBe(0);
  });

  it('are nobody’s where the file is damaged', async () => {
    writeFileSync(join(folder, 'voices.json'), '{"schema":');
    expect(await voices.list()).toEqual([]);
  });
});

describe('matching', () => {
  it('gives a name once, to whoever is most like it', () => {
    const known = [{ name: 'Anna', vector: voice(1) }];
    const found = matchVoices(SOURCE, heard({ A: voice(1, 0.3), B: voice(1, 0.1) }), known);
    expect([...found]).toEqual([['B', 'Anna']]);
  });

  it('gives no name where two are almost as like', () => {
    const known = [
      { name: 'Anna', vector: voice(1, 0.05) },
      { name: 'Ada', vector: voice(1, -0.05) },
    ];
    expect(matchVoices(SOURCE, heard({ A: voice(1) }), known).size).toBe(0);
  });
});

it('a voiceprint is as like to others as the voice that it was made of', () => {
  const vectors = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 })
    .filter((vector) => Math.hypot(...vector) > 0.5)
    .map((vector) => vector.map((value) => value / Math.hypot(...vector)));
  fc.assert(
    fc.property(vectors, vectors, (one, other) => {
      const kept = decodeVoiceprint(encodeVoiceprint({ source: SOURCE, vector: one }));
      expect(kept?.source).toBe(SOURCE);
      expect(Math.abs(likeness(kept?.vector ?? [], other) - likeness(one, other))).toBeLessThan(0.03);
    }),
  );
});
