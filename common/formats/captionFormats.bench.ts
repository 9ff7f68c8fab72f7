import { HOSTILE_CAPTIONS } from '../../tests/support/hostileCaptions.ts';
import { largeProject } from '../../tests/support/large.ts';
import { captionSettings, deriveCaptions } from '../captions/captions.ts';
import { plain } from '../captions/profiles/plain.ts';
import { idSource } from '../document/ids.ts';
import { srtTime } from '../time/clock.ts';
import { assFormat } from './ass.ts';
import type { Format, WriteRequest } from './format.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

const FORMATS = [srtFormat, vttFormat, assFormat];
const WORDS = 150_000;

function read(format: Format, text: string): boolean {
  return format.read?.(text, { fileName: 'x', ids: idSource('read'), language: null }).ok === true;
}

function timesMs(runs: number, work: () => void): readonly number[] {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    work();
    times.push(performance.now() - from);
  }
  return times.toSorted((left, right) => left - right).map((ms) => Math.round(ms * 10) / 10);
}

function medianOf(times: readonly number[]): number {
  return times[times.length >> 1] ?? 0;
}

/** Ten megabytes as subtitles of a film are: two lines of 25 to 40 letters, counters, no markup. */
function tenMegabytesOfSrt(): string {
  const words =
    'the old captain answers slowly because his letter about the harbour was lost in winter and nobody remembers'.split(
      ' ',
    );
  const blocks: string[] = [];
  let length = 0;
  let at = 0;
  const line = () => {
    const from = at;
    at += 5 + (at % 3);
    return Array.from({ length: at - from }, (_, index) => words[(from + index) % words.length]).join(' ');
  };
  for (let index = 0; length < 10_000_000; index++) {
    const end = index % 3 === 0 ? '.' : '';
    const times = `${srtTime(index * 2100)} --> ${srtTime(index * 2100 + 2000)}`;
    const block = `${index + 1}\n${times}\n${line()}\n${line()}${end}\n`;
    blocks.push(block);
    length += block.length + 1;
  }
  return blocks.join('\n');
}

/** What the same machine needs for the words alone: a million objects with their ids, the floor of any reader. */
function bareWords(count: number): readonly unknown[] {
  const ids = idSource('bare');
  return Array.from({ length: count }, (_, index) => ({
    id: ids.next(),
    text: 'word',
    startMs: index,
    endMs: index + 1,
    confidence: null,
    timing: 'interpolated',
    kind: 'word',
    glue: false,
  }));
}

let made: WriteRequest | null = null;

/** Made at the first use: 16 hours of a dialogue take a moment. */
function request(): WriteRequest {
  if (made === null) {
    const project = largeProject({ words: WORDS, speakers: 3, asMonologue: false });
    made = { project, cues: deriveCaptions(project, plain, captionSettings(project)).cues, wordTimes: true };
  }
  return made;
}

export const benches: readonly { name: string; run: () => Record<string, number> }[] = [
  {
    name: 'formats: read 10 MB of SRT (bar: 300 ms)',
    run: () => {
      const text = tenMegabytesOfSrt();
      const times = timesMs(7, () => read(srtFormat, text));
      const baselineMs = medianOf(timesMs(7, () => bareWords(1_150_000)));
      const medianMs = medianOf(times);
      return {
        medianMs,
        fastestMs: times[0] ?? 0,
        bareWordsMs: baselineMs,
        ratio: Math.round((medianMs / baselineMs) * 10) / 10,
      };
    },
  },
  ...FORMATS.map((format) => ({
    name: `formats: ${format.id} of ${WORDS} words, cues given (bars for writing: SRT 100 ms, VTT 150 ms)`,
    run: () => {
      const text = format.write?.(request()).text ?? '';
      const writeMs = medianOf(timesMs(7, () => format.write?.(request())));
      const readMs = medianOf(timesMs(7, () => read(format, text)));
      return { writeMs, readMs, megabytes: Math.round(text.length / 1e5) / 10 };
    },
  })),
  {
    name: 'formats: hostile caption files, four times as long (linear: about 4)',
    run: () => {
      let worstRatio = 0;
      let slowestMs = 0;
      for (const { formatId, make } of HOSTILE_CAPTIONS) {
        const format = FORMATS.find(({ id }) => id === formatId);
        if (format === undefined) continue;
        const [small, large] = [make(500_000), make(2_000_000)];
        const smallMs = timesMs(3, () => read(format, small))[0] ?? 0;
        const largeMs = timesMs(3, () => read(format, large))[0] ?? 0;
        // Below some milliseconds a ratio says more about the clock than about the reader.
        if (largeMs > 40) worstRatio = Math.max(worstRatio, largeMs / Math.max(smallMs, 1));
        slowestMs = Math.max(slowestMs, largeMs);
      }
      return { worstRatio: Math.round(worstRatio * 10) / 10, slowestMs };
    },
  },
];
