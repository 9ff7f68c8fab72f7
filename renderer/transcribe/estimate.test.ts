import { describe, expect, it } from 'vitest';
import { type TranscribeChoice, USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import { shortTime, timeSentence, withEngine } from './estimate.ts';

const measured: JobSpeed = { rtf: 0.1, measured: true, complete: true, laterRtf: 0 };
const guessed: JobSpeed = { ...measured, measured: false };
const partial: JobSpeed = { ...guessed, complete: false };
/** Takes 3 min 12 s at a tenth of real time. */
const FILM_MS = 1_920_000;

describe('how long it will take', () => {
  it('says less of an estimate than of what was measured', () => {
    expect(shortTime(measured, FILM_MS)).toBe('3 min 10 s');
    expect(shortTime(guessed, FILM_MS)).toBe('≈ 3 min');
    expect(shortTime(partial, FILM_MS)).toBe('> 3 min');
  });

  it.each([
    [7, '7 s', '≈ 10 s'],
    [0.2, '1 s', '≈ 10 s'],
    [47, '47 s', '≈ 50 s'],
    [1261, '21 min', '≈ 20 min'],
    [8430, '2 h 20 min', '≈ 2 h 30 min'],
  ])('shows no more digits than the figure is worth: %d s', (seconds, exact, about) => {
    expect(shortTime(measured, seconds * 10_000)).toBe(exact);
    expect(shortTime(guessed, seconds * 10_000)).toBe(about);
  });

  it('says nothing where nothing is known', () => {
    expect([shortTime(null, FILM_MS), shortTime(measured, null)]).toEqual(['', '']);
  });

  it('is a sentence that tells what it is worth', () => {
    expect(timeSentence(measured, FILM_MS, 'Whisper')).toMatch(/^About 3 min 10 s with Whisper\./u);
    expect(timeSentence(guessed, FILM_MS, 'Whisper')).toMatch(/^Roughly 3 min with Whisper: an estimate\./u);
    expect(timeSentence(partial, FILM_MS, 'Whisper')).toMatch(/^At least 3 min with Whisper/u);
    expect(timeSentence(null, FILM_MS, 'Whisper')).toBe('You can edit while it runs.');
  });
});

describe('choosing another engine', () => {
  const choice: TranscribeChoice = {
    ...USUAL_CHOICE,
    ...{ engine: 'one', model: 'large', language: 'de', device: 'cuda:0', prompt: 'Names', channel: 'left' },
    ...{ profile: 'bbc', formats: ['srt'], align: { engine: 'ctc', model: null } },
  };

  it('keeps what is of the recording, not what is of the engine', () => {
    expect(withEngine(choice, 'two')).toEqual({
      ...USUAL_CHOICE,
      ...{
        engine: 'two',
        language: 'de',
        device: 'cuda:0',
        channel: 'left',
        profile: 'bbc',
        formats: ['srt'],
      },
    });
  });

  it('changes nothing for the same engine', () => {
    expect(withEngine(choice, 'one')).toBe(choice);
  });
});
