import { useRef, useState } from 'react';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { RadioRows } from '../design/checkbox.tsx';
import { Sheet } from '../design/sheet.tsx';
import { SkeletonLines } from '../design/states.tsx';
import { useDocument, useSession } from '../session/session.ts';
import { alignersFor } from '../setup/aligners.ts';
import { say } from '../text/text.ts';
import { startTouchUp } from './following.ts';
import { useSetup } from './ready.ts';
import { touchUpState } from './touchUpState.ts';

/** No engine has this as its id. */
const BEST = '';

/** Which engine times the chosen words anew. */
export function AlignSheet({ wordIds }: { readonly wordIds: readonly string[] }) {
  const app = useApp();
  const session = useSession();
  const setup = useSetup();
  const language = useDocument((document) => document.project().language) ?? 'en';
  const [engine, setEngine] = useState(BEST);
  const go = useRef<HTMLButtonElement>(null);
  const aligners = alignersFor(language, setup?.engines ?? []);
  const close = () => touchUpState(session).setState({ sheet: null });
  const start = () => {
    startTouchUp(app, session, {
      kind: 'align',
      wordIds: [...wordIds],
      engine: engine === BEST ? null : engine,
    });
  };
  return (
    <Sheet
      title={say('touchUps.alignWith')}
      about={say('touchUps.words', { count: wordIds.length })}
      width="small"
      closeLabel={say('touchUps.close')}
      onClose={close}
      focus={go}
      foot={
        <>
          <Button kind="quiet" size="normal" onClick={close}>
            {say('touchUps.cancel')}
          </Button>
          <Button ref={go} kind="primary" size="normal" onClick={start}>
            {say('touchUps.start')}
          </Button>
        </>
      }
    >
      <div className="p-4">
        {setup === null ? (
          <SkeletonLines label={say('touchUps.engine')} count={2} rowPx={28} />
        ) : (
          <RadioRows
            label={say('touchUps.engine')}
            value={engine}
            onChange={setEngine}
            options={[
              { value: BEST, label: say('touchUps.bestAligner'), note: null, disabled: false },
              ...aligners.map(({ id, label, engine }) => ({
                value: id,
                label,
                note: engine.summary,
                disabled: false,
              })),
            ]}
          />
        )}
      </div>
    </Sheet>
  );
}
