import type { Capabilities, Format } from './format.ts';
import { UNLIKELY } from './plainText.ts';
import { transcriptLosses } from './transcriptJsonLosses.ts';
import { readWhisperx } from './whisperxRead.ts';
import { writeWhisperx } from './whisperxWrite.ts';

const CARRIES: Capabilities = {
  cueTimes: false,
  wordTimes: true,
  speakers: true,
  lineBreaks: false,
  styles: false,
  placement: false,
  confidence: true,
};

/**
 * JSON of any maker is ours to look at, at the lowest: reading it names whose it is. Only the transcript
 * JSON, which says so itself, goes before.
 */
function detect(head: string): number {
  if (!/^\ufeff?\s*(?:\{\s*["}]|\[\s*[{\]])/u.test(head)) return UNLIKELY;
  if (/"(?:segments|transcription|chunks)"\s*:/u.test(head)) return 0.9;
  return 0.3;
}

/** The JSON that WhisperX writes, and all that its relatives write as input. */
export const whisperxFormat: Format = {
  id: 'whisperx',
  title: 'WhisperX JSON',
  ending: '.whisperx.json',
  readEndings: ['.whisperx.json', '.json', '.jsonl'],
  carries: CARRIES,
  detect,
  read: readWhisperx,
  write: (request) => ({ text: writeWhisperx(request), losses: transcriptLosses(request, CARRIES) }),
};
