import { type Result, succeed } from '../../common/contract/result.ts';
import type { Compute, EngineOutcome, EngineSegment } from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import type { Crew } from './crew.ts';
import type { TranscribeStage } from './stages.ts';
import { warningSentence } from './warnings.ts';

export interface Listening {
  readonly stage: TranscribeStage;
  readonly audio: DecodedAudio;
  readonly crew: Crew;
  readonly signal: AbortSignal;
  readonly notice: (message: string) => void;
}

export interface HearingEvents {
  /** Of the sound, from its start. */
  readonly onProgress: (doneMs: number) => void;
  /** Numbered without a gap, whatever happened between them. */
  readonly onSegment: (segment: EngineSegment) => void;
  readonly onLanguage: (language: string, confidence: number) => void;
}

/**
 * Recognises one channel. Where memory runs out, a fresh process goes on behind the last segment with less at a
 * time; what was recognised stays.
 */
export async function hear(listening: Listening, events: HearingEvents): Promise<Result<EngineOutcome>> {
  const { stage, crew, signal, notice } = listening;
  const { id } = stage.engine;
  const segments: EngineSegment[] = [];
  let { language } = stage;
  let compute = crew.ladder.begin(id, 'transcribe', stage.compute);
  for (;;) {
    const heard = await listen({ compute, language, behind: segments.at(-1) ?? null }, listening, {
      ...events,
      onSegment: (segment) => {
        segments.push(segment);
        events.onSegment(segment);
      },
      onLanguage: (found, confidence) => {
        // What follows is in the same language: it is looked for once.
        language ??= found;
        events.onLanguage(found, confidence);
      },
    });
    if (heard.ok) return succeed({ ...heard.value, segments });
    const lower = signal.aborted ? null : crew.ladder.down(id, 'transcribe', compute, heard.failure);
    if (lower === null) return heard;
    notice('Memory ran out; the engine goes on with less at a time.');
    compute = lower;
  }
}

interface Part {
  readonly compute: Compute;
  readonly language: string | null;
  /** The last segment of an attempt that broke off; null from the beginning. */
  readonly behind: EngineSegment | null;
}

async function listen(
  { compute, language, behind }: Part,
  { stage, audio, crew, signal, notice }: Listening,
  events: HearingEvents,
): Promise<Result<EngineOutcome>> {
  const { engine, task, prompt, hotwords } = stage;
  const lent = await crew.pool(engine.id, 'transcribe').lend(signal);
  if (!lent.ok) return lent;
  const fromMs = behind?.endMs ?? audio.startMs;
  const firstIndex = behind === null ? 0 : behind.index + 1;
  let state: 'healthy' | 'broken' = 'broken';
  try {
    const outcome = await lent.value.worker.transcribe(
      {
        audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
        range: behind === null ? null : { startMs: fromMs, endMs: audio.startMs + audio.durationMs },
        ...{ language, task, prompt, hotwords, compute },
      },
      {
        onProgress: ({ stage: at, doneMs }) => {
          if (at === 'recognise' || at === 'align') events.onProgress(fromMs - audio.startMs + doneMs);
        },
        onSegment: (segment) => events.onSegment({ ...segment, index: firstIndex + segment.index }),
        onLanguage: events.onLanguage,
        onWarning: (warning) => {
          const sentence = warningSentence(warning);
          if (sentence !== null) notice(sentence);
        },
      },
      signal,
    );
    if (outcome.ok) state = 'healthy';
    return outcome;
  } finally {
    lent.value.release(state);
  }
}
