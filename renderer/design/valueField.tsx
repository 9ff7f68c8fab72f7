import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { classes } from './classes.ts';
import { fieldBox } from './field.tsx';

export interface ValueFieldProps {
  readonly id: string | undefined;
  /** Accessible name; '' where a label element names it. */
  readonly label: string;
  readonly describedBy: string | undefined;
  readonly value: number | null;
  /** Called when Enter, an arrow key or leaving the field settles a valid value; never while it is typed. */
  readonly onCommit: (value: number) => void;
  readonly min: number;
  readonly max: number;
  /** One press of an arrow key; ten times as much with Shift. */
  readonly step: number;
  readonly size: 'normal' | 'small';
  readonly disabled: boolean;
  readonly className: string;
}

interface Notation {
  readonly write: (value: number) => string;
  /** null = this is none. */
  readonly read: (text: string) => number | null;
}

/**
 * A number in some notation. What is typed is checked at once and taken on Enter or on leaving; Escape brings the
 * value back; arrow keys step. A text that is no value is marked, and gives way to the value on leaving.
 */
export function ValueField({ notation, ...props }: ValueFieldProps & { readonly notation: Notation }) {
  const { value, onCommit, min, max, step, size, disabled } = props;
  const shown = value === null ? '' : notation.write(value);
  const [draft, setDraft] = useState<string | null>(null);
  const latest = useRef(value);
  useEffect(() => {
    // A value that changes from elsewhere (undo, another window) wins over what is half typed.
    if (latest.current !== value) setDraft(null);
    latest.current = value;
  }, [value]);
  const typed = draft === null ? value : within(notation.read(draft), min, max);
  const settle = () => {
    if (draft !== null && typed !== null && typed !== value) onCommit(typed);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Enter') {
      settle();
    } else if (event.key === 'Escape' && draft !== null) {
      setDraft(null);
    } else if (direction !== 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const from = typed ?? value;
      if (from === null) return;
      const next = Math.min(max, Math.max(min, from + direction * step * (event.shiftKey ? 10 : 1)));
      setDraft(null);
      if (next !== value) onCommit(next);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span className={classes(fieldBox, size === 'normal' ? 'h-7' : 'h-6 px-1.5 t-12', props.className)}>
      <input
        id={props.id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        aria-label={props.label === '' ? undefined : props.label}
        aria-describedby={props.describedBy}
        aria-invalid={draft !== null && typed === null}
        value={draft ?? shown}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={settle}
        onKeyDown={onKeyDown}
        className="figures h-full w-full min-w-0 border-0 bg-transparent p-0 outline-none"
      />
    </span>
  );
}

function within(value: number | null, min: number, max: number): number | null {
  return value === null || value < min || value > max ? null : value;
}
