import type { Cue } from '../captions/cue.ts';
import { joinWords } from '../document/queries.ts';
import type { CueSource, Project, SpeakerId, Word } from '../document/types.ts';
import type { WriteRequest } from './format.ts';
import { type TranscriptSegment, transcriptSegments } from './transcriptJsonSegments.ts';
import { type TextSink, textSink } from './transcriptJsonSink.ts';

/** What makes `JSON.stringify` do more than put quotes round a text. */
const NEEDS_ESCAPE = /["\\\p{Cc}\p{Cs}]/u;

/** A text as JSON. Most words are plain: quotes alone are three times as fast as `JSON.stringify`. */
export function jsonText(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function jsonTextOrNull(text: string | null): string {
  return text === null ? 'null' : jsonText(text);
}

/** `.000` to `.999`: looked up, since every piece of a long text costs the collector something. */
const FRACTIONS: readonly string[] = Array.from(
  { length: 1000 },
  (_, ms) => `.${String(ms).padStart(3, '0')}`,
);

/** Milliseconds as seconds with exactly three decimals, which JSON reads as a number; null as null. */
export function jsonSeconds(ms: number | null): string {
  return ms === null ? 'null' : Math.floor(ms / 1000) + (FRACTIONS[ms % 1000] ?? '');
}

function wordJson(word: Word, wordTimes: boolean): string {
  const startMs = wordTimes ? word.startMs : null;
  const endMs = wordTimes ? word.endMs : null;
  const timing = startMs === null || word.timing === null ? 'null' : `"${word.timing}"`;
  const kind = word.kind === 'word' ? '' : `, "kind": "${word.kind}"`;
  return (
    `{"id": ${jsonText(word.id)}, "text": ${jsonText(word.text)}, "start": ${jsonSeconds(startMs)}, ` +
    `"end": ${jsonSeconds(endMs)}, "confidence": ${word.confidence}, "timing": ${timing}, "glue": ${word.glue}${kind}}`
  );
}

function addSegment(sink: TextSink, segment: TranscriptSegment, wordTimes: boolean): void {
  const { language } = segment.utterance;
  sink.add(
    `    {"id": ${jsonText(segment.id)}, "speaker": ${jsonTextOrNull(segment.speakerId)}, ` +
      `"start": ${jsonSeconds(segment.startMs)}, "end": ${jsonSeconds(segment.endMs)}, ` +
      `${language === null ? '' : `"language": ${jsonText(language)}, `}` +
      `"text": ${jsonText(joinWords(segment.words))}, "words": [\n      `,
  );
  segment.words.forEach((word, index) => {
    if (index > 0) sink.add(',\n      ');
    sink.add(wordJson(word, wordTimes));
  });
  sink.add('\n    ]}');
}

/** The one who speaks; null when nobody is known and when a cue holds two. */
function cueSpeaker(cue: Cue): SpeakerId | null {
  const speaker = cue.lines[0]?.speakerId ?? null;
  return cue.lines.every((line) => line.speakerId === speaker) ? speaker : null;
}

function pinJson(cue: Cue, project: Project): string {
  const pinned = project.decisions.pinnedCues.get(cue.firstWordId);
  const breaks = pinned?.lineBreaks ?? cue.lines.slice(0, -1).flatMap((line) => line.words.at(-1)?.id ?? []);
  return (
    `{"first": ${jsonText(cue.firstWordId)}, "last": ${jsonText(cue.lastWordId)}, ` +
    `"breaks": [${breaks.map(jsonText).join(', ')}]}`
  );
}

function sourceJson(source: CueSource): string {
  const { format, id, settings, payload, before } = source;
  return JSON.stringify({ format, id, settings, payload, before });
}

function cueJson(cue: Cue, project: Project): string {
  const lines = cue.lines.map((line) => jsonText(line.mark + line.text)).join(', ');
  return (
    `    {"start": ${jsonSeconds(cue.startMs)}, "end": ${jsonSeconds(cue.endMs)}, "lines": [${lines}], ` +
    `"speaker": ${jsonTextOrNull(cueSpeaker(cue))}` +
    `${cue.source === null ? '' : `, "source": ${sourceJson(cue.source)}`}` +
    `${cue.pinned ? `, "pinned": ${pinJson(cue, project)}` : ''}}`
  );
}

function addList<T>(sink: TextSink, items: readonly T[], add: (item: T) => void): void {
  sink.add(items.length === 0 ? '[' : '[\n');
  items.forEach((item, index) => {
    if (index > 0) sink.add(',\n');
    add(item);
  });
  sink.add(items.length === 0 ? ']' : '\n  ]');
}

/** Relative to the project where it can be said so, else the bare name: an absolute path tells about a disk. */
function mediaName(project: Project): string | null {
  const media = project.media[0];
  if (media === undefined) return null;
  return (
    media.relativePath ??
    media.path.slice(Math.max(media.path.lastIndexOf('/'), media.path.lastIndexOf('\\')) + 1)
  );
}

/**
 * The transcript as one flat JSON, one word a line (docs/transcript-json.md). Written by hand, so that
 * times have three decimals and a word is a line; `JSON.stringify` of ready objects takes about as long.
 */
export function writeTranscriptJson({ project, cues, wordTimes }: WriteRequest): string {
  const engine = project.original?.engine ?? null;
  const engineJson =
    engine === null
      ? 'null'
      : `{"id": ${jsonText(engine.id)}, "model": ${jsonText(engine.model)}, "version": ${jsonText(engine.version)}}`;
  const sink = textSink();
  sink.add(
    `{\n  "schema": 1,\n  "media": ${jsonTextOrNull(mediaName(project))},\n` +
      `  "language": ${jsonTextOrNull(project.language)},\n  "engine": ${engineJson},\n  "speakers": `,
  );
  addList(sink, project.speakers, ({ id, name }) =>
    sink.add(`    {"id": ${jsonText(id)}, "name": ${jsonText(name)}}`),
  );
  sink.add(',\n  "segments": ');
  addList(sink, transcriptSegments(project), (segment) => addSegment(sink, segment, wordTimes));
  sink.add(',\n  "cues": ');
  addList(sink, cues, (cue) => sink.add(cueJson(cue, project)));
  sink.add('\n}\n');
  return sink.finish();
}
