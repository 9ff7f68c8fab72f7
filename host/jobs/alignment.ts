import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { allWords } from '../../common/document/queries.ts';
import type { Project, Word } from '../../common/document/types.ts';
import type { EngineSegment, WorkerEvents } from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import { type Anchored, anchorWords } from './anchoring.ts';
import type { Crew } from './crew.ts';
import type { AlignStage, TranscribeStage } from './stages.ts';

/** A run of words with the stretch of audio in which it is searched. */
export interface AlignWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly words: readonly Word[];
}

/** New time of one word. */
export interface AlignedWord {
  readonly word: Word;
  readonly startMs: number;
  readonly endMs: number;
  readonly timing: NonNullable<Word['timing']>;
  readonly confidence: number | null;
}

export interface AlignTools {
  readonly crew: Crew;
  readonly stage: AlignStage;
  readonly audio: DecodedAudio;
  readonly language: string;
  readonly report: (fraction: number) => void;
  readonly notice: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Captions may be early or late by this much and their words are still found. */
const CAPTION_SLACK_MS = 600;

/** Windows longer than this are cut at the largest pause: the aligner's memory grows with their length. */
const MAX_WINDOW_MS = 20_000;

/** Below this share of words found in the audio, caption times are not trusted. */
const TRUST = 0.6;

/** Below this share the text is not what is said. */
const MATCH = 0.3;

/**
 * Times every word of a text against the audio. Captions' own times say where to search; where there are
 * none, or they turn out wrong, the audio is recognised first and the text anchored to what was heard.
 */
export async function alignWords(
  project: Project,
  tools: AlignTools & { readonly hear: Result<Pick<TranscribeStage, 'engine' | 'compute'>> },
): Promise<Result<readonly AlignedWord[]>> {
  const words = [...allWords(project)];
  if (words.length === 0) return fail(failure('align.no-words', {}));
  const own = captionWindows(project, tools.audio);
  if (own !== null) {
    const aligned = await alignWindows(own, tools, [0, 0.5]);
    if (!aligned.ok) return aligned;
    if (foundShare(aligned.value, words.length) >= TRUST) return aligned;
    tools.notice('The times of the captions do not fit the recording; the text is searched in all of it.');
  }
  const anchored = await recogniseAndAnchor(words, tools);
  if (!anchored.ok) return anchored;
  if (anchored.value.matched < MATCH * words.length) return fail(failure('align.no-match', {}));
  return await alignWindows(anchored.value.windows, tools, [0.75, 1]);
}

/** Words that the aligner itself placed, as a share of all. */
function foundShare(aligned: readonly AlignedWord[], total: number): number {
  return aligned.filter((word) => word.timing === 'aligned').length / total;
}

/** Windows from the times that the words have already; null when most have none. */
function captionWindows(project: Project, audio: DecodedAudio): readonly AlignWindow[] | null {
  const words = [...allWords(project)];
  const timed = words.filter((word) => word.startMs !== null);
  if (timed.length < words.length / 2) return null;
  const windows: { startMs: number; endMs: number; words: Word[] }[] = [];
  for (const word of words) {
    const last = windows.at(-1);
    const startMs = word.startMs ?? last?.endMs ?? audio.startMs;
    const endMs = word.endMs ?? startMs;
    const joins =
      last !== undefined &&
      startMs >= last.startMs &&
      startMs - last.endMs < CAPTION_SLACK_MS &&
      endMs - last.startMs <= MAX_WINDOW_MS - 2 * CAPTION_SLACK_MS;
    if (joins) {
      last.endMs = Math.max(last.endMs, endMs);
      last.words.push(word);
    } else {
      windows.push({ startMs, endMs, words: [word] });
    }
  }
  const lastMs = audio.startMs + audio.durationMs;
  return windows.map((window) => ({
    startMs: Math.max(audio.startMs, window.startMs - CAPTION_SLACK_MS),
    endMs: Math.min(lastMs, window.endMs + CAPTION_SLACK_MS),
    words: window.words,
  }));
}

async function recogniseAndAnchor(
  words: readonly Word[],
  tools: AlignTools & { readonly hear: Result<Pick<TranscribeStage, 'engine' | 'compute'>> },
): Promise<Result<Anchored>> {
  const { audio } = tools;
  if (!tools.hear.ok) return tools.hear;
  const hear = tools.hear.value;
  const lent = await tools.crew.pool(hear.engine.id, 'transcribe').lend(tools.signal);
  if (!lent.ok) return lent;
  const heard = await lent.value.worker.transcribe(
    {
      audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
      range: null,
      language: tools.language,
      task: 'transcribe',
      prompt: null,
      hotwords: null,
      compute: hear.compute,
    },
    events(tools, [0.1, 0.75]),
    tools.signal,
  );
  lent.value.release(heard.ok ? 'healthy' : 'broken');
  if (!heard.ok) return heard;
  return succeed(anchorWords(words, heard.value.segments));
}

export async function alignWindows(
  windows: readonly AlignWindow[],
  tools: AlignTools,
  share: readonly [from: number, to: number],
): Promise<Result<readonly AlignedWord[]>> {
  const { audio, stage } = tools;
  const compute = await stage.computeFor(tools.language);
  if (!compute.ok) return compute;
  const lent = await tools.crew.pool(stage.engine.id, 'align').lend(tools.signal);
  if (!lent.ok) return lent;
  const outcome = await lent.value.worker.align(
    {
      audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
      language: tools.language,
      aligner: stage.aligner,
      compute: compute.value,
      segments: windows.map((window) => ({
        startMs: window.startMs,
        endMs: window.endMs,
        words: window.words.map((word) => word.text),
      })),
    },
    events(tools, share),
    tools.signal,
  );
  lent.value.release(outcome.ok ? 'healthy' : 'broken');
  if (!outcome.ok) return outcome;
  return succeed(inOrder(windows, outcome.value.segments));
}

/** Gives each word its time; a time that would run backwards is cut to what its neighbours leave. */
function inOrder(windows: readonly AlignWindow[], segments: readonly EngineSegment[]): AlignedWord[] {
  const aligned: AlignedWord[] = [];
  let lastEndMs = 0;
  for (const segment of segments) {
    const window = windows[segment.index];
    for (const [at, word] of (window?.words ?? []).entries()) {
      const time = segment.words[at];
      if (time === undefined || time.startMs === null || time.endMs === null || time.timing === null)
        continue;
      const startMs = Math.max(lastEndMs, time.startMs);
      if (startMs >= time.endMs) continue;
      aligned.push({ word, startMs, endMs: time.endMs, timing: time.timing, confidence: time.confidence });
      lastEndMs = time.endMs;
    }
  }
  return aligned;
}

function events(tools: AlignTools, [from, to]: readonly [from: number, to: number]): WorkerEvents {
  return {
    onProgress: ({ doneMs, totalMs }) => tools.report(from + (to - from) * (doneMs / Math.max(1, totalMs))),
    onSegment: () => {},
    onLanguage: () => {},
    onWarning: () => {},
  };
}
