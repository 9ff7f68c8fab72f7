import { ArrowRight, Check, Play, Undo2 } from 'lucide-react';
import type { HeardDifference } from '../../common/document/heardAgain.ts';
import { findWord, joinWords, wordAfter } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import { IconButton } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { tableRow } from '../design/tables.tsx';
import { ownKey } from '../keys/ownKey.ts';
import { useSession } from '../session/session.ts';
import { mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import type { Verdict } from './heardVerdicts.ts';

interface HeardRowProps {
  readonly index: number;
  readonly difference: HeardDifference;
  readonly verdict: Verdict | null;
  readonly isCurrent: boolean;
  readonly onFocus: () => void;
  readonly onPlay: () => void;
  readonly onDecide: (verdict: Verdict) => void;
}

/** One difference: where, what stands there and what was heard, with what can be done. Its keys are the list's. */
export function HeardRow(props: HeardRowProps) {
  const { index, difference, verdict, isCurrent, onFocus, onPlay, onDecide } = props;
  const session = useSession();
  const old = joinWords(difference.old);
  const heard = joinWords(difference.heard);
  const { before, behind } = contextOf(session.document.project(), difference);
  const startMs = [...difference.old, ...difference.heard].find((word) => word.startMs !== null)?.startMs;
  const atMs = startMs ?? difference.after?.endMs ?? null;
  return (
    <li
      aria-current={isCurrent}
      className={classes(
        tableRow,
        'grid min-h-8 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 pe-2 t-13',
      )}
    >
      <button
        type="button"
        data-difference={index}
        tabIndex={isCurrent ? 0 : -1}
        onFocus={onFocus}
        onDoubleClick={onPlay}
        className="focus-inset grid min-h-8 min-w-0 grid-cols-[84px_minmax(0,1fr)] items-center gap-x-2 border-0 bg-transparent py-1 ps-3 text-start"
      >
        <span className="figures t-12 text-text-3">{atMs === null ? '' : mediaTime(atMs)}</span>
        <bdi className="flex flex-wrap items-center gap-x-1.5">
          {before !== '' && <span className="text-text-3">{before}</span>}
          {old !== '' && (
            <del
              className={classes('rounded-block px-1', verdict === 'keep' ? 'no-underline' : 'bg-bad-soft')}
            >
              <span className="sr-only">{say('touchUps.stands')} </span>
              {old}
            </del>
          )}
          {old !== '' && heard !== '' && (
            <span className="text-text-3 rtl:-scale-x-100">
              <Icon of={ArrowRight} size={14} />
            </span>
          )}
          {heard !== '' && (
            <ins
              className={classes(
                verdict === 'keep' ? 'text-text-3 line-through' : 'font-medium text-accent-text no-underline',
              )}
            >
              <span className="sr-only">{say('touchUps.wasHeard')} </span>
              {heard}
            </ins>
          )}
          {behind !== '' && <span className="text-text-3">{behind}</span>}
        </bdi>
        <span className="sr-only">{verdictText(verdict)}</span>
      </button>
      <span className="flex gap-1">
        <IconButton
          icon={Play}
          label={say('touchUps.playOne')}
          keys={ownKey('Space')}
          size="small"
          pressed={null}
          tabIndex={-1}
          onClick={onPlay}
        />
        <IconButton
          icon={Check}
          label={say('touchUps.takeOne')}
          keys={ownKey('Enter')}
          size="small"
          pressed={verdict === 'take'}
          tabIndex={-1}
          onClick={() => onDecide('take')}
        />
        <IconButton
          icon={Undo2}
          label={say('touchUps.keepOne')}
          keys={ownKey('Backspace')}
          size="small"
          pressed={verdict === 'keep'}
          tabIndex={-1}
          onClick={() => onDecide('keep')}
        />
      </span>
    </li>
  );
}

function verdictText(verdict: Verdict | null): string {
  return verdict === null ? '' : say(verdict === 'take' ? 'touchUps.isTaken' : 'touchUps.isKept');
}

/** The words on either side, of the same utterance. */
function contextOf(
  project: Project,
  { old, after }: HeardDifference,
): { readonly before: string; readonly behind: string } {
  const last = old.at(-1) ?? after;
  const place = last === null ? null : findWord(project, last.id);
  const next = place === null ? null : wordAfter(project, place);
  const isSame = next !== null && place !== null && next.utterance.id === place.utterance.id;
  return { before: after?.text ?? '', behind: isSame ? next.word.text : '' };
}
