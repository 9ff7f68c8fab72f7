import { describe, expect, it } from 'vitest';
import type { EngineRow } from '../../common/contract/setup.ts';
import { alignersFor } from './aligners.ts';

const row = (part: Partial<EngineRow>): EngineRow => ({
  ...{ id: 'x', title: 'X', summary: '', version: '1', licence: '', licenceNote: null, slots: [], tasks: [] },
  ...{ aligners: [], languages: ['*'], embedded: false, variants: [], installed: true, variant: 'cpu' },
  ...{ sizeBytes: 1, problem: null, selfTest: null, work: null, failure: null, offer: null, modelKinds: [] },
  ...part,
});
const names = (language: string | null, rows: readonly EngineRow[]) =>
  alignersFor(language, rows).map(({ id, label }) => `${id}: ${label}`);

describe('the ways to time words', () => {
  it('are all names under which an engine aligns, not the engine alone', () => {
    const whisperx = row({ aligners: ['ctc', 'whisperx'] });
    expect(names('de', [whisperx])).toEqual([
      'ctc: CTC, on WhisperX’s models',
      'whisperx: WhisperX as it comes',
    ]);
  });

  it('are those of engines that can work now and know the language', () => {
    const pocket = row({ aligners: ['pocketsphinx'], languages: ['en'], installed: false, embedded: true });
    const absent = row({ aligners: ['ctc'], installed: false });
    const broken = row({
      aligners: ['ctc'],
      problem: { code: 'engine.unhealthy', detail: null, file: null },
    });
    const deaf = row({});
    expect(names('en-GB', [pocket, absent, broken, deaf])).toEqual(['pocketsphinx: PocketSphinx']);
    expect(names('de', [pocket])).toEqual([]);
    expect(names(null, [pocket])).toHaveLength(1);
  });

  it('of engines that the catalogue does not name are called as their engine', () => {
    expect(names(null, [row({ title: 'New', aligners: ['new'] })])).toEqual(['new: New']);
    expect(names(null, [row({ title: 'New', aligners: ['a', 'b'] })])).toEqual(['a: New: a', 'b: New: b']);
  });
});
