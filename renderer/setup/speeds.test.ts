import { afterEach, describe, expect, it } from 'vitest';
import type { MachineView } from '../../common/contract/setup.ts';
import type { SpeedView } from '../../common/contract/speeds.ts';
import { speak } from '../text/text.ts';
import { speedTexts } from './speeds.ts';

afterEach(() => speak('en'));

const machine: MachineView = {
  ...{ cpu: 'EPYC', cores: 2, memoryBytes: 1, problem: null },
  gpus: [{ index: 0, name: 'NVIDIA RTX 4070', memoryBytes: 1, driver: null }],
};
const titles = new Map([['w', 'Whisper']]);
const model = { kind: 'whisper-ct2', id: 'small' } as const;

function texts(...speeds: readonly Partial<SpeedView>[]) {
  const usual = {
    engine: 'w',
    slot: 'transcribe',
    slotId: 'w',
    kind: 'whisper-ct2',
    model: 'small',
  } as const;
  const views = speeds.map((part) => ({ ...usual, device: 'cpu', rtf: 0.08, measured: true, ...part }));
  return speedTexts(model, { speeds: views, machine }, titles);
}

describe('the speed beside a model', () => {
  it('is as fast as it was measured, with engine and device for those who do not see the table', () => {
    const { short, spoken } = texts({ device: 'cuda:0', rtf: 1 / 12.4 });
    expect(short).toBe('12 ×');
    expect(spoken).toBe('12 times real time with Whisper (NVIDIA RTX 4070), measured');
  });

  it('is marked as an estimate, with fewer digits', () => {
    const { short, spoken } = texts({ measured: false, rtf: 1 / 12.4 });
    expect(short).toBe('≈ 10 ×');
    expect(spoken).toBe('about 10 times real time with Whisper (Processor), estimated');
  });

  it('is a dash where nothing is known, and a sentence that says so', () => {
    const { short, spoken } = texts({ model: 'large' });
    expect(short).toBe('–');
    expect(spoken).toMatch(/not known/u);
  });

  it('names every engine and device that is known, each once', () => {
    const { all } = texts({ rtf: 0.5 }, { device: 'cuda:0' }, { device: 'cuda:0' });
    expect(all.split('\n')).toHaveLength(2);
    expect(all).toContain('Processor');
    expect(all).toContain('NVIDIA RTX 4070');
  });

  it('is written as the language of the window writes it', () => {
    speak('de');
    const { short, spoken } = texts({ rtf: 1 / 4.2 });
    expect(short).toBe('4,2 ×');
    expect(spoken).toContain('4,2-fache Echtzeit');
  });
});
