import { CircleCheck, LoaderCircle, OctagonAlert, RotateCcw, X } from 'lucide-react';
import type { TouchUpView } from '../../common/contract/touchUps.ts';
import { useApp } from '../app/app.ts';
import { nameOf } from '../app/paths.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Progress } from '../design/progress.tsx';
import { mendingOf } from '../home/mending.ts';
import { ownKey } from '../keys/ownKey.ts';
import { useSession } from '../session/session.ts';
import { explainHere } from '../text/failures.ts';
import { percent, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { cancelTouchUp, dismissTouchUp, reviewHeard, startTouchUp, type TouchUpWish } from './following.ts';
import { engineOf, processorWish } from './insteadOf.ts';
import { useTouchUps } from './touchUpState.ts';

/** What is being worked on in this project beside the editing: a row each, above the text. */
export function TouchUpBar() {
  const views = useTouchUps((state) => state.views);
  const reviewed = useTouchUps((state) => state.review?.touchUpId ?? null);
  // What is gone through needs no row of its own; what was cancelled is gone in a moment.
  const shown = views.filter(({ touchUpId, state }) => touchUpId !== reviewed && state !== 'cancelled');
  if (shown.length === 0) return null;
  return (
    <ul aria-label={say('touchUps.work')} className="flex-none border-b border-line-1 bg-surface-2">
      {shown.map((view) => (
        <TouchUpRow key={view.touchUpId} view={view} />
      ))}
    </ul>
  );
}

function TouchUpRow({ view }: { readonly view: TouchUpView }) {
  switch (view.state) {
    case 'running':
      return <RunningRow view={view} />;
    case 'failed':
      return <FailedRow view={view} />;
    case 'done':
      return view.kind === 'redo' ? <HeardRow view={view} /> : null;
    case 'cancelled':
      return null;
  }
}

const row = 'flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1 t-12';

function RunningRow({ view }: { readonly view: TouchUpView }) {
  const app = useApp();
  const name = say(`touchUps.kind.${view.kind}`);
  const facts = [
    percent(view.fraction),
    view.etaSeconds === null ? null : say('touchUps.left', { time: timeLeft(view.etaSeconds) }),
  ].filter((fact) => fact !== null);
  return (
    <li className={row}>
      <span className="text-accent-text">
        <Icon of={LoaderCircle} size={16} />
      </span>
      <span className="font-medium">{name}</span>
      {/* A figure that changes ten times a second is nothing to read aloud; the stage is. */}
      <span role="status" className="text-text-2">
        {say(`touchUps.stage.${view.stage}`)}
        {view.notices.length > 0 && ` ${view.notices.at(-1)}`}
      </span>
      <Progress label={name} fraction={view.fraction} tone="accent" className="min-w-24 flex-1" />
      <span className="figures text-text-2">{facts.join(' · ')}</span>
      <Button kind="normal" size="small" onClick={() => cancelTouchUp(app, view.touchUpId)}>
        <ButtonContent icon={null} keys={ownKey('Escape')}>
          {say('touchUps.cancel')}
        </ButtonContent>
      </Button>
    </li>
  );
}

function FailedRow({ view }: { readonly view: TouchUpView }) {
  const app = useApp();
  const session = useSession();
  const request = useTouchUps(({ asked }) => asked.get(view.touchUpId)?.request ?? null);
  const failed = view.failure === null ? null : explainHere(view.failure);
  const startInstead = (wish: TouchUpWish) => {
    dismissTouchUp(app, view.touchUpId);
    startTouchUp(app, session, wish);
  };
  const onProcessor = request === null ? null : processorWish(view, request);
  const mending = mendingOf({ failure: view.failure, engine: request === null ? '' : engineOf(request) });
  return (
    <li className={row}>
      <span className="text-bad">
        <Icon of={OctagonAlert} size={16} />
      </span>
      <span role="alert" className="min-w-0 flex-1">
        <span className="font-medium">{say(`touchUps.failed.${view.kind}`)}</span>{' '}
        {view.failure?.file != null && <bdi>{nameOf(view.failure.file)}: </bdi>}
        {failed !== null && `${failed.reason} ${failed.repair}`}
      </span>
      {onProcessor !== null && (
        <Button
          kind="normal"
          size="small"
          title={say('home.onProcessorAbout')}
          onClick={() => startInstead(onProcessor)}
        >
          {say('home.onProcessor')}
        </Button>
      )}
      {mending?.kind === 'setup' && (
        <Button kind="normal" size="small" onClick={() => app.show({ kind: 'setup', about: mending.about })}>
          {say('home.mend')}
        </Button>
      )}
      {request !== null && (
        <Button kind="normal" size="small" onClick={() => startInstead(request)}>
          <ButtonContent icon={RotateCcw} keys={null}>
            {say('touchUps.again')}
          </ButtonContent>
        </Button>
      )}
      <Dismiss view={view} />
    </li>
  );
}

function HeardRow({ view }: { readonly view: TouchUpView }) {
  const app = useApp();
  const session = useSession();
  const show = () => {
    reviewHeard(app, session, view.touchUpId).catch(app.report);
  };
  return (
    <li className={row}>
      <span className="text-ok">
        <Icon of={CircleCheck} size={16} />
      </span>
      <span className="min-w-0 flex-1">{say('touchUps.done.redo', { count: view.count ?? 0 })}</span>
      <Button kind="normal" size="small" onClick={show}>
        {say('touchUps.show')}
      </Button>
      <Dismiss view={view} />
    </li>
  );
}

function Dismiss({ view }: { readonly view: TouchUpView }) {
  const app = useApp();
  return (
    <IconButton
      icon={X}
      label={say('touchUps.dismiss')}
      keys={null}
      size="small"
      pressed={null}
      onClick={() => dismissTouchUp(app, view.touchUpId)}
    />
  );
}
