import { Merge, OctagonAlert, Pin, PinOff, Split, TriangleAlert } from 'lucide-react';
import { memo, useState, useSyncExternalStore } from 'react';
import type { Captions } from '../../common/captions/captions.ts';
import type { Violation } from '../../common/captions/checks/violation.ts';
import { retimeCue } from '../../common/captions/composeCues.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Rules } from '../../common/captions/rules.ts';
import { msOfFrame } from '../../common/time/frames.ts';
import { runAction } from '../actions/action.ts';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useApp } from '../app/app.ts';
import { chooseCue, chosenCue, edit } from '../captions/cueEdits.ts';
import { type CueFigures, cueFigures } from '../captions/cueFigures.ts';
import { rulesOfCue } from '../captions/cueLookup.ts';
import { CueText } from '../captions/cueText.tsx';
import { describeViolation } from '../captions/violationText.ts';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { Meter } from '../design/progress.tsx';
import { TimeField } from '../design/timeField.tsx';
import { useIdleViolations } from '../session/idleDocument.ts';
import { type EditorSession, useDocument, useSession } from '../session/session.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';

/** The chosen cue: times, text, figures, what is wrong with it, and its neighbours. */
export function CueBox() {
  const session = useSession();
  const captions = useDocument((document) => document.captions());
  const at = useChosenCue(session);
  const cue = captions.cues[at];
  if (cue === undefined) {
    return <p className="p-3 t-12 text-text-3">{say('player.noCue')}</p>;
  }
  return (
    // Room decides which neighbours are shown: in low windows the next cues go first, then the one before.
    <div className="min-h-0 flex-1 [container-type:size]" data-keys="captions">
      <div className="flex h-full flex-col gap-2 overflow-y-auto px-3 py-2">
        <Neighbour
          captions={captions}
          at={at - 1}
          className="order-2 [@container(max-height:159px)]:hidden"
        />
        <Chosen captions={captions} cue={cue} at={at} />
        {NEXT_CUES.map((className, away) => (
          <Neighbour key={className} captions={captions} at={at + away + 1} className={className} />
        ))}
      </div>
    </div>
  );
}

/** Each needs 28 px more than the one before it. */
const NEXT_CUES = [
  'order-5 [@container(max-height:187px)]:hidden',
  'order-6 [@container(max-height:215px)]:hidden',
  'order-7 [@container(max-height:243px)]:hidden',
  'order-8 [@container(max-height:271px)]:hidden',
  'order-9 [@container(max-height:299px)]:hidden',
] as const;

