import type { Capabilities, Format } from './format.ts';
import { transcriptLosses } from './transcriptJsonLosses.ts';
import { readTranscriptJson } from './transcriptJsonRead.ts';
import { writeTranscriptJson } from './transcriptJsonWrite.ts';

const CARRIES: Capabilities = {
  cueTimes: true,
  wordTimes: true,
  speakers: true,
  lineBreaks: true,
  styles: false,
  placement: false,
  confidence: true,
};

function detect(head: string): number {
  const start = head.slice(0, 4096);
  if (!/^\ufeff?\s*\{/u.test(start)) return 0;
  if (/"schema"\s*:\s*1\b/u.test(start) && /"segments"\s*:/u.test(head)) return 0.98;
  return 0;
}

/** The project's transcript in one flat JSON, documented in docs/transcript-json.md. */
export const transcriptJsonFormat: Format = {
  id: 'json',
  title: 'Transcript JSON',
  ending: '.json',
  readEndings: ['.json'],
  carries: CARRIES,
  detect,
  read: readTranscriptJson,
  write: (request) => ({
    text: writeTranscriptJson(request),
    losses: transcriptLosses(request, CARRIES),
  }),
};
