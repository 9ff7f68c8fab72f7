import { largeProject } from '../../tests/support/large.ts';
import { readContext, segmentCues } from '../../tests/support/transcripts.ts';
import type { Project } from '../document/types.ts';
import { csvFormat, tsvFormat } from './delimited.ts';
import { decodeText } from './encoding.ts';
import type { Format, WriteRequest } from './format.ts';
import { markdownFormat } from './markdown.ts';
import { txtFormat } from './plainText.ts';
import { transcriptJsonFormat } from './transcriptJson.ts';
import { whisperxFormat } from './whisperx.ts';

const WORDS = 150_000;

let made: WriteRequest | null = null;

/** Made at the first use: 16 hours of a dialogue take a moment. */
function request(): WriteRequest {
  if (made === null) {
    const project: Project = largeProject({ words: WORDS, speakers: 3, asMonologue: false });
    made = { project, cues: segmentCues(project), wordTimes: true };
  }
  return made;
}

function medianMs(work: () => void): number {
  const times: number[] = [];
  for (let run = 0; run < 7; run++) {
    const from = performance.now();
    work();
    times.push(performance.now() - from);
  }
  return Math.round((times.toSorted((a, b) => a - b)[3] ?? 0) * 10) / 10;
}

function both(format: Format) {
  return {
    name: `formats: ${format.id}, ${WORDS} words`,
    run: () => {
      const text = format.write?.(request()).text ?? '';
      const writeMs = medianMs(() => format.write?.(request()));
      const readMs = medianMs(() => format.read?.(text, readContext(`x${format.ending}`)));
      return { writeMs, readMs, megabytes: Math.round(text.length / 1e5) / 10 };
    },
  };
}

/** The same text twice as long must take twice as long: a ratio near 4 would be quadratic. */
function hostile(format: Format, name: string, make: (size: number) => string) {
  return {
    name: `formats: ${format.id} of ${name}`,
    run: () => {
      const small = make(100_000);
      const large = make(400_000);
      const smallMs = medianMs(() => format.read?.(small, readContext('x')));
      const largeMs = medianMs(() => format.read?.(large, readContext('x')));
      return { largeMs, ratioForFourTimes: Math.round((largeMs / Math.max(smallMs, 0.1)) * 10) / 10 };
    },
  };
}

export const benches: readonly { name: string; run: () => Record<string, number> }[] = [
  ...[transcriptJsonFormat, whisperxFormat, txtFormat, markdownFormat, csvFormat, tsvFormat].map(both),
  {
    name: 'formats: JSON.stringify of the same transcript, the baseline',
    run: () => {
      const value: unknown = JSON.parse(transcriptJsonFormat.write?.(request()).text ?? '');
      return { writeMs: medianMs(() => JSON.stringify(value)) };
    },
  },
  {
    name: 'formats: decode 10 MB',
    run: () => {
      const utf8 = new TextEncoder().encode(
        'Съешь же ещё этих мягких булок. Plain text too.\n'.repeat(130_000),
      );
      const latin = new Uint8Array(10_000_000).map((_, at) =>
        at % 40 === 39 ? 0x0a : at % 7 === 3 ? 0xe9 : 0x61,
      );
      return {
        utf8Ms: medianMs(() => decodeText(utf8, null)),
        legacyMs: medianMs(() => decodeText(latin, null)),
      };
    },
  },
  hostile(csvFormat, 'open quotes', (size) => `start,end,text\n${'"a\n""b,'.repeat(size)}`),
  hostile(txtFormat, 'labels', (size) => 'A:\n'.repeat(size)),
  hostile(markdownFormat, 'brackets', (size) => '[](**_'.repeat(size)),
  hostile(whisperxFormat, 'crossing words', (size) => {
    const word = '{"word":"a","start":1,"end":0.5},{"word":"b"},';
    return `{"segments":[{"start":0,"end":9,"text":"x","words":[${word.repeat(size / 4)}{"word":"c"}]}]}`;
  }),
  hostile(
    whisperxFormat,
    'bare NaN',
    (size) => `{"segments":[${'{"text":"\\"","start":NaN},'.repeat(size / 4)}{"text":""}]}`,
  ),
  hostile(transcriptJsonFormat, 'pinned cues over each other', (size) => {
    const words = Array.from({ length: size / 8 }, (_, at) => `{"id":"${at}","text":"a"}`).join(',');
    const cue = `{"start":0,"end":1,"pinned":{"first":"0","last":"${size / 8 - 1}"}},`;
    return `{"schema":1,"segments":[{"words":[${words}]}],"cues":[${cue.repeat(size / 8)}{}]}`;
  }),
];
