import { failureLine } from '../../common/contract/failure.ts';
import type { Result } from '../../common/contract/result.ts';
import type { DiarizeOutcome } from '../engines/engine.ts';
import type { DecodedAudio } from '../media/media.ts';
import type { FileTools } from './batch.ts';
import type { Crew } from './crew.ts';
import type { DiarizeStage } from './stages.ts';
import { warningSentence } from './warnings.ts';

/** Finds out who speaks when. What goes wrong is told and costs nothing but the speakers: the result is null then. */
export async function diarizeTrack(
  stage: DiarizeStage,
  audio: DecodedAudio,
  crew: Crew,
  tools: Pick<FileTools, 'signal' | 'report' | 'notice'>,
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
  tools: Pick<FileTools, 'signal' | 'report' | 'notice'>,
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
  tools: Pick<FileTools, 'signal' | 'report' | 'notice'>,
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
