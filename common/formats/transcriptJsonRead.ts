import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { IdSource } from '../document/ids.ts';
import { listOf } from '../document/list.ts';
import type { RepairableWord } from '../document/repair.ts';
import { repairTimes } from '../document/repair.ts';
import type {
  MediaReference,
  OriginalReference,
  Project,
  Speaker,
  Timing,
  Utterance,
  Word,
} from '../document/types.ts';
import { NO_DECISIONS } from '../document/types.ts';
import { LATEST_MS } from '../document/wordRules.ts';
import { foreignJsonName } from './foreignJson.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import { readPinnedCues } from './transcriptJsonPins.ts';
import { isRecord, type JsonRecord, keysOf, kindOf, parseJsonText } from './transcriptJsonText.ts';
import { spreadWords } from './whisperxTimes.ts';
import { wordsOfText } from './whisperxWords.ts';

/** A word that can still change its times; everything else is settled. */
interface Draft extends RepairableWord {
  readonly id: string;
  readonly text: string;
  readonly confidence: number | null;
  readonly kind: Word['kind'];
  readonly glue: boolean;
  /** Whose words must not cross these: a key for `repairTimes`, not the speaker's id. */
  speaker: string | null;
}

interface Run {
  readonly id: string;
  /** Of the last segment that was joined to it. */
  number: number;
  readonly speakerId: string | null;
  readonly language: string | null;
  readonly words: Draft[];
}

interface Reading {
  readonly ids: IdSource;
  readonly usedIds: Set<string>;
  readonly speakers: Map<string, Speaker>;
  newIds: number;
  repaired: number;
}

type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const TIMINGS: ReadonlySet<string> = new Set<Timing>([
  'aligned',
  'refined',
  'attention',
  'token',
  'interpolated',
  'imported',
  'user',
]);

function isTiming(value: unknown): value is Timing {
  return typeof value === 'string' && TIMINGS.has(value);
}

