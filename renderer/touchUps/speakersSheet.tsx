import { useRef, useState } from 'react';
import type { EngineRow } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { RadioRows } from '../design/checkbox.tsx';
import { NumberField } from '../design/numberField.tsx';
import { Select } from '../design/select.tsx';
import { Sheet } from '../design/sheet.tsx';
import { SkeletonLines } from '../design/states.tsx';
import { useDocument, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { startTouchUp } from './following.ts';
import { isUsable, useSetup } from './ready.ts';
import { touchUpState } from './touchUpState.ts';

type Known = 'nothing' | 'exactly' | 'between';

const MOST_SPEAKERS = 99;

/** Who speaks when is found out anew, for the whole recording: asks for what a person knows about the speakers. */
export function SpeakersSheet() {
  const app = useApp();
  const session = useSession();
  const setup = useSetup();
  const present = useDocument((document) => document.project().speakers.length);
  const [known, setKnown] = useState<Known>('nothing');
  const [exact, setExact] = useState(Math.max(2, present));
  const [range, setRange] = useState({ min: 2, max: Math.max(4, present) });
  const [wanted, setWanted] = useState<string | null>(null);
  const go = useRef<HTMLButtonElement>(null);
  const diarizers = diarizersOf(setup?.engines ?? []);
  const engine = diarizers.find(({ id }) => id === wanted) ?? diarizers[0] ?? null;
  const close = () => touchUpState(session).setState({ sheet: null });
  const speakers = { nothing: null, exactly: { min: exact, max: exact }, between: range }[known];
  const start = () => {
    if (engine === null) return;
    startTouchUp(app, session, { kind: 'speakers', diarize: { engine: engine.id, model: null, speakers } });
  };
  return (
    <Sheet
      title={say('touchUps.speakers')}
      about={null}
      width="small"
      closeLabel={say('touchUps.close')}
      onClose={close}
      focus={null}
      foot={
        <>
          <Button kind="quiet" size="normal" onClick={close}>
            {say('touchUps.cancel')}
          </Button>
          <Button ref={go} kind="primary" size="normal" disabled={engine === null} onClick={start}>
            <ButtonContent icon={null} keys={null}>
              {say('touchUps.start')}
            </ButtonContent>
          </Button>
        </>
      }
    >
      <div className="grid gap-4 p-4">
        <RadioRows<Known>
          label={say('touchUps.howMany')}
          value={known}
          onChange={setKnown}
          options={(['nothing', 'exactly', 'between'] as const).map((value) => ({
            value,
            label: say(`touchUps.howMany.${value}`),
            note: null,
            disabled: false,
          }))}
        />
        {known === 'exactly' && (
          <Count label={say('touchUps.number')} value={exact} least={1} onCommit={setExact} />
        )}
        {known === 'between' && (
          <div className="flex items-center gap-2">
            <Count
              label={say('touchUps.least')}
              value={range.min}
              least={1}
              onCommit={(min) => setRange({ min, max: Math.max(min, range.max) })}
            />
            <span aria-hidden="true">–</span>
            <Count
              label={say('touchUps.most')}
              value={range.max}
              least={range.min}
              onCommit={(max) => setRange({ ...range, max })}
            />
          </div>
        )}
        {setup === null ? (
          <SkeletonLines label={say('touchUps.engine')} count={1} rowPx={28} />
        ) : (
          <Select
            id={undefined}
            label={say('touchUps.engine')}
            value={engine?.id ?? ''}
            onChange={setWanted}
            options={diarizers.map(({ id, title }) => ({
              value: id,
              label: title,
              note: null,
              disabled: false,
            }))}
            size="normal"
            className="w-full"
          />
        )}
        <p className="t-12 text-text-2">{say('touchUps.speakersKept')}</p>
      </div>
    </Sheet>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly onCommit: (value: number) => void;
}

function Count({ label, value, least, onCommit }: CountProps) {
  return (
    <NumberField
      id={undefined}
      label={label}
      describedBy={undefined}
      value={value}
      onCommit={(next) => onCommit(Math.round(next))}
      min={least}
      max={MOST_SPEAKERS}
      step={1}
      digits={0}
      size="normal"
      disabled={false}
      className="w-20"
    />
  );
}

/** The one that a person set up says more than the one that is always there. */
function diarizersOf(engines: readonly EngineRow[]): readonly EngineRow[] {
  const usable = engines.filter((engine) => engine.slots.includes('diarize') && isUsable(engine));
  return [...usable.filter(({ embedded }) => !embedded), ...usable.filter(({ embedded }) => embedded)];
}
