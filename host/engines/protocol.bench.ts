import { LINE_LIMIT_BYTES, readWorkerLine } from './protocol.ts';
import { createLineFramer } from './worker/lines.ts';

const WORDS = 150_000;
const WORDS_A_SEGMENT = 30;

function segmentLine(index: number): string {
  const words = Array.from({ length: WORDS_A_SEGMENT }, (_, at) => ({
    text: 'country',
    startMs: index * 10_000 + at * 300,
    endMs: index * 10_000 + at * 300 + 250,
    confidence: 0.913,
    timing: 'aligned',
    glue: false,
  }));
  const segment = {
    type: 'segment',
    seq: index,
    id: '1',
    index,
    startMs: index * 10_000,
    endMs: index * 10_000 + 9_000,
  };
  return `${JSON.stringify({ ...segment, words })}\n`;
}

function medianMs(run: () => void): number {
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return times[3] ?? 0;
}

export const benches: readonly { name: string; run: () => Record<string, number> }[] = [
  {
    name: 'worker protocol: 150,000 words through framing and schema, against JSON.parse alone',
    run: () => {
      const lines = Array.from({ length: WORDS / WORDS_A_SEGMENT }, (_, index) => segmentLine(index));
      const bytes = Buffer.from(lines.join(''));
      const protocolMs = medianMs(() => {
        const frame = createLineFramer(LINE_LIMIT_BYTES);
        for (let from = 0; from < bytes.length; from += 65_536) {
          for (const framed of frame(bytes.subarray(from, from + 65_536))) {
            if (framed.kind !== 'line' || !readWorkerLine(framed.text).ok) throw new Error('refused');
          }
        }
      });
      const parseMs = medianMs(() => {
        for (const line of lines) JSON.parse(line);
      });
      return { medianMs: protocolMs, baselineMs: parseMs, ratio: protocolMs / parseMs };
    },
  },
];
