import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cue } from '../../common/captions/cue.ts';
import type { Project } from '../../common/document/types.ts';
import type { SpokenWord } from './recognisedTalk.ts';
import { projectOfTurns } from './recognisedTalk.ts';

/** A recording whose lines a person set: its words with times, and where the lines end. */
export interface LinedRecording {
  readonly project: Project;
  /** Ends of lines, counted in letters and digits from the start, so that spelling does not matter. */
  readonly lineEnds: ReadonlySet<number>;
}

/** The recordings of the media set that people wrote in lines. */
export const linedRecordings = ['speech/sonnet_1', 'telephone/harvard_72_8k'] as const;

/** `written` has capitals and punctuation, `bare` is what a recogniser without them gives. */
export function linedRecording(media: string, name: string, text: 'written' | 'bare'): LinedRecording {
  const times: { word: string; start: number; end: number }[] = JSON.parse(
    readFileSync(join(media, 'media', `${name}.words.json`), 'utf8'),
  ).words;
  const display = join(media, 'media', `${name}.display.txt`);
  const words =
    text === 'written' && existsSync(display)
      ? matched(readFileSync(display, 'utf8').split(/\s+/u).filter(Boolean), times)
      : times.map(({ word, start, end }): SpokenWord => [word, inMs(start), inMs(end)]);
  const ends = new Set<number>();
  let letters = 0;
  for (const line of readFileSync(join(media, 'media', `${name}.stm`), 'utf8')
    .trim()
    .split('\n')) {
    letters += lettersOf(line.split(' ').slice(5).join('')).length;
    ends.add(letters);
  }
  return {
    project: projectOfTurns([{ speaker: null, words }], { language: 'en', decisions: {} }),
    lineEnds: ends,
  };
}

/** How well line and cue ends meet the lines that people set. The last end, which nobody can miss, is left out. */
export function breakScore(
  cues: readonly Cue[],
  lineEnds: ReadonlySet<number>,
): { readonly precision: number; readonly recall: number; readonly f1: number } {
  const found = new Set<number>();
  let letters = 0;
  for (const line of cues.flatMap((cue) => cue.lines)) {
    letters += lettersOf(line.text).length;
    found.add(letters);
  }
  const wanted = new Set(lineEnds);
  for (const ends of [found, wanted]) ends.delete(Math.max(...ends));
  const hits = [...found].filter((end) => wanted.has(end)).length;
  const precision = hits / found.size;
  const recall = hits / wanted.size;
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Gives each written word the times of the spoken ones that spell it. */
function matched(
  written: readonly string[],
  times: readonly { readonly word: string; readonly start: number; readonly end: number }[],
): SpokenWord[] {
  let at = 0;
  return written.map((text): SpokenWord => {
    const from = at;
    let letters = 0;
    while (at < times.length && letters < lettersOf(text).length)
      letters += lettersOf(times[at++]?.word ?? '').length;
    return [text, inMs(times[from]?.start ?? 0), inMs(times[Math.max(from, at - 1)]?.end ?? 0)];
  });
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function inMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
