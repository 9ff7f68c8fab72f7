import { OctagonAlert, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { USUAL_CHOICE } from '../../common/contract/jobs.ts';
import type { HeardRange } from '../../common/document/heardAgain.ts';
import { useApp } from '../app/app.ts';
import { Button, IconButton } from '../design/button.tsx';
import { Labelled, TextField } from '../design/field.tsx';
import { Select } from '../design/select.tsx';
import { Sheet } from '../design/sheet.tsx';
import { SkeletonLines, StateNote } from '../design/states.tsx';
import { TimeField } from '../design/timeField.tsx';
import { useDocument, useSession } from '../session/session.ts';
import { languageName } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { startTouchUp } from './following.ts';
import { useEngines, useSetup } from './ready.ts';
import { knows, languagesFor, recognisersOf, suggestedRecogniser } from './recognisers.ts';
import { touchUpState } from './touchUpState.ts';

/** Engines take whole sentences better than single words, and less than this is no word. */
const LEAST_MS = 100;

/** Which engine hears a stretch again, in which language, and what it is told to expect. */
export function RedoSheet({ range: meant }: { readonly range: HeardRange }) {
  const app = useApp();
  const session = useSession();
  const engines = useEngines();
  const setup = useSetup();
  const madeBy = useDocument((document) => document.project().original?.engine?.id ?? null);
  const ofProject = useDocument((document) => document.project().language);
  const [range, setRange] = useState(meant);
  const [wanted, setWanted] = useState<string | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const [language, setLanguage] = useState<string | null>(ofProject);
  const [terms, setTerms] = useState('');
  const go = useRef<HTMLButtonElement>(null);
  const recognisers = engines === null || setup === null ? null : recognisersOf(engines, setup);
  const chosen =
    recognisers?.find(({ engine }) => engine.id === wanted) ??
    suggestedRecogniser(recognisers ?? [], madeBy, ofProject);
  const close = () => touchUpState(session).setState({ sheet: null });
  const durationMs = Math.max(range.endMs, Math.round(session.player.durationMs()));
  const spoken = language !== null && chosen !== null && knows(chosen.engine, language) ? language : null;
  const takesTerms = chosen?.engine.hints.includes('hotwords') === true;
  const canStart = chosen !== null && range.endMs - range.startMs >= LEAST_MS;
  useEffect(() => {
    // A button that cannot be pressed yet cannot take the focus when the sheet opens.
    const sheet = go.current?.closest('[role="dialog"]');
    const held = document.activeElement;
    if (canStart && (held === sheet || sheet?.contains(held) === false)) go.current?.focus();
  }, [canStart]);
  const start = () => {
    if (chosen === null) return;
    startTouchUp(app, session, {
      kind: 'redo',
      ...range,
      choice: {
        engine: chosen.engine.id,
        model,
        language: spoken,
        task: USUAL_CHOICE.task,
        prompt: USUAL_CHOICE.prompt,
        hotwords: takesTerms && terms.trim() !== '' ? terms.trim() : null,
        device: USUAL_CHOICE.device,
        precision: USUAL_CHOICE.precision,
        align: USUAL_CHOICE.align,
      },
    });
  };
  const time = (label: string, value: number, min: number, max: number, set: (ms: number) => void) => (
    <TimeField
      id={undefined}
      label={label}
      describedBy={undefined}
      value={value}
      onCommit={set}
      min={min}
      max={max}
      step={100}
      size="normal"
      disabled={false}
      className="w-28"
    />
  );
  return (
    <Sheet
      title={say('touchUps.redo')}
      about={null}
      width="normal"
      closeLabel={say('touchUps.close')}
      onClose={close}
      focus={go}
      foot={
        <>
          <Button kind="quiet" size="normal" onClick={close}>
            {say('touchUps.cancel')}
          </Button>
          <Button ref={go} kind="primary" size="normal" disabled={!canStart} onClick={start}>
            {say('touchUps.start')}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[120px_minmax(0,1fr)] items-start gap-x-4 gap-y-3 p-4">
        <span className="t-12 leading-7 text-text-3">{say('touchUps.stretch')}</span>
        <div className="flex flex-wrap items-center gap-2">
          {time(say('touchUps.from'), range.startMs, 0, range.endMs - LEAST_MS, (startMs) =>
            setRange({ ...range, startMs }),
          )}
          <span aria-hidden="true">–</span>
          {time(say('touchUps.to'), range.endMs, range.startMs + LEAST_MS, durationMs, (endMs) =>
            setRange({ ...range, endMs }),
          )}
          <IconButton
            icon={Play}
            label={say('touchUps.playStretch')}
            keys={null}
            size="normal"
            pressed={null}
            onClick={() => session.player.playRange(range.startMs, range.endMs, 'once')}
          />
        </div>
        {recognisers === null ? (
          <div className="col-span-2">
            <SkeletonLines label={say('touchUps.engine')} count={2} rowPx={28} />
          </div>
        ) : chosen === null ? (
          <div className="col-span-2">
            <StateNote
              icon={OctagonAlert}
              tone="bad"
              title={say('touchUps.noEngine')}
              detail={say('touchUps.noEngineDetail')}
              action={null}
            />
          </div>
        ) : (
          <>
            <span className="t-12 leading-7 text-text-3">{say('touchUps.engine')}</span>
            <div className="flex min-w-0 flex-wrap gap-2">
              <Select
                id={undefined}
                label={say('touchUps.engine')}
                value={chosen.engine.id}
                onChange={(id) => {
                  setWanted(id);
                  setModel(null);
                }}
                options={recognisers.map(({ engine }) => ({
                  value: engine.id,
                  label: engine.title,
                  note: engine.id === madeBy ? say('touchUps.madeThis') : null,
                  disabled: false,
                }))}
                size="normal"
                className="w-56"
              />
              {chosen.models.length > 1 && (
                <Select
                  id={undefined}
                  label={say('touchUps.model')}
                  value={model ?? BEST}
                  onChange={(id) => setModel(id === BEST ? null : id)}
                  options={[
                    { value: BEST, label: say('touchUps.bestModel'), note: null, disabled: false },
                    ...chosen.models.map(({ id, title }) => ({
                      value: id,
                      label: title,
                      note: null,
                      disabled: false,
                    })),
                  ]}
                  size="normal"
                  className="min-w-56 flex-1"
                />
              )}
            </div>
            <span className="t-12 leading-7 text-text-3">{say('touchUps.language')}</span>
            <Select
              id={undefined}
              label={say('touchUps.language')}
              value={spoken ?? AUTO}
              onChange={(tag) => setLanguage(tag === AUTO ? null : tag)}
              options={[
                { value: AUTO, label: say('touchUps.languageAuto'), note: null, disabled: false },
                ...languagesFor(chosen.engine, ofProject === null ? [] : [ofProject]).map((tag) => ({
                  value: tag,
                  label: languageName(tag),
                  note: null,
                  disabled: false,
                })),
              ]}
              size="normal"
              className="w-56"
            />
            {takesTerms && (
              <Labelled label={say('touchUps.terms')} hint={say('touchUps.termsHint')} error={null}>
                {({ id, describedBy }) => (
                  <TextField
                    id={id}
                    aria-describedby={describedBy}
                    value={terms}
                    onChange={(event) => setTerms(event.target.value)}
                  />
                )}
              </Labelled>
            )}
          </>
        )}
      </div>
    </Sheet>
  );
}

/** No model and no language has these as its id. */
const BEST = '';
const AUTO = '';
