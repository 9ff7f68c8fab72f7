import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { fail, succeed } from '../../common/contract/result.ts';
import type { EngineManifest, Engines } from '../engines/engine.ts';
import { realOutputEffects } from '../output/output.ts';
import { type MeasuredSpeeds, measuredSpeeds, type StagePlace } from './measured.ts';
import { HAND } from './testing/handWorker.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wordlane-measured-'));
  path = join(folder, 'measured.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const cpu = { id: 'cpu', downloadBytes: 0, diskBytes: 0, unhashed: [], built: [] };
const tiny = { id: 'tiny', title: 'Tiny', sizeBytes: 1 };
const manifests: readonly EngineManifest[] = [
  { ...HAND, id: 'one', models: [tiny] },
  { ...HAND, id: 'downloads', modelKinds: { transcribe: 'whisper-ct2' } },
  { ...HAND, id: 'on-cards', models: [tiny], variants: [cpu, { ...cpu, id: 'cu128' }] },
  { ...HAND, id: 'two-models', models: [tiny, { ...tiny, id: 'base' }] },
];
const engines: Pick<Engines, 'find'> = {
  find: (id) => {
    const found = manifests.find((manifest) => manifest.id === id);
    return found === undefined ? fail(failure('engine.unknown', { detail: id })) : succeed(found);
  },
};
const open = () => measuredSpeeds(path, engines, realOutputEffects);

function placeOf(part: Partial<StagePlace>): StagePlace {
  const usual = { engine: 'w', slot: 'transcribe', slotId: 'w', kind: 'whisper-ct2' } as const;
  return { ...usual, model: 'small', device: 'cpu', ...part };
}
const small = placeOf({});

function rtf(speeds: MeasuredSpeeds, place: StagePlace): number | null {
  const run = speeds.runs().find((each) => JSON.stringify(each.place) === JSON.stringify(place));
  return run === undefined ? null : run.workMs / run.soundMs;
}

describe('the speeds of this computer', () => {
  it('weighs a short file, in which starting counts most, less than a long one', () => {
    const speeds = open();
    speeds.note([{ place: small, soundMs: 1_800_000, workMs: 90_000 }]);
    speeds.note([{ place: small, soundMs: 2000, workMs: 2000 }]);
    expect(rtf(speeds, small)).toBeCloseTo(0.051, 3);
  });

  it('forgets what was before the last hour of sound', () => {
    const speeds = open();
    speeds.note([{ place: small, soundMs: 36_000_000, workMs: 36_000_000 }]);
    speeds.note([{ place: small, soundMs: 3_600_000, workMs: 360_000 }]);
    expect(rtf(speeds, small)).toBeCloseTo(0.1);
  });

  it('keeps each engine, stage, model and device apart, for the next start too', async () => {
    const places = [
      small,
      placeOf({ engine: 'x', slotId: 'x' }),
      placeOf({ slot: 'align' }),
      placeOf({ slot: 'align', slotId: 'w-refine' }),
      placeOf({ model: 'large' }),
      placeOf({ device: 'cuda:0' }),
      placeOf({ device: 'cuda:1' }),
    ];
    const speeds = open();
    for (const [at, place] of places.entries()) {
      speeds.note([{ place, soundMs: 10_000, workMs: 1000 * (at + 1) }]);
    }
    await speeds.written();
    const again = open();
    for (const [at, place] of places.entries()) expect(rtf(again, place)).toBeCloseTo((at + 1) / 10);
  });

  it('leaves what another program noted meanwhile', async () => {
    const [app, command] = [open(), open()];
    expect([app.runs(), command.runs()]).toEqual([[], []]);
    command.note([{ place: small, soundMs: 10_000, workMs: 1000 }]);
    await command.written();
    const large = placeOf({ model: 'large' });
    app.note([{ place: large, soundMs: 10_000, workMs: 5000 }]);
    await app.written();
    expect([rtf(open(), small), rtf(open(), large)]).toEqual([0.1, 0.5]);
  });

  it('measures anew when the file is damaged or of a later version', async () => {
    for (const content of ['[', '{"schema":3,"runs":"other"}']) {
      writeFileSync(path, content);
      const speeds = open();
      expect(speeds.runs()).toEqual([]);
      speeds.note([{ place: small, soundMs: 10_000, workMs: 1000 }]);
      await speeds.written();
      expect(rtf(open(), small)).toBeCloseTo(0.1);
    }
  });

  it('keeps nothing of no sound or no time', async () => {
    const speeds = open();
    speeds.note([
      { place: small, soundMs: 0, workMs: 1000 },
      { place: small, soundMs: 1000, workMs: 0 },
    ]);
    await speeds.written();
    expect(speeds.runs()).toEqual([]);
  });
});

describe('a file of the first versions, with one figure for each engine', () => {
  it('is taken where the engine has one model and computes on the processor only', () => {
    writeFileSync(path, JSON.stringify({ one: { soundMs: 10_000, workMs: 500 } }));
    const place = placeOf({ engine: 'one', slotId: 'one', kind: null, model: 'tiny' });
    expect(open().runs()).toEqual([{ place, soundMs: 10_000, workMs: 500 }]);
  });

  it('is dropped where it is not clear which model or device was measured', () => {
    const sums = { soundMs: 10_000, workMs: 500 };
    writeFileSync(
      path,
      JSON.stringify({ downloads: sums, 'on-cards': sums, 'two-models': sums, 'gone engine': sums }),
    );
    expect(open().runs()).toEqual([]);
  });

  it('becomes a file of this version with the next run', async () => {
    writeFileSync(path, JSON.stringify({ one: { soundMs: 10_000, workMs: 500 } }));
    const speeds = open();
    speeds.note([{ place: small, soundMs: 10_000, workMs: 1000 }]);
    await speeds.written();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schema: 2 });
    expect(open().runs()).toHaveLength(2);
  });
});
