import { failure } from '../contract/failure.ts';
import { fail, type Result } from '../contract/result.ts';
import { assFormat } from './ass.ts';
import { csvFormat, tsvFormat } from './delimited.ts';
import { foreignTextName } from './foreignText.ts';
import type { Format, ReadContext, ReadOutcome } from './format.ts';
import { markdownFormat } from './markdown.ts';
import { txtFormat } from './plainText.ts';
import { srtFormat } from './srt.ts';
import { transcriptJsonFormat } from './transcriptJson.ts';
import { vttFormat } from './vtt.ts';
import { whisperxFormat } from './whisperx.ts';

/** All formats, in the order in which people see them. */
export const FORMATS: readonly Format[] = [
  srtFormat,
  vttFormat,
  assFormat,
  transcriptJsonFormat,
  whisperxFormat,
  txtFormat,
  markdownFormat,
  csvFormat,
  tsvFormat,
];

export const formatIds: readonly string[] = FORMATS.map(({ id }) => id);

/** null when there is no format of this id; ids are lower case. */
export function formatById(id: string): Format | null {
  return FORMATS.find((format) => format.id === id) ?? null;
}

export type DetectedFormat =
  | { readonly kind: 'known'; readonly format: Format }
  /** A format of others, named as in `This is …, which Wordlane does not read.` */
  | { readonly kind: 'foreign'; readonly name: string };

/** How much of a text decides: `detect` looks at no more. */
const HEAD_LENGTH = 64 * 1024;

/** Content that is this sure decides against the ending of the file's name. */
const SURE = 0.75;

/**
 * What a file is: by its content where that is unmistakable, else by the ending of its name among the formats
 * that its content does not rule out, else by the most likely content. null when nothing fits. `head` may be the
 * whole text; its first 64 KiB are looked at.
 */
export function detectFormat(fileName: string, head: string): DetectedFormat | null {
  const text = head.slice(0, HEAD_LENGTH);
  const candidates = FORMATS.map((format) => ({
    format,
    // An empty file is what its name says.
    score: text.trim() === '' ? 0 : format.detect(text),
    named: endingLength(format, fileName),
  }));
  const likely = candidates.filter(({ score }) => score > 0).sort(byScore);
  const sure = likely.find(({ score }) => score >= SURE);
  if (sure !== undefined) return { kind: 'known', format: sure.format };
  const name = foreignTextName(text);
  if (name !== null) return { kind: 'foreign', name };
  const named = [...likely, ...candidates].filter((candidate) => candidate.named > 0);
  const chosen = named.toSorted((left, right) => right.named - left.named)[0] ?? likely[0];
  return chosen === undefined ? null : { kind: 'known', format: chosen.format };
}

interface Candidate {
  readonly format: Format;
  readonly score: number;
  /** Length of its ending in the file's name. */
  readonly named: number;
}

/** Two JSON formats may be equally sure; then the longer ending tells. */
function byScore(left: Candidate, right: Candidate): number {
  return right.score - left.score || right.named - left.named;
}

/** Length of the format's ending that the name has, 0 when it has none. */
function endingLength(format: Format, fileName: string): number {
  const name = fileName.toLowerCase();
  return Math.max(0, ...format.readEndings.map((ending) => (name.endsWith(ending) ? ending.length : 0)));
}

/**
 * Reads a caption or transcript file of any known format. Fails with `format.foreign` where it is another's,
 * `format.unreadable` where it is not valid, `format.unknown` where nothing tells what it is. Never throws on
 * any text. Linear in its length.
 */
export function readCaptions(fileName: string, text: string, context: ReadContext): Result<ReadOutcome> {
  const detected = detectFormat(fileName, text);
  if (detected === null)
    return fail(failure('format.unknown', { file: fileName, detail: endingOf(fileName) }));
  if (detected.kind === 'foreign')
    return fail(failure('format.foreign', { file: fileName, detail: detected.name }));
  const { format } = detected;
  if (format.read === null)
    return fail(failure('format.not-readable', { file: fileName, detail: format.title }));
  return format.read(text, context);
}

/** The ending of a name for a message; the whole name where it has none. */
function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(dot) : fileName;
}