/** Follows the choice, edits, and, while nothing is chosen, the playhead: drawn again only when the cue is another. */
function useChosenCue(session: EditorSession): number {
  const subscribe = (listener: () => void) => {
    const stops = [
      session.selection.subscribe(listener),
      session.document.subscribe(listener),
      session.player.onTime(listener),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  };
  const [stable] = useState(() => subscribe);
  return useSyncExternalStore(stable, () => chosenCue(session));
}

interface ChosenProps {
  readonly captions: Captions;
  readonly cue: Cue;
  readonly at: number;
}

function Chosen({ captions, cue, at }: ChosenProps) {
  const [typed, setTyped] = useState<readonly string[] | null>(null);
  const violations = useIdleViolations().filter((one) => one.cue === at);
  const rules = rulesOfCue(captions, cue);
  const lines = typed?.map((text, line) => ({ text, mark: cue.lines[line]?.mark ?? '' })) ?? cue.lines;
  const figures = cueFigures(lines, cue.endMs - cue.startMs, rules);
  return (
    <>
      <Times captions={captions} cue={cue} at={at} />
      <Text cue={cue} rules={rules} figures={figures} onTyped={setTyped} />
      <Meters rules={rules} figures={figures} />
      <Problems violations={violations} />
    </>
  );
}

/** One frame by the arrow keys, ten with Shift. */
function frameMs(captions: Captions): number {
  return Math.max(1, msOfFrame(1, captions.settings.frameRate));
}

function Times({ captions, cue, at }: ChosenProps) {
  const session = useSession();
  const app = useApp();
  const set = (times: { readonly startMs: number; readonly endMs: number }) => {
    const group = { key: `cue-times ${cue.firstWordId}`, withinMs: 800 };
    edit(session, retimeCue(captions, at, times), { label: 'player.retimed', group }, app.tell);
  };
  const step = frameMs(captions);
  return (
    <div className="order-1 flex min-h-6 flex-none flex-wrap items-center gap-1">
      <span className="figures me-2 t-12 font-medium">{say('player.cue', { number: at + 1 })}</span>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is within the component */}
      <label className="flex items-center gap-1.5 t-11 text-text-3">
        {say('captions.in')}
        <TimeField
          id={undefined}
          label={say('player.cueStart')}
          describedBy={undefined}
          value={cue.startMs}
          onCommit={(startMs) => set({ startMs, endMs: cue.endMs })}
          min={0}
          max={cue.endMs - 1}
          step={step}
          size="small"
          disabled={false}
          className="t-12! w-[78px]"
        />
      </label>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the field is within the component */}
      <label className="ms-2 flex items-center gap-1.5 t-11 text-text-3">
        {say('captions.out')}
        <TimeField
          id={undefined}
          label={say('player.cueEnd')}
          describedBy={undefined}
          value={cue.endMs}
          onCommit={(endMs) => set({ startMs: cue.startMs, endMs })}
          min={cue.startMs + 1}
          max={Number.MAX_SAFE_INTEGER}
          step={step}
          size="small"
          disabled={false}
          className="t-12! w-[78px]"
        />
      </label>
      <span className="figures ms-2 t-12 text-text-2">
        {say('player.seconds', { seconds: figure((cue.endMs - cue.startMs) / 1000, 2) })}
      </span>
      <span className="flex-1" />
      <CueButtons isPinned={cue.pinned} />
    </div>
  );
}

/** Icons with their tooltips cost more than all else in this box; they change with the pin alone. */
const CueButtons = memo(function CueButtons({ isPinned }: { readonly isPinned: boolean }) {
  return (
    // The caret must stay where it cuts.
    <div className="flex flex-none gap-1" onPointerDown={(event) => event.preventDefault()}>
      <ActionIcon action={isPinned ? 'cues.unpin' : 'cues.pin'} icon={isPinned ? PinOff : Pin} size="small" />
      <ActionIcon action="cues.split" icon={Split} size="small" />
      <ActionIcon action="cues.mergeNext" icon={Merge} size="small" />
    </div>
  );
});

