import { describe, expect, it } from 'vitest';
import { PLAIN_COMPUTE, type TranscribeRequest, type WorkerEvents } from '../engines/engine.ts';
import type { Crew } from './crew.ts';
import { createLadder } from './ladder.ts';
import { type PlacedLap, runsOf, timedCrew } from './laps.ts';
import { handEngines } from './testing/handWorker.ts';
import { workerPool } from './workerPool.ts';

const SILENT: WorkerEvents = {
  onProgress: () => {},
  onSegment: () => {},
  onLanguage: () => {},
  onWarning: () => {},
};

const audio = { path: '/sound', samples: 16 * 60_000, startMs: 0 };
const compute = { ...PLAIN_COMPUTE, model: 'small', device: 'cuda:0' };
const wanted: TranscribeRequest = {
  ...{ audio, range: null, language: null, task: 'transcribe', prompt: null, hotwords: null },
  compute,
};

function timedHand() {
  const hand = handEngines();
  let nowMs = 0;
  const crew: Crew = {
    ladder: createLadder(),
    apart: async () => false,
    pool: (engineId) => workerPool(hand.engines, engineId),
  };
  const timed = timedCrew(crew, () => nowMs);
  const lend = async (slot: 'transcribe' | 'align' | 'diarize') => {
    const lent = await timed.crew.pool('hand', slot).lend(new AbortController().signal);
    if (!lent.ok) throw new Error(lent.failure.code);
    return lent.value.worker;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { hand, lend, laps: timed.laps, pass };
}

describe('timing the work of engines', () => {
  it('tells the engine, what it computed with, and how long how much sound took', async () => {
    const { hand, lend, laps, pass } = timedHand();
    const worker = await lend('transcribe');
    const done = worker.transcribe(wanted, SILENT, new AbortController().signal);
    pass(3000);
    hand.jobs[0]?.finish();
    await done;
    expect(laps()).toEqual([
      {
        ...{ engineId: 'hand', slot: 'transcribe', slotId: 'hand', compute },
        ...{ beganMs: 0, endedMs: 3000, share: 1, soundMs: 60_000 },
      },
    ]);
  });

  it('counts the part of a file that was asked for', async () => {
    const { hand, lend, laps } = timedHand();
    const part = { ...wanted, range: { startMs: 10_000, endMs: 15_000 } };
    const done = (await lend('transcribe')).transcribe(part, SILENT, new AbortController().signal);
    hand.jobs[0]?.finish();
    await done;
    expect(laps()[0]?.soundMs).toBe(5000);
  });

  it('leaves the loading of a model out', async () => {
    const { hand, lend, laps, pass } = timedHand();
    const seen: string[] = [];
    const events = {
      ...SILENT,
      onProgress: ({ stage }: { readonly stage: string }) => void seen.push(stage),
    };
    const done = (await lend('transcribe')).transcribe(wanted, events, new AbortController().signal);
    hand.jobs[0]?.load();
    pass(20_000);
    hand.jobs[0]?.progress(6000, 60_000);
    pass(9000);
    hand.jobs[0]?.finish();
    await done;
    const [lap] = laps();
    expect(lap).toMatchObject({ beganMs: 20_000, endedMs: 29_000, share: 0.9 });
    expect(seen).toEqual(['load', 'recognise']);
    // Nine seconds for nine tenths of a minute.
    const [run] = runsOf(lap === undefined ? [] : [placed(lap, 'cuda:0')]);
    expect(run).toMatchObject({ soundMs: 60_000, workMs: 10_000 });
  });

  it('counts loading where nothing is told before most is done', async () => {
    const { hand, lend, laps, pass } = timedHand();
    const done = (await lend('transcribe')).transcribe(wanted, SILENT, new AbortController().signal);
    hand.jobs[0]?.load();
    pass(20_000);
    hand.jobs[0]?.progress(59_000, 60_000);
    hand.jobs[0]?.finish();
    await done;
    expect(laps()[0]).toMatchObject({ beganMs: 0, endedMs: 20_000, share: 1 });
  });

  it('keeps nothing of what failed', async () => {
    const { hand, lend, laps } = timedHand();
    const done = (await lend('transcribe')).transcribe(wanted, SILENT, new AbortController().signal);
    hand.jobs[0]?.crash();
    expect((await done).ok).toBe(false);
    expect(laps()).toEqual([]);
  });

  it('tells aligners and diarizers by the name under which they were asked', async () => {
    const { lend, laps } = timedHand();
    const { signal } = new AbortController();
    const segments = [
      { startMs: 0, endMs: 2000, words: ['a'] },
      { startMs: 5000, endMs: 6000, words: ['b'] },
    ];
    const align = { audio, language: 'en', aligner: 'ctc', compute, segments };
    await (await lend('align')).align(align, SILENT, signal);
    const diarize = { audio, diarizer: 'pyannote', speakers: null, compute };
    await (await lend('diarize')).diarize(diarize, SILENT, signal);
    expect(laps().map(({ slot, slotId, soundMs }) => [slot, slotId, soundMs])).toEqual([
      ['align', 'ctc', 3000],
      ['diarize', 'pyannote', 60_000],
    ]);
  });
});

function placed(lap: Omit<PlacedLap, 'place'>, device: string): PlacedLap {
  const { engineId: engine, slot, slotId } = lap;
  return { ...lap, place: { engine, slot, slotId, kind: null, model: 'm', device } };
}

function lapOf(slot: PlacedLap['slot'], device: string, beganMs: number, endedMs: number, soundMs: number) {
  const about = { engineId: 'e', slot, slotId: slot, compute: PLAIN_COMPUTE, share: 1 };
  return placed({ ...about, beganMs, endedMs, soundMs }, device);
}

describe('what each stage took', () => {
  it('is half of the time in which two shared a device', () => {
    const runs = runsOf([
      lapOf('transcribe', 'cpu', 0, 100_000, 600_000),
      lapOf('align', 'cpu', 40_000, 110_000, 600_000),
    ]);
    // 60 s at the same time; in all the 110 s that have passed.
    expect(runs.map(({ workMs }) => workMs)).toEqual([70_000, 40_000]);
  });

  it('is all of the time where they computed on two devices', () => {
    const runs = runsOf([
      lapOf('transcribe', 'cuda:0', 0, 100_000, 600_000),
      lapOf('diarize', 'cpu', 0, 80_000, 600_000),
    ]);
    expect(runs.map(({ workMs }) => workMs)).toEqual([100_000, 80_000]);
  });

  it('counts an aligner for all the sound of the recogniser', () => {
    const runs = runsOf([
      lapOf('transcribe', 'cuda:0', 0, 10_000, 600_000),
      lapOf('align', 'cpu', 0, 3000, 100_000),
      lapOf('align', 'cpu', 5000, 8000, 200_000),
    ]);
    expect(runs.map(({ soundMs }) => soundMs)).toEqual([600_000, 200_000, 400_000]);
  });
});
