import { describe, expect, test } from 'vitest';
import type { JobView } from '../../common/contract/jobs.ts';
import { endedSince, goneSession, leftOfAll, overall, sessionsSeen } from './jobProgress.ts';

function job(jobId: string, state: JobView['state'], fraction: number): JobView {
  return {
    jobId,
    path: `/talks/${jobId}.wav`,
    name: `${jobId}.wav`,
    engine: 'moonshine',
    device: 'auto',
    usedDevice: null,
    state,
    stage: 'recognise',
    fraction,
    doneMs: null,
    totalMs: null,
    speed: null,
    etaSeconds: null,
    language: null,
    notices: [],
    failure: null,
    sessionId: null,
    projectPath: null,
    outputs: [],
    words: null,
    doubtful: null,
    wallSeconds: null,
  };
}

describe('news of jobs', () => {
  test('are those that ended just now', () => {
    const before = [job('a', 'running', 0.9), job('b', 'waiting', 0), job('c', 'done', 1)];
    const next = [job('a', 'done', 1), job('b', 'failed', 0), job('c', 'done', 1)];
    expect(endedSince(before, next).map(({ jobId }) => jobId)).toEqual(['a', 'b']);
    expect(endedSince(next, next)).toEqual([]);
  });

  test('are not what a person cancelled, nor what had ended before the window opened', () => {
    expect(endedSince([job('a', 'running', 0.5)], [job('a', 'cancelled', 0.5)])).toEqual([]);
    expect(endedSince([], [job('a', 'done', 1)])).toEqual([]);
  });
});

describe('the progress of all jobs', () => {
  test('is that of the queue as a whole', () => {
    expect(overall([job('a', 'done', 1), job('b', 'running', 0.5), job('c', 'waiting', 0)])).toBe(0.5);
    expect(overall([job('a', 'cancelled', 0.2), job('b', 'running', 0.5)])).toBe(0.5);
  });

  test('is none when nothing runs', () => {
    expect(overall([])).toBeNull();
    expect(overall([job('a', 'done', 1), job('b', 'failed', 0.3)])).toBeNull();
  });
});

describe('the time left of all jobs', () => {
  const left = (jobId: string, state: JobView['state'], etaSeconds: number | null) => ({
    ...job(jobId, state, 0),
    etaSeconds,
  });

  test('is that of the last one, which has those before it in it', () => {
    const jobs = [left('a', 'running', 30), left('b', 'waiting', 90), left('c', 'cancelled', null)];
    expect(leftOfAll(jobs)).toBe(90);
  });

  test('is not known where the last one does not tell, or nothing runs', () => {
    expect(leftOfAll([left('a', 'running', 30), left('b', 'waiting', null)])).toBeNull();
    expect(leftOfAll([left('a', 'done', null)])).toBeNull();
  });
});

describe('the project of a job that failed', () => {
  const open = (state: JobView['state'], sessionId: string | null) => ({ ...job('a', state, 0), sessionId });

  test('is gone when nothing arrived, and stays with what arrived', () => {
    const seen = sessionsSeen(sessionsSeen(new Map(), [open('running', 'session')]), [open('running', null)]);
    expect(goneSession(seen, open('failed', null))).toBe('session');
    expect(goneSession(seen, open('failed', 'session'))).toBeNull();
    expect(goneSession(seen, open('done', null))).toBeNull();
    expect(goneSession(new Map(), open('failed', null))).toBeNull();
  });
});
