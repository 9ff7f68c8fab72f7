import { useEffect, useState } from 'react';
import { type EngineView, type TranscribeChoice, USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import { useApp } from '../app/app.ts';
import { timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';

/** Expected speeds by engine id; null where nothing tells. */
export type JobSpeeds = ReadonlyMap<string, JobSpeed | null>;

/** What the choice becomes with another engine: what was chosen for this one alone falls back to the usual. */
export function withEngine(choice: TranscribeChoice, engine: string): TranscribeChoice {
  if (choice.engine === engine) return choice;
  const { language, channel, diarize, device, profile, formats } = choice;
  return { ...USUAL_CHOICE, language, channel, diarize, device, profile, formats, engine };
}

/** How fast each engine would be with what is chosen; asked for anew when something that matters for it changes. */
export function useJobSpeeds(engines: readonly EngineView[] | null, choice: TranscribeChoice): JobSpeeds {
  const { connection, report } = useApp();
  const [speeds, setSpeeds] = useState<JobSpeeds>(new Map());
  const ids = engines?.map(({ id }) => id) ?? [];
  // What a person types costs no time.
  const asked = JSON.stringify(ids.map((id) => withEngine({ ...choice, prompt: null, hotwords: null }, id)));
  useEffect(() => {
    let isWanted = true;
    const choices: readonly TranscribeChoice[] = JSON.parse(asked);
    if (choices.length === 0) return;
    connection.rpc.app.expect
      .query({ choices: [...choices] })
      .then((found) => {
        if (isWanted) setSpeeds(new Map(choices.map(({ engine }, at) => [engine, found[at] ?? null])));
      })
      .catch(report);
    return () => {
      isWanted = false;
    };
  }, [asked, connection, report]);
  return speeds;
}

/** `3 min 10 s`; `≈ 3 min` for an estimate; `> 3 min` where a step has never run here; empty where nothing tells. */
export function shortTime(speed: JobSpeed | null, totalMs: number | null): string {
  if (speed === null || totalMs === null) return '';
  const time = expectedTime(speed, totalMs);
  if (!speed.complete) return say('transcribe.timeAtLeast', { time });
  return speed.measured ? time : say('transcribe.timeAbout', { time });
}

/** How long it will take, as a sentence. */
export function timeSentence(speed: JobSpeed | null, totalMs: number | null, engine: string): string {
  if (speed === null || totalMs === null) return say('transcribe.canEdit');
  const time = expectedTime(speed, totalMs);
  if (!speed.complete) return say('transcribe.atLeast', { time, engine });
  return say(speed.measured ? 'transcribe.about' : 'transcribe.guessed', { time, engine });
}

/** Steps of what is shown, in seconds, by how long it takes: no more digits than the figure is worth. */
const STEPS = [
  { below: 60, measured: 1, guessed: 10 },
  { below: 600, measured: 10, guessed: 60 },
  { below: 3600, measured: 60, guessed: 300 },
  { below: Number.POSITIVE_INFINITY, measured: 300, guessed: 1800 },
] as const;

function expectedTime({ rtf, measured, complete }: JobSpeed, totalMs: number): string {
  const seconds = (totalMs / 1000) * rtf;
  const step =
    STEPS.find(({ below }) => seconds < below)?.[measured && complete ? 'measured' : 'guessed'] ?? 1;
  return timeLeft(Math.max(1, Math.round(seconds / step)) * step);
}
