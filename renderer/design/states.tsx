import type { LucideIcon } from 'lucide-react';
import { LoaderCircle, OctagonAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';

interface StateProps {
  readonly icon: LucideIcon;
  readonly tone: 'quiet' | 'accent' | 'bad' | 'ok';
  readonly title: ReactNode;
  /** One line more; null without. */
  readonly detail: ReactNode;
  /** One button (size small); null without. */
  readonly action: ReactNode;
}

const tones = { quiet: 'text-text-3', accent: 'text-accent-text', bad: 'text-bad', ok: 'text-ok' } as const;

/** What a place says in place of its content: icon, what it is, one line more, one thing to do. */
export function StateNote({ icon, tone, title, detail, action }: StateProps) {
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 p-4 t-12 leading-5">
      <span className={classes('mt-0.5', tones[tone])}>
        <Icon of={icon} size={16} />
      </span>
      <div>
        <p className="t-13 font-medium">{title}</p>
        {detail !== null && <p className="figures text-text-2">{detail}</p>}
      </div>
      {action !== null && <div className="self-center">{action}</div>}
    </div>
  );
}

/** Nothing is here yet: what the place is for, and one thing to do. */
export function EmptyState(props: Omit<StateProps, 'tone'>) {
  return <StateNote {...props} tone="quiet" />;
}

/** Something went wrong here: what and which file, what is safe, one button. Announced at once. */
export function FailedState(props: Omit<StateProps, 'tone' | 'icon'>) {
  return (
    <div role="alert">
      <StateNote {...props} icon={OctagonAlert} tone="bad" />
    </div>
  );
}

/** Something is being made: what, how far, and a cancel. For what takes longer than two seconds. */
export function BusyState(props: Omit<StateProps, 'tone' | 'icon'>) {
  return (
    <div role="status">
      <StateNote {...props} icon={LoaderCircle} tone="accent" />
    </div>
  );
}

interface SkeletonLinesProps {
  readonly label: string;
  readonly count: number;
  /** Height of one true row in pixels. */
  readonly rowPx: number;
}

/** Rows that are on their way, in their true height. Nothing is shown for the first 100 ms. */
export function SkeletonLines({ label, count, rowPx }: SkeletonLinesProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 100);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: count }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} className="flex items-center px-4" style={{ height: rowPx }}>
          <span
            className="h-2.5 rounded-block bg-surface-3 forced-colors:border"
            style={{ width: `${[82, 64, 73, 91, 58][row % 5]}%` }}
          />
        </div>
      ))}
    </div>
  );
}
