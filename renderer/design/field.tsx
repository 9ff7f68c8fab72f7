import { Search, X } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';

/** The box of a field; the ring lies around it, whatever inside has the focus. */
export const fieldBox =
  'flex min-w-0 items-center gap-1.5 rounded-control border border-line-control bg-surface-1 px-2 t-13 text-text-1 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-1 has-[:focus-visible]:outline-accent has-[[aria-invalid=true]]:border-bad has-disabled:border-line-2 has-disabled:text-text-off';

const bareInput = 'h-full w-full min-w-0 border-0 bg-transparent p-0 outline-none';

/** A line of text, 28 px. */
export function TextField({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <span className={classes(fieldBox, 'h-7', className)}>
      <input type="text" autoComplete="off" spellCheck={false} {...rest} className={bareInput} />
    </span>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Accessible name and placeholder. */
  readonly label: string;
  readonly clearLabel: string;
  readonly className: string;
}

/** Narrows down a list while it is typed. Escape empties it first, and only then leaves. */
export function SearchField({ value, onChange, label, clearLabel, className }: SearchFieldProps) {
  return (
    <span className={classes(fieldBox, 'h-7', className)}>
      <span className="text-text-3">
        <Icon of={Search} size={16} />
      </span>
      <input
        type="search"
        value={value}
        aria-label={label}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          event.stopPropagation();
          onChange('');
        }}
        className={classes(bareInput, '[&::-webkit-search-cancel-button]:hidden')}
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={clearLabel}
          onClick={() => onChange('')}
          className="hit-24 grid size-4 place-items-center border-0 bg-transparent p-0 text-text-3 hover:text-text-1"
        >
          <Icon of={X} size={14} />
        </button>
      )}
    </span>
  );
}

interface LabelledProps {
  readonly label: string;
  /** A quieter sentence below; null without. */
  readonly hint: string | null;
  /** What is wrong with what was entered; null when nothing is. */
  readonly error: string | null;
  /** Gives the control its id and what describes it. */
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** A label with its control, hint and error, bound together for screen readers. The columns are the caller's grid. */
export function Labelled({ label, hint, error, children }: LabelledProps) {
  const id = useId();
  const described = hint !== null || error !== null ? `${id}-about` : undefined;
  return (
    <>
      <label htmlFor={id} className="t-12 text-text-3">
        {label}
      </label>
      <div className="min-w-0">
        {children({ id, describedBy: described })}
        {described !== undefined && (
          <p id={described} className={classes('mt-1 t-12', error === null ? 'text-text-3' : 'text-bad')}>
            {error ?? hint}
          </p>
        )}
      </div>
    </>
  );
}