/** Seconds as integer milliseconds; null for what is no time. */
function msOf(value: unknown): number | null {
  if (typeof value !== 'number' || !(value >= 0)) return null;
  const ms = Math.round(value * 1000);
  return ms <= LATEST_MS ? ms : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Reads the transcript JSON back (docs/transcript-json.md): ids, times, their origin, confidence and glue of
 * each word as written. Only cues that carry `pinned` become pinned cues; the others are derived again from
 * the words. Fields may be missing where null is allowed; times that break the document's rules are repaired
 * and told. Linear time.
 */
export function readTranscriptJson(text: string, context: ReadContext): Result<ReadOutcome> {
  const unreadable = (reason: string) =>
    fail<ReadOutcome>(
      failure('format.unreadable', { file: context.fileName, detail: `Wordlane transcript JSON: ${reason}` }),
    );
  const json = parseJsonText(text);
  if (!json.ok) return unreadable(json.reason);
  const foreign = foreignJsonName(json.value);
  if (foreign !== null) return fail(failure('format.foreign', { file: context.fileName, detail: foreign }));
  const root = json.value;
  if (!isRecord(root)) return unreadable(`it is ${kindOf(root)}, not an object`);
  if (root.schema === undefined) return unreadable(`\`schema\` is missing (there is: ${keysOf(root)})`);
  if (root.schema !== 1)
    return unreadable(`\`schema\` is ${JSON.stringify(root.schema)?.slice(0, 20)}; 1 is read here`);
  if (!Array.isArray(root.segments))
    return unreadable(`\`segments\` is ${kindOf(root.segments)}, not a list`);

  const reading: Reading = {
    ids: context.ids,
    usedIds: new Set(),
    speakers: new Map(),
    newIds: 0,
    repaired: 0,
  };
  const projectId = context.ids.next();
  const speakers = readSpeakers(root.speakers, reading);
  if (!speakers.ok) return unreadable(speakers.reason);
  const runs = readRuns(root.segments, reading);
  if (!runs.ok) return unreadable(runs.reason);
  const ordered = inOrder(runs.value);
  repair(ordered, reading);
  const utterances = ordered.map(utteranceOf);
  const pins = readPinnedCues(root.cues, utterances);
  const project: Project = {
    schema: 1,
    id: projectId,
    title: titleOf(context.fileName),
    media: mediaOf(root.media, context.ids),
    speakers: [...reading.speakers.values()],
    utterances: listOf(utterances),
    decisions: { ...NO_DECISIONS, pinnedCues: pins.pinnedCues },
    styles: [],
    profile: 'plain',
    language: textOrNull(root.language) ?? context.language,
    original: originalOf(root.engine),
    imported: null,
  };
  const messages: readonly (string | null)[] = [
    json.replaced === 0 ? null : `NaN or Infinity stood for an unknown number ${json.replaced} times.`,
    reading.newIds === 0 ? null : `Ids were missing or used twice (${reading.newIds}) and were given anew.`,
    reading.repaired === 0
      ? null
      : `Times of words cannot be as they stand (${reading.repaired}) and were repaired or left out.`,
    pins.dropped === 0
      ? null
      : `Pinned captions without words or time of their own (${pins.dropped}) were left out.`,
  ];
  const notices = messages.flatMap((message): ReadNotice[] =>
    message === null ? [] : [{ line: null, message }],
  );
  return succeed({ project, notices });
}

function titleOf(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return name.replace(/\.json$/iu, '') || name;
}

function mediaOf(value: unknown, ids: IdSource): readonly MediaReference[] {
  const name = textOrNull(value);
  if (name === null) return [];
  const absolute = /^(?:[/\\]|[a-z]:[/\\])/iu.test(name);
  return [
    {
      id: ids.next(),
      path: name,
      relativePath: absolute ? null : name,
      fingerprint: null,
      durationMs: null,
      streams: [],
      frameRate: null,
      startOffsetMs: 0,
    },
  ];
}

/** When it was made is not in the file: `createdAt` is the start of time, which says that nobody knows. */
function originalOf(engine: unknown): OriginalReference | null {
  if (!isRecord(engine) || typeof engine.id !== 'string') return null;
  const { id, model, version } = engine;
  return {
    engine: { id, model: textOrNull(model) ?? '', version: textOrNull(version) ?? '' },
    align: null,
    createdAt: '1970-01-01T00:00:00.000Z',
  };
}

/** The given id where it can be used, else a new one. */
function claimId(value: unknown, reading: Reading): string {
  if (typeof value === 'string' && value !== '' && !reading.usedIds.has(value)) {
    reading.usedIds.add(value);
    return value;
  }
  reading.newIds++;
  let id = reading.ids.next();
  while (reading.usedIds.has(id)) id = reading.ids.next();
  reading.usedIds.add(id);
  return id;
}

function readSpeakers(value: unknown, reading: Reading): Step<null> {
  if (value === undefined || value === null) return { ok: true, value: null };
  if (!Array.isArray(value)) return { ok: false, reason: `\`speakers\` is ${kindOf(value)}, not a list` };
  for (const [index, item] of value.entries()) {
    if (!isRecord(item) || textOrNull(item.id) === null) {
      return { ok: false, reason: `\`speakers[${index}].id\` is missing` };
    }
    const id = String(item.id);
    if (!reading.speakers.has(id)) addSpeaker(id, textOrNull(item.name) ?? id, reading);
  }
  return { ok: true, value: null };
}

function addSpeaker(id: string, name: string, reading: Reading): void {
  reading.usedIds.add(id);
  reading.speakers.set(id, { id, name, color: reading.speakers.size });
}

/** `k3-7.2` → the second part of `k3-7`. */
function partOf(segmentId: string): { readonly base: string; readonly number: number } {
  const dot = segmentId.lastIndexOf('.');
  const digits = dot > 0 ? segmentId.slice(dot + 1) : '';
  return /^[1-9]\d{0,6}$/u.test(digits)
    ? { base: segmentId.slice(0, dot), number: Number(digits) }
    : { base: segmentId, number: 1 };
}

function readRuns(segments: readonly unknown[], reading: Reading): Step<readonly Run[]> {
  const runs: Run[] = [];
  const byBase = new Map<string, Run>();
  for (const [index, segment] of segments.entries()) {
    const place = `segments[${index}]`;
    if (!isRecord(segment)) return { ok: false, reason: `\`${place}\` is ${kindOf(segment)}, not an object` };
    const speakerId = textOrNull(segment.speaker);
    if (speakerId !== null && !reading.speakers.has(speakerId)) addSpeaker(speakerId, speakerId, reading);
    const words = readWords(segment, place, reading);
    if (!words.ok) return words;
    if (words.value.length === 0) continue;
    const segmentId = textOrNull(segment.id);
    const part = segmentId === null ? null : partOf(segmentId);
    const started = part === null ? undefined : byBase.get(part.base);
    if (part !== null && started?.number === part.number - 1 && started.speakerId === speakerId) {
      for (const word of words.value) started.words.push(word);
      started.number = part.number;
      continue;
    }
    const id = claimId(segmentId, reading);
    const run: Run = { id, number: 1, speakerId, language: textOrNull(segment.language), words: words.value };
    runs.push(run);
    byBase.set(id, run);
  }
  return { ok: true, value: runs };
}

function readWords(segment: JsonRecord, place: string, reading: Reading): Step<Draft[]> {
  const { words } = segment;
  if (words === undefined || words === null) return textWords(segment, place, reading);
  if (!Array.isArray(words))
    return { ok: false, reason: `\`${place}.words\` is ${kindOf(words)}, not a list` };
  const drafts: Draft[] = [];
  for (const [index, word] of words.entries()) {
    if (!isRecord(word))
      return { ok: false, reason: `\`${place}.words[${index}]\` is ${kindOf(word)}, not an object` };
    if (typeof word.text !== 'string') {
      return { ok: false, reason: `\`${place}.words[${index}].text\` is ${kindOf(word.text)}, not a text` };
    }
    const text = word.text.trim();
    if (text === '') continue;
    const startMs = msOf(word.start);
    const endMs = msOf(word.end);
    const timed = startMs !== null && endMs !== null && endMs > startMs;
    if (!timed && (startMs !== null || endMs !== null)) reading.repaired++;
    const { confidence } = word;
    drafts.push({
      id: claimId(word.id, reading),
      text,
      startMs: timed ? startMs : null,
      endMs: timed ? endMs : null,
      timing: timed ? (isTiming(word.timing) ? word.timing : 'imported') : null,
      confidence: typeof confidence === 'number' && confidence >= 0 && confidence <= 1 ? confidence : null,
      kind: word.kind === 'sound' ? 'sound' : 'word',
      glue: word.glue === true,
      speaker: null,
    });
  }
  return { ok: true, value: drafts };
}

/** A segment of somebody else's making may have only its text. */
function textWords(segment: JsonRecord, place: string, reading: Reading): Step<Draft[]> {
  if (typeof segment.text !== 'string') {
    return {
      ok: false,
      reason: `\`${place}\` has neither \`words\` nor \`text\` (there is: ${keysOf(segment)})`,
    };
  }
  const startMs = msOf(segment.start);
  const endMs = msOf(segment.end);
  const words = wordsOfText(segment.text, '');
  const timed =
    startMs !== null && endMs !== null && endMs > startMs ? spreadWords(words, { startMs, endMs }) : words;
  return {
    ok: true,
    value: timed.map((word): Draft => {
      const { text, glue, confidence, timing } = word;
      return {
        id: claimId(reading.ids.next(), reading),
        text,
        startMs: word.startMs,
        endMs: word.endMs,
        timing,
        confidence,
        kind: 'word',
        glue,
        speaker: null,
      };
    }),
  };
}

/** By first time; a run without times stays behind the one that it followed. */
function inOrder(runs: readonly Run[]): readonly Run[] {
  let last = 0;
  const keyed = runs.map((run) => {
    last = run.words.find((word) => word.startMs !== null)?.startMs ?? last;
    return { run, key: last };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ run }) => run);
}

/**
 * Within a named speaker times must not cross, nor within one run of an unknown speaker; several unknown
 * people may talk at once.
 */
function repair(runs: readonly Run[], reading: Reading): void {
  const words = runs.flatMap((run) => {
    for (const word of run.words)
      word.speaker = run.speakerId === null ? `unknown ${run.id}` : `known ${run.speakerId}`;
    return run.words;
  });
  const before = words.map(({ startMs, endMs }) => ({ startMs, endMs }));
  repairTimes(words);
  for (const [index, word] of words.entries()) {
    if (word.startMs !== before[index]?.startMs || word.endMs !== before[index]?.endMs) reading.repaired++;
  }
}

function utteranceOf(run: Run): Utterance {
  const words = run.words.map(({ id, text, startMs, endMs, confidence, timing, kind, glue }): Word => {
    return { id, text, startMs, endMs, confidence, timing, kind, glue };
  });
  return { id: run.id, speakerId: run.speakerId, language: run.language, words: listOf(words) };
}
