import { useEffect } from 'react';
import { useApp } from '../app/app.ts';
import { useSession } from '../session/session.ts';
import { AlignSheet } from './alignSheet.tsx';
import { followTouchUps } from './following.ts';
import { HeardReview } from './heardReview.tsx';
import { RedoSheet } from './redoSheet.tsx';
import { SpeakersSheet } from './speakersSheet.tsx';
import { TouchUpBar } from './touchUpBar.tsx';
import { useTouchUps } from './touchUpState.ts';

/** Work of engines on parts of the open project: what is asked, how it goes, what came of it. Lies above the text. */
export function TouchUps() {
  const app = useApp();
  const session = useSession();
  useEffect(() => followTouchUps(app, session), [app, session]);
  const sheet = useTouchUps((state) => state.sheet);
  return (
    <>
      <TouchUpBar />
      <HeardReview />
      {sheet?.kind === 'align' && <AlignSheet wordIds={sheet.wordIds} />}
      {sheet?.kind === 'redo' && <RedoSheet range={sheet.range} />}
      {sheet?.kind === 'speakers' && <SpeakersSheet />}
    </>
  );
}
