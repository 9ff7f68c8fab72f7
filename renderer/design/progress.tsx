import { Meter as BaseMeter } from '@base-ui/react/meter';
import { Progress as BaseProgress } from '@base-ui/react/progress';
import { classes } from './classes.ts';

interface ProgressProps {
  /** Accessible name. */
  readonly label: string;
  /** 0–1; null = not known yet. */
  readonly fraction: number | null;
  readonly tone: 'accent' | 'ok' | 'still';
  readonly className: string;
}

const fills = { accent: 'bg-accent', ok: 'bg-ok', still: 'bg-text-3' } as const;

/** How far something has come, 4 px. It is never animated: the figure beside it says more. */
export function Progress({ label, fraction, tone, className }: ProgressProps) {
  return (
    <BaseProgress.Root
      aria-label={label}
      value={fraction === null ? null : Math.round(clamp(fraction) * 100)}
      className={className}
    >
      <BaseProgress.Track className="block h-1 overflow-hidden rounded-[2px] bg-surface-3 forced-colors:border">
        <BaseProgress.Indicator
          data-fill=""
          className={classes('block h-full', fills[tone])}
          style={{ width: `${clamp(fraction ?? 0) * 100}%` }}
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  );
}

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** Where the limit is drawn as a tick; null without. */
  readonly limit: number | null;
  readonly tone: 'normal' | 'warn' | 'bad';
  readonly className: string;
}

const meterFills = { normal: 'bg-text-3', warn: 'bg-warn', bad: 'bg-bad' } as const;

/** A measured value against its limit, 4 px, the limit as a tick. */
export function Meter({ label, value, max, limit, tone, className }: MeterProps) {
  return (
    <BaseMeter.Root aria-label={label} value={Math.min(value, max)} max={max} className={className}>
      <BaseMeter.Track className="relative block h-1 rounded-[2px] bg-surface-3 forced-colors:border">
        <BaseMeter.Indicator
          data-fill=""
          className={classes('absolute inset-y-0 start-0 rounded-[2px]', meterFills[tone])}
          style={{ width: `${clamp(value / max) * 100}%` }}
        />
        {limit !== null && (
          <span
            className="absolute -inset-y-[3px] w-px bg-text-2"
            style={{ insetInlineStart: `${clamp(limit / max) * 100}%` }}
          />
        )}
      </BaseMeter.Track>
    </BaseMeter.Root>
  );
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}
