import { describe, expect, it } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import { type Compute, PLAIN_COMPUTE, type Slot } from '../engines/engine.ts';
import { createLadder, lowerRung } from './ladder.ts';

const MEMORY = failure('engine.killed', { detail: 'CUDA out of memory' });
const model: Compute = { ...PLAIN_COMPUTE, model: 'large-v3', modelPath: '/models/large-v3' };

function rungs(slot: Slot, from: Compute): string[] {
  const seen: string[] = [];
  for (let at = lowerRung(slot, from); at !== null; at = lowerRung(slot, at)) {
    seen.push([at.device, at.precision ?? '-', at.batchSize ?? '-'].join(' '));
  }
  return seen;
}

describe('what is tried when memory runs out', () => {
  it('is a smaller batch, then fewer bits, when recognising', () => {
    expect(rungs('transcribe', model)).toEqual([
      'auto - 4',
      'auto - 2',
      'auto - 1',
      'auto int8_float16 1',
      'auto int8 1',
    ]);
    expect(rungs('transcribe', { ...model, precision: 'float16', batchSize: 2 })).toEqual([
      'auto float16 1',
      'auto int8_float16 1',
      'auto int8 1',
    ]);
  });

  it('is a smaller batch alone on a processor', () => {
    expect(rungs('transcribe', { ...model, device: 'cpu' })).toEqual(['cpu - 4', 'cpu - 2', 'cpu - 1']);
  });

  it('is the processor at last for aligning and for speakers', () => {
    expect(rungs('diarize', { ...model, device: 'cuda:1', batchSize: 8 }).slice(2)).toEqual([
      'cuda:1 - 1',
      'cpu - -',
      'cpu - 4',
      'cpu - 2',
      'cpu - 1',
    ]);
  });

  it('is remembered for the model on that engine, and begun with the next time', () => {
    const ladder = createLadder();
    const first = ladder.down('big', 'transcribe', model, MEMORY);
    expect(first?.batchSize).toBe(4);
    expect(ladder.begin('big', 'transcribe', model).batchSize).toBe(4);
    expect(ladder.begin('big', 'align', model)).toEqual(model);
    expect(ladder.begin('big', 'transcribe', { ...model, model: 'tiny' }).batchSize).toBeNull();
    expect(ladder.begin('big', 'transcribe', { ...model, device: 'cuda:1' }).batchSize).toBeNull();
  });

  it('is nothing for the small models inside packages', () => {
    expect(createLadder().down('small', 'transcribe', PLAIN_COMPUTE, MEMORY)).toBeNull();
  });

  it('is nothing where memory is not the reason', () => {
    const ladder = createLadder();
    const crash = failure('engine.crashed', { detail: 'signal 11' });
    expect(ladder.down('big', 'transcribe', model, crash)).toBeNull();
    const precision = failure('engine.precision', { detail: 'float16' });
    expect(ladder.down('big', 'transcribe', model, precision)).toBeNull();
  });

  it('passes over fewer bits that the device cannot compute in', () => {
    const ladder = createLadder();
    let at: Compute | null = { ...model, batchSize: 1 };
    at = ladder.down('big', 'transcribe', at, MEMORY);
    expect(at?.precision).toBe('int8_float16');
    const unable = failure('engine.precision', { detail: 'int8_float16' });
    expect(at && ladder.down('big', 'transcribe', at, unable)?.precision).toBe('int8');
  });
});
