import { describe, expect, test } from 'vitest';
import { HOSTILE_CAPTIONS } from '../../tests/support/hostileCaptions.ts';
import { idSource } from '../document/ids.ts';
import { assFormat } from './ass.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

/**
 * Two million characters each, made to be slow where a reader looks back or looks again: any of them would take
 * minutes in quadratic time, so that this test ends at all is the proof. The bench shows that cost grows with length.
 */
const LENGTH = 2_000_000;

describe.each([srtFormat, vttFormat, assFormat])('a hostile $id file of two million characters', (format) => {
  const hostile = HOSTILE_CAPTIONS.filter(({ formatId }) => formatId === format.id);

  test.each(hostile.map(({ name, make }) => [name, make] as const))('of %s is read or refused', (_, make) => {
    const text = make(LENGTH);
    expect(text.length).toBeGreaterThan(LENGTH * 0.9);
    const outcome = format.read?.(text, { fileName: 'x', ids: idSource('read'), language: null });
    if (outcome?.ok === false) expect(outcome.failure.code).toBe('format.unreadable');
    else expect(outcome?.ok).toBe(true);
  });
});
