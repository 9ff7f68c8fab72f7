import { describe, expect, it } from 'vitest';
import { nearestName, suggestion } from './nearest.ts';

describe('suggestions for mistyped names', () => {
  it('finds the name one letter away', () => {
    expect(nearestName('moonshin', ['whisperx', 'moonshine'])).toBe('moonshine');
    expect(nearestName('NETFLX', ['plain', 'netflix'])).toBe('netflix');
  });

  it('suggests nothing where nothing is near, and lists what is known', () => {
    expect(nearestName('docx', ['srt', 'vtt'])).toBeNull();
    expect(suggestion('docx', ['srt', 'vtt'])).toBe(' Known: srt, vtt.');
  });
});
