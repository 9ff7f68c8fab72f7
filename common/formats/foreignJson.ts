import { isRecord, type JsonRecord, parseJsonText } from './transcriptJsonText.ts';

/** A transcript JSON of another maker: known by its shape, not read. */
interface ForeignShape {
  /** As it stands in `This is …, which Wordlane does not read.` */
  readonly name: string;
  readonly matches: (root: JsonRecord) => boolean;
}

function record(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function first(value: unknown): JsonRecord {
  return record(list(value)[0]);
}

function has(value: JsonRecord, ...keys: readonly string[]): boolean {
  return keys.every((key) => Object.hasOwn(value, key));
}

/** The most telling shapes first: some makers share outer names. */
const SHAPES: readonly ForeignShape[] = [
  {
    name: 'an Azure batch transcription JSON',
    matches: (root) => has(root, 'recognizedPhrases') || has(root, 'combinedRecognizedPhrases'),
  },
  { name: 'an Azure fast transcription JSON', matches: (root) => has(root, 'combinedPhrases', 'phrases') },
  {
    name: 'an Amazon Transcribe JSON',
    matches: (root) =>
      has(record(root.results), 'items') ||
      has(root, 'jobName', 'results') ||
      isAmazonItem(first(root.items)),
  },
  {
    name: 'a Deepgram JSON',
    matches: (root) => has(record(root.results), 'channels') || has(record(root.results), 'utterances'),
  },
  {
    name: 'a Speechmatics JSON',
    matches: (root) =>
      has(first(root.results), 'alternatives', 'start_time') ||
      (has(root, 'job', 'metadata', 'results') && has(root, 'format')),
  },
  {
    name: 'a Google Speech-to-Text JSON',
    matches: (root) =>
      has(first(root.results), 'alternatives') || has(first(record(root.response).results), 'alternatives'),
  },
  {
    name: 'an AssemblyAI JSON',
    matches: (root) =>
      has(root, 'audio_url') ||
      has(root, 'acoustic_model') ||
      (has(root, 'words', 'utterances') && has(root, 'text')),
  },
  {
    name: 'a YouTube caption JSON (json3)',
    matches: (root) =>
      Array.isArray(root.events) &&
      (has(root, 'wireMagic') ||
        list(root.events)
          .slice(0, 20)
          .some((event) => has(record(event), 'tStartMs'))),
  },
  {
    name: 'a Premiere Pro transcript JSON',
    matches: (root) =>
      has(first(root.segments), 'duration', 'words') &&
      (has(root, 'speakers') || has(first(first(root.segments).words), 'eos')),
  },
  {
    name: 'a Podcasting 2.0 transcript JSON',
    matches: (root) => has(first(root.segments), 'startTime') && has(first(root.segments), 'body'),
  },
  {
    name: 'a Picovoice Leopard JSON',
    matches: (root) =>
      has(first(root.words), 'start_sec', 'end_sec') ||
      has(first(first(record(root.tests).language_tests).words), 'start_sec', 'end_sec'),
  },
  {
    name: 'an ElevenLabs Scribe JSON',
    matches: (root) => has(root, 'language_code', 'words') && has(first(root.words), 'type'),
  },
  { name: 'a Rev transcript JSON', matches: (root) => has(first(root.monologues), 'elements') },
  { name: 'a Gladia JSON', matches: (root) => has(record(record(root.result).transcription), 'utterances') },
  { name: 'a PocketSphinx JSON', matches: (root) => has(root, 'b', 'd', 't', 'w') },
  { name: 'a Vosk JSON', matches: (root) => has(first(root.result), 'conf', 'word') },
  {
    name: 'a list of speaker turns without words (diarization JSON)',
    matches: (root) =>
      isTurn(first(root.segments)) || isTurn(first(root.turns)) || isTurn(first(root.diarization)),
  },
];

function isAmazonItem(item: JsonRecord): boolean {
  return has(item, 'alternatives', 'type') && has(first(item.alternatives), 'content');
}

function isTurn(item: JsonRecord): boolean {
  return has(item, 'speaker', 'start', 'end') && !has(item, 'text') && !has(item, 'words');
}

/**
 * The maker of a transcript JSON that Wordlane does not read, as it stands in the sentence of
 * `format.foreign`; null when the shape is not one of theirs. Looks at the outside and at first elements
 * only, so its cost does not depend on the file.
 */
export function foreignJsonName(root: unknown): string | null {
  if (Array.isArray(root)) {
    const item = first(root);
    if (isAmazonItem(item)) return 'a list of Amazon Transcribe items';
    if (isTurn(item)) return 'a list of speaker turns without words (diarization JSON)';
    if (has(item, 'start_sec', 'end_sec')) return 'a Picovoice Leopard JSON';
    if (has(item, 'startTime', 'body')) return 'a list of Podcasting 2.0 transcript segments';
    return null;
  }
  if (!isRecord(root)) return null;
  return SHAPES.find((shape) => shape.matches(root))?.name ?? null;
}

/**
 * The same for text that is not one JSON value but one on each line; null when its first line is none that
 * is known. A first line over 1 MiB is not looked at.
 */
export function foreignJsonLinesName(text: string): string | null {
  const end = text.indexOf('\n');
  if (end === -1 || end > 1024 * 1024) return null;
  const line = parseJsonText(text.slice(0, end));
  if (!line.ok) return null;
  const name = foreignJsonName(line.value);
  return name === null ? null : `${name}, one result a line`;
}
