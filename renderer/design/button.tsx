import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Tip } from './tooltip.tsx';

const kinds = {
  normal:
    'border-line-2 bg-surface-2 text-text-1 hover:bg-surface-3 active:bg-line-2 data-popup-open:bg-surface-3',
  primary: 'border-transparent bg-accent-fill text-on-accent hover:bg-accent-hover active:bg-accent-hover',
  quiet:
    'border-transparent bg-transparent text-text-2 hover:bg-surface-3 hover:text-text-1 data-popup-open:bg-surface-3',
  danger: 'border-line-2 bg-surface-2 text-bad hover:bg-bad-soft active:bg-bad-soft',
} as const;

/** 28 px; 24 in bars and dense rows. */
const sizes = { normal: 'min-h-7 px-2.5', small: 'min-h-6 px-2' } as const;

export type ButtonKind = keyof typeof kinds;
export type ControlSize = keyof typeof sizes;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly kind: ButtonKind;
  readonly size: ControlSize;
}

/** A button with a text. At most one on a screen is `primary`. */
export function Button({ kind, size, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      data-primary={kind === 'primary' ? '' : undefined}
      className={classes(
        'inline-flex flex-none items-center justify-center gap-1.5 rounded-control border text-center t-12 font-medium transition-colors motion-fast',
        'disabled:border-line-1 disabled:bg-transparent disabled:text-text-off',
        kinds[kind],
        sizes[size],
        className,
      )}
    />
  );
}

/** The usual content of a button that has an icon or a shortcut beside its text. */
export function ButtonContent(props: {
  readonly icon: LucideIcon | null;
  readonly keys: string | null;
  readonly children: ReactNode;
}) {
  return (
    <>
      {props.icon !== null && <Icon of={props.icon} size={16} />}
      <span>{props.children}</span>
      {props.keys !== null && <Kbd keys={props.keys} />}
    </>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** What it does, in words: the accessible name and the tooltip. */
  readonly label: string;
  /** Ready to show; null without. */
  readonly keys: string | null;
  readonly size: ControlSize;
  /** On or off, for what stays on; null for what just happens. */
  readonly pressed: boolean | null;
}

/** A button that is an icon alone. */
export function IconButton({ icon, label, keys, size, pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tip text={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed ?? undefined}
        className={classes(
          'inline-grid flex-none place-items-center rounded-control border-0 p-0 transition-colors motion-fast',
          size === 'normal' ? 'size-7' : 'size-6',
          pressed === true
            ? 'bg-accent-soft text-accent-text'
            : 'bg-transparent text-text-2 hover:bg-surface-3 hover:text-text-1 data-popup-open:bg-surface-3',
          'disabled:bg-transparent disabled:text-text-off',
          className,
        )}
      >
        <Icon of={icon} size={16} />
      </button>
    </Tip>
  );
}