function Text(props: {
  readonly cue: Cue;
  readonly rules: Rules;
  readonly figures: CueFigures;
  readonly onTyped: (lines: readonly string[] | null) => void;
}) {
  const { cue, rules, figures } = props;
  const session = useSession();
  const app = useApp();
  return (
    <div className="order-3 grid flex-none grid-cols-[minmax(0,1fr)_64px] rounded-control border border-line-control py-[5px] ps-2.5 has-[:focus]:border-transparent has-[:focus]:outline-2 has-[:focus]:outline-accent">
      <CueText
        cue={cue}
        focusOn={null}
        onTyped={props.onTyped}
        onLeave={(to) => {
          if (to === 'previous') runAction('cues.previous', { app, session });
          if (to === 'next') runAction('cues.next', { app, session });
          if (to === 'out' && document.activeElement instanceof HTMLElement) document.activeElement.blur();
        }}
        className="min-w-0 !whitespace-pre overflow-x-auto t-15 [scrollbar-width:none]"
      />
      <div className="figures pe-2 text-right t-11">
        {figures.lengths.map((length, line) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
            key={line}
            className={classes(
              'block leading-6',
              figures.tooLong[line] === true ? 'font-semibold text-bad' : 'text-text-3',
            )}
          >
            {`${figure(length, Number.isInteger(length) ? 0 : 1)} / ${rules.lineLength.limit}`}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The reading speed's limit lies at four fifths of its meter, so that what is over it can be seen; a duration's at the end. */
const SPEED_ROOM = 1.25;

function Meters({ rules, figures }: { readonly rules: Rules; readonly figures: CueFigures }) {
  const { unit, limit } = rules.readingSpeed;
  const speed = figures.speed ?? 0;
  const speedLabel = say('player.readingSpeed');
  const durationLabel = say('player.duration');
  const unitText = say(unit === 'characters-per-second' ? 'player.cps' : 'player.wpm');
  const maxSeconds = rules.maxMs / 1000;
  return (
    <div className="figures order-4 grid h-5 flex-none grid-cols-[auto_1fr_auto_auto_1fr_auto] items-center gap-2 t-11 text-text-2">
      <span>{speedLabel}</span>
      <Meter
        label={speedLabel}
        value={speed}
        max={limit * SPEED_ROOM}
        limit={limit}
        tone={figures.isFast ? 'bad' : 'normal'}
        className="min-w-0"
      />
      <span className="whitespace-nowrap">
        <b className={classes('font-semibold', figures.isFast ? 'text-bad' : 'text-text-1')}>
          {figure(speed, speed >= 100 ? 0 : 1)}
        </b>
        {` / ${figure(limit, Number.isInteger(limit) ? 0 : 1)} ${unitText}`}
      </span>
      <span className="ps-2">{durationLabel}</span>
      <Meter
        label={durationLabel}
        value={figures.seconds}
        max={maxSeconds}
        limit={figures.isShort ? rules.minMs / 1000 : maxSeconds}
        tone={figures.isShort || figures.isLong ? 'bad' : 'normal'}
        className="min-w-0"
      />
      <span className="whitespace-nowrap">
        <b
          className={classes('font-semibold', figures.isShort || figures.isLong ? 'text-bad' : 'text-text-1')}
        >
          {figure(figures.seconds, 2)}
        </b>
        {` / ${say('player.seconds', { seconds: figure(maxSeconds, Number.isInteger(maxSeconds) ? 0 : 1) })}`}
      </span>
    </div>
  );
}

function Problems({ violations }: { readonly violations: readonly Violation[] }) {
  if (violations.length === 0) return null;
  return (
    <ul aria-label={say('player.problems')} className="order-4 m-0 flex-none list-none p-0 t-12">
      {violations.map((violation) => (
        <li
          key={`${violation.rule} ${violation.message}`}
          className={classes(
            'flex gap-1.5 leading-5',
            violation.severity === 'hard' ? 'text-bad' : 'text-warn',
          )}
        >
          <span className="mt-[3px]">
            <Icon of={violation.severity === 'hard' ? OctagonAlert : TriangleAlert} size={14} />
          </span>
          {describeViolation(violation)}
        </li>
      ))}
    </ul>
  );
}

function Neighbour(props: { readonly captions: Captions; readonly at: number; readonly className: string }) {
  const session = useSession();
  const cue = props.captions.cues[props.at];
  const violations = useIdleViolations();
  if (cue === undefined) return null;
  const worst = violations.find((one) => one.cue === props.at && one.severity === 'hard');
  return (
    <button
      type="button"
      onClick={() => chooseCue(session, props.at, 'keys')}
      className={classes(
        'figures -mx-1 grid flex-none grid-cols-[28px_minmax(80px,1fr)_minmax(0,auto)] items-baseline rounded-block border-0 bg-transparent px-1 py-0 ps-2 text-start t-12 leading-5 text-text-3 hover:bg-surface-2',
        props.className,
      )}
    >
      <span>{props.at + 1}</span>
      <span dir="auto" className="truncate">
        {cue.lines.map((line) => line.text).join(' / ')}
      </span>
      {worst !== undefined && (
        <span className="flex min-w-0 items-center gap-1 ps-2 text-bad" title={describeViolation(worst)}>
          <Icon of={OctagonAlert} size={14} />
          <span className="truncate">{describeViolation(worst)}</span>
        </span>
      )}
    </button>
  );
}
