import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled: boolean;
}

/** Yes or no, with its label: the label is part of what is clicked. */
export function Checkbox({ label, checked, onChange, disabled }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control inside is an input of Base UI
    <label className={classes('inline-flex min-h-6 items-center gap-2', disabled && 'text-text-off')}>
      <CheckBox checked={checked} onChange={onChange} disabled={disabled} label="" />
      <span>{label}</span>
    </label>
  );
}

/** The bare box, for a table's column; `label` is its accessible name. */
export function CheckBox({ label, checked, onChange, disabled }: CheckboxProps & { readonly label: string }) {
  return (
    <BaseCheckbox.Root
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next)}
      aria-label={label === '' ? undefined : label}
      className="hit-24 inline-grid size-4 flex-none align-middle place-items-center rounded-block border border-line-control bg-surface-1 p-0 text-on-accent transition-colors motion-fast data-checked:border-accent-fill data-checked:bg-accent-fill data-disabled:border-line-2"
    >
      <BaseCheckbox.Indicator>
        <Check size={12} strokeWidth={3} aria-hidden="true" />
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
}

interface RadioRowsProps<T extends string> {
  readonly label: string;
  readonly options: readonly {
    readonly value: T;
    readonly label: ReactNode;
    /** A quieter sentence below the label; null without. */
    readonly note: ReactNode;
    readonly disabled: boolean;
  }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, each in a row that is clicked as a whole. */
export function RadioRows<T extends string>({ label, options, value, onChange }: RadioRowsProps<T>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="flex flex-col gap-1"
    >
      {options.map((option) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control inside is an input of Base UI
        <label
          key={option.value}
          className={classes(
            'grid min-h-7 grid-cols-[16px_1fr] items-center gap-x-2',
            option.disabled && 'text-text-off',
          )}
        >
          <Radio.Root
            value={option.value}
            disabled={option.disabled}
            className="hit-24 size-4 rounded-full border border-line-control bg-surface-1 p-0 data-checked:border-5 data-checked:border-accent-fill data-checked:bg-on-accent"
          />
          <span>{option.label}</span>
          {option.note !== null && <span className="col-start-2 t-12 text-text-3">{option.note}</span>}
        </label>
      ))}
    </RadioGroup>
  );
}

/** Takes effect at once, unlike a checkbox in a sheet that is confirmed. */
export function Switch({ label, checked, onChange, disabled }: CheckboxProps & { readonly label: string }) {
  return (
    <BaseSwitch.Root
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next)}
      className="hit-24 inline-flex h-4 w-7 flex-none items-center rounded-full border border-line-control bg-surface-1 p-0 transition-colors motion-fast data-checked:border-accent-fill data-checked:bg-accent-fill"
    >
      <BaseSwitch.Thumb className="mx-0.5 size-2.5 rounded-full bg-line-control transition-transform motion-fast data-checked:translate-x-3 data-checked:bg-on-accent rtl:data-checked:-translate-x-3" />
    </BaseSwitch.Root>
  );
}
