import { OctagonAlert, Pin, TriangleAlert } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import type { Violation } from '../../common/captions/checks/violation.ts';
import type { Cue } from '../../common/captions/cue.ts';
import type { Rules } from '../../common/captions/rules.ts';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { Swatch } from '../design/speaker.tsx';
import { figure, mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import type { CaretWish } from './captionsState.ts';
import { cueFigures } from './cueFigures.ts';
import { CueText } from './cueText.tsx';
import { describeViolation } from './violationText.ts';

/** #, state, in, (out,) duration, speed, length, text. Out has room from 700 px of the pane on. */
export const cueColumns =
  'grid grid-cols-[36px_20px_80px_44px_44px_44px_minmax(0,1fr)] @max-[540px]:grid-cols-[32px_20px_72px_38px_40px_36px_minmax(0,1fr)] @min-[700px]:grid-cols-[36px_20px_80px_80px_44px_44px_44px_minmax(0,1fr)]';

/** 24 px for a line, 20 more for each that follows: the hairline lies within. */
export function rowHeight(cue: Cue): number {
  return 24 + 20 * Math.max(0, cue.lines.length - 1);
}

export interface CueRowProps {
  readonly cue: Cue;
  readonly at: number;
  readonly rules: Rules;
  /** Palette index of who speaks each line; one number after the other, as text, so that equal ones are the same. */
  readonly colors: string;
  readonly violations: readonly Violation[] | null;
  readonly isChosen: boolean;
  readonly editing: CaretWish | null;
  readonly onLeave: (at: number, to: 'previous' | 'next' | 'out') => void;
}

/** One cue of the table; drawn again only when itself, its number or its state changes. */
export const CueRow = memo(function CueRow(props: CueRowProps) {
  const { cue, at, rules, violations, isChosen, editing } = props;
  const [typed, setTyped] = useState<readonly string[] | null>(null);
  const lines = typed?.map((text, index) => ({ text, mark: cue.lines[index]?.mark ?? '' })) ?? cue.lines;
  const figures = cueFigures(lines, cue.endMs - cue.startMs, rules);
  const number = classes(
    'px-1.5 text-right t-12 leading-5 figures',
    isChosen ? 'text-text-1' : 'text-text-2',
  );
  const over = 'font-semibold !text-bad';
  return (
    <>
      <Cell
        className={classes(
          'cue-number px-1.5 text-right t-11 leading-5 figures',
          isChosen ? 'text-text-1' : 'text-text-3',
        )}
      >
        {at + 1}
      </Cell>
      <CueState cue={cue} violations={violations} />
      <Cell className={number}>{mediaTime(cue.startMs)}</Cell>
      <Cell className={classes(number, 'hidden @min-[700px]:block')}>{mediaTime(cue.endMs)}</Cell>
      <Cell className={classes(number, (figures.isShort || figures.isLong) && over)}>
        {figure(figures.seconds, 2)}
      </Cell>
      <Cell className={classes(number, figures.isFast && over)}>
        {figures.speed === null ? '–' : figure(figures.speed, figures.speed >= 100 ? 0 : 1)}
      </Cell>
      <Cell className={classes(number, !isChosen && '!text-text-3')}>
        {figures.lengths.map((length, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <span key={line} className={classes('block', figures.tooLong[line] === true && over)}>
            {figure(length, Number.isInteger(length) ? 0 : 1)}
          </span>
        ))}
      </Cell>
      <Cell className="grid grid-cols-[14px_minmax(0,1fr)] ps-2 pe-1.5">
        <Swatch color={colorOf(props.colors)} className="mt-1.5" />
        {editing === null ? (
          <div dir="auto" className="min-w-0 [unicode-bidi:plaintext]">
            {cue.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
              <p key={index} dir="auto" className="truncate leading-5">
                {line.mark}
                {line.text}
              </p>
            ))}
          </div>
        ) : (
          <CueText
            cue={cue}
            focusOn={editing}
            onTyped={setTyped}
            onLeave={(to) => props.onLeave(at, to)}
            className="min-w-0 leading-5"
          />
        )}
      </Cell>
    </>
  );
}, isSame);

/** The problems of a cue come in a new list after every edit anywhere. */
function isSame(before: CueRowProps, after: CueRowProps): boolean {
  const own = before.violations;
  const next = after.violations;
  return (
    before.cue === after.cue &&
    before.at === after.at &&
    before.rules === after.rules &&
    before.colors === after.colors &&
    before.isChosen === after.isChosen &&
    before.editing === after.editing &&
    before.onLeave === after.onLeave &&
    own?.length === next?.length &&
    (own?.every((violation, at) => violation === next?.[at]) ?? true)
  );
}

function colorOf(colors: string): number | null {
  const [first = ''] = colors.split(',');
  return first === '' ? null : Number(first);
}

function CueState({ cue, violations }: Pick<CueRowProps, 'cue' | 'violations'>) {
  const problems = violations?.map(describeViolation) ?? [];
  const said = [...problems, ...(cue.pinned ? [say('captions.pinned')] : [])].join(' ');
  const isHard = violations?.some(({ severity }) => severity === 'hard') ?? false;
  const problem = violations === null ? null : isHard ? OctagonAlert : TriangleAlert;
  const tone = problem === null ? 'text-text-3' : isHard ? 'text-bad' : 'text-warn';
  return (
    <Cell className={classes('px-0.5 pt-[3px]', tone)}>
      {(problem !== null || cue.pinned) && (
        <span role="img" title={said} aria-label={said} className="block">
          <Icon of={problem ?? Pin} size={14} />
        </span>
      )}
    </Cell>
  );
}

/** The grid has the focus and tells which row is meant, so cells take none. */
function Cell({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: cells of a virtual grid stand in no table
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}
