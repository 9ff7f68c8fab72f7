import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

/** The line of column heads, 24 px; the columns are a grid template that its rows share. */
export function TableHead({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div
      {...rest}
      className={classes(
        'grid h-6 flex-none items-center border-b border-line-1 bg-surface-1 t-11 text-text-3',
        className,
      )}
    />
  );
}

/** A row of a table: hairline below, quiet hover; `aria-selected` or `aria-current` is the accent. */
export const tableRow =
  'focus-inset relative border-b border-line-1 hover:bg-surface-2 aria-[current=true]:bg-accent-soft aria-selected:bg-accent-soft';
