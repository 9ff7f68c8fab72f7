import { describe, expect, it } from 'vitest';
import type { ModelView } from '../../../common/contract/models.ts';
import type { SpeedView } from '../../../common/contract/speeds.ts';
import { asJson, rowText } from './models.ts';

const small: ModelView = {
  ...{
    kind: 'whisper-ct2',
    id: 'small',
    title: 'Whisper small',
    summary: '',
    languages: ['*'],
    licence: 'MIT',
  },
  ...{ commercial: true, gated: false, sizeBytes: 486e6, parameters: 244e6, state: 'ready', progress: null },
  ...{ failure: null, path: '/models/small', page: null, downloadable: true, addedAt: null, usedBy: [] },
};

function speedOf(part: Partial<SpeedView>): SpeedView {
  const place = { engine: 'faster-whisper', slot: 'transcribe', slotId: 'faster-whisper' } as const;
  return { ...place, kind: 'whisper-ct2', model: 'small', device: 'cpu', rtf: 0.24, measured: true, ...part };
}

describe('a model in the list', () => {
  it('says how fast it was here, with which engine and where', () => {
    expect(rowText(small, [speedOf({})])).toBe(
      'small  Whisper small (486 MB, many languages, MIT, 4.2 × real time with faster-whisper on cpu, here)',
    );
  });

  it('marks what was estimated, and says nothing where nothing is known', () => {
    expect(rowText(small, [speedOf({ measured: false })])).toContain('≈ 4 × real time');
    expect(rowText(small, [speedOf({ model: 'large-v3' })])).not.toContain('real time');
  });

  it('has every speed that is known of it in its JSON', () => {
    const speeds = [
      speedOf({}),
      speedOf({ engine: 'stable-ts', slot: 'align', slotId: 'stable-ts-refine', measured: false, rtf: 0.07 }),
      speedOf({ kind: 'whisper-pt' }),
    ];
    expect(asJson(small, speeds).speeds).toEqual([
      {
        ...{ engine: 'faster-whisper', slot: 'transcribe', as: 'faster-whisper', device: 'cpu' },
        ...{ times_real_time: 4.2, measured: true },
      },
      {
        ...{ engine: 'stable-ts', slot: 'align', as: 'stable-ts-refine', device: 'cpu' },
        ...{ times_real_time: 15, measured: false },
      },
    ]);
  });
});
