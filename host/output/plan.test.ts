import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planOutputs } from './plan.ts';

const srt = { id: 'srt', ending: '.srt' };
const json = { id: 'json', ending: '.json' };
const whisperx = { id: 'whisperx', ending: '.whisperx.json' };

describe('names of outputs', () => {
  it('puts project and captions beside the media, without its ending', () => {
    const [plan] = planOutputs([join('/m', 'talk.mp4')], null, [srt, json, whisperx]);
    expect(plan?.project).toBe(join('/m', 'talk.wordlane'));
    expect(plan?.files.map((file) => file.path)).toEqual([
      join('/m', 'talk.srt'),
      join('/m', 'talk.json'),
      join('/m', 'talk.whisperx.json'),
    ]);
  });

  it('lets the later of two inputs that share a name keep its ending', () => {
    const plans = planOutputs([join('/m', 'talk.mp4'), join('/m', 'Talk.wav')], null, [srt]);
    expect(plans.map((plan) => plan.files[0]?.path)).toEqual([
      join('/m', 'talk.srt'),
      join('/m', 'Talk.wav.srt'),
    ]);
  });

  it('numbers inputs of one name that come from different folders', () => {
    const inputs = ['/a', '/b', '/c'].map((folder) => join(folder, 'x.mp3'));
    const plans = planOutputs(inputs, '/out', [srt]);
    expect(plans.map((plan) => plan.stem)).toEqual([
      join('/out', 'x'),
      join('/out', 'x.mp3'),
      join('/out', 'x.mp3-2'),
    ]);
  });

  it('keeps names without an ending, and names that begin with a dot, whole', () => {
    const plans = planOutputs([join('/m', 'README'), join('/m', '.hidden')], null, [srt]);
    expect(plans.map((plan) => plan.files[0]?.path)).toEqual([
      join('/m', 'README.srt'),
      join('/m', '.hidden.srt'),
    ]);
  });
});
