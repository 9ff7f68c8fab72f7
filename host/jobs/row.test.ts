import { describe, expect, it } from 'vitest';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import type { FileProgress } from './progress.ts';
import { newRow, type Row, viewsOf } from './row.ts';
import { jobOf } from './testing/queueCase.ts';

const MINUTE_MS = 60_000;
const expected: JobSpeed = { rtf: 0.5, measured: true, complete: true, laterRtf: 0.2 };

function rowOf(part: Partial<Row>): Row {
  return { ...newRow(jobOf('/a.wav', {})), totalMs: MINUTE_MS, ...part };
}
function at(stage: FileProgress['stage'], etaSeconds: number | null): FileProgress {
  return { stage, fraction: 0.5, rtf: null, etaSeconds };
}
const leftOf = (...rows: readonly Row[]) => viewsOf(rows).map(({ etaSeconds }) => etaSeconds);

describe('the time left of a job', () => {
  it('is what its choice takes on this computer, before it is known better', () => {
    expect(leftOf(rowOf({ expected }))).toEqual([30]);
    expect(leftOf(rowOf({}))).toEqual([null]);
    expect(leftOf(rowOf({ expected, totalMs: null }))).toEqual([null]);
  });

  it('is told by the recogniser itself once it works, with the speakers behind it', () => {
    const progress = at('recognise', 10);
    expect(leftOf(rowOf({ expected, progress, heard: 0.5 }))).toEqual([22]);
    expect(leftOf(rowOf({ progress, heard: 0.5 }))).toEqual([10]);
  });

  it('is never none while speakers are told apart', () => {
    const heard = 1;
    expect(leftOf(rowOf({ expected, progress: at('diarize', null), heard }))).toEqual([12]);
    expect(leftOf(rowOf({ expected, progress: at('diarize', 4), heard }))).toEqual([4]);
    expect(leftOf(rowOf({ rtf: 0.3, progress: at('diarize', null), heard }))).toEqual([null]);
  });

  it('goes by the speed that was seen so far when the stage tells none', () => {
    expect(leftOf(rowOf({ expected, rtf: 0.1, progress: at('recognise', null), heard: 0.5 }))).toEqual([15]);
  });

  it('has that of the jobs before it in it', () => {
    const slow = { ...expected, rtf: 1, laterRtf: 0 };
    expect(leftOf(rowOf({ expected }), rowOf({ expected: slow }), rowOf({ expected }))).toEqual([
      30, 90, 120,
    ]);
    expect(leftOf(rowOf({}), rowOf({ expected }))).toEqual([null, null]);
  });

  it('is not known while an engine is being installed', () => {
    expect(leftOf(rowOf({ expected, setUp: 0.4 }))).toEqual([null]);
  });
});
