import { useEffect, useState } from 'react';
import { countDoubtful } from '../document/doubtfulWords.ts';
import type { EditorSession } from '../session/session.ts';
import { whenIdle } from './whenIdle.ts';

/** What the status bar counts. */
export interface Problems {
  readonly hard: number;
  readonly soft: number;
  readonly doubtful: number;
}

/** After the last edit, so that a person who types is never waited on: checking 15,000 cues again takes 6 ms. */
const REST_MS = 400;

/** The problems of the open project, counted while the window has nothing else to do; null before the first count. */
export function useProblems(session: EditorSession): Problems | null {
  const [problems, setProblems] = useState<Problems | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let giveUp = () => {};
    const count = () => {
      giveUp = whenIdle(() => setProblems(countProblems(session)));
    };
    const soon = () => {
      clearTimeout(timer);
      giveUp();
      timer = setTimeout(count, REST_MS);
    };
    soon();
    const stops = [session.document.subscribe(soon), session.settings.subscribe(soon)];
    return () => {
      clearTimeout(timer);
      giveUp();
      for (const stop of stops) stop();
    };
  }, [session]);
  return problems;
}

function countProblems({ document, settings }: EditorSession): Problems {
  let hard = 0;
  const violations = document.violations();
  for (const { severity } of violations) if (severity === 'hard') hard++;
  const doubtful = countDoubtful(document.project(), settings.getState().doubtBelow);
  return { hard, soft: violations.length - hard, doubtful };
}
