import { failureLine } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import type { DiarizeOutcome } from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import type { FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import type { DiarizeStage } from './stages.ts';
import { warningSentence } from './warnings.ts';

/** Who speaks when, found out beside the recogniser or after it. */
export interface Diarizing {
  /** To be asked for once, when the recogniser is done. Null: it went wrong, which was told. */
  readonly turns: () => Promise<DiarizeOutcome | null>;
  /** Ends what goes on; resolves when nothing does any more. */
  readonly end: () => Promise<void>;
}

type DiarizeTools = Pick<FileTools, 'signal' | 'report' | 'notice'>;

export function diarizeLater(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: DiarizeTools,
): Diarizing {
  return { turns: () => diarizeTrack(stage, audio, crew, tools), end: async () => {} };
}

/** Begins at once. How far it is shows from when its result is asked for. */
export function diarizeNow(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: DiarizeTools,
): Diarizing {
  const ended = new AbortController();
  let isAsked = false;
  const found = diarizeTrack(stage, audio, crew, {
    signal: AbortSignal.any([tools.signal, ended.signal]),
    report: (at, fraction) => {
      if (isAsked) tools.report(at, fraction);
    },
    notice: tools.notice,
  }).then(
    (turns) => () => turns,
    // Thrown to whoever asks, not into the void.
    (bug: unknown) => () => {
      throw bug;
    },
  );
  return {
    turns: async () => {
      isAsked = true;
      return (await found)();
    },
    end: async () => {
      ended.abort();
      await found;
    },
  };
}

/** Finds out who speaks when. What goes wrong is told and costs nothing but the speakers: the result is null then. */
async function diarizeTrack(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: DiarizeTools,
): Promise<DiarizeOutcome | null> {
  const found = await diarize(stage, audio, crew, tools);
  if (found.ok) return found.value;
  if (found.failure.code !== 'cancelled') {
    tools.notice(`The speakers could not be told apart; the text is whole. ${failureLine(found.failure)}`);
  }
  return null;
}

/** Finds out who speaks when; in a fresh process with less at a time where memory runs out. */
export async function diarize(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: DiarizeTools,
): Promise<Result<DiarizeOutcome>> {
  const { id } = stage.engine;
  let compute = crew.ladder.begin(id, 'diarize', stage.compute);
  for (;;) {
    const found = await diarizeOnce({ ...stage, compute }, audio, crew, tools);
    if (found.ok) return found;
    const lower = tools.signal.aborted ? null : crew.ladder.down(id, 'diarize', compute, found.failure);
    if (lower === null) return found;
    compute = lower;
  }
}

async function diarizeOnce(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: DiarizeTools,
): Promise<Result<DiarizeOutcome>> {
  const lent = await crew.pool(stage.engine.id, 'diarize').lend(tools.signal);
  if (!lent.ok) return lent;
  const found = await lent.value.worker.diarize(
    {
      audio: { path: audio.pcmPath, samples: audio.samples, startMs: audio.startMs },
      diarizer: stage.diarizer,
      speakers: stage.speakers,
      compute: stage.compute,
    },
    {
      onProgress: ({ stage: at, doneMs, totalMs }) => {
        if (at === 'diarize') tools.report('diarize', doneMs / Math.max(1, totalMs));
      },
      onSegment: () => {},
      onLanguage: () => {},
      onWarning: (warning) => {
        const sentence = warningSentence(warning);
        if (sentence !== null) tools.notice(sentence);
      },
    },
    tools.signal,
  );
  lent.value.release(found.ok ? 'healthy' : 'broken');
  if (found.ok) tools.report('diarize', 1);
  return found;
}
