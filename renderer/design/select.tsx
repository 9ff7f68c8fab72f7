import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import { layerBox } from './menu.tsx';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A quieter word at the end of the row; null without. */
  readonly note: string | null;
  readonly disabled: boolean;
}

interface SelectProps<T extends string> {
  readonly id: string | undefined;
  /** Accessible name; '' where a label element names it. */
  readonly label: string;
  readonly options: readonly SelectOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly size: 'normal' | 'small';
  readonly className: string;
}

/** One of a list. Typing jumps to an entry; the list is as wide as the field or as its longest row. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { options, value, onChange } = props;
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Base.Trigger
        id={props.id}
        aria-label={props.label === '' ? undefined : props.label}
        className={classes(
          'flex min-w-0 items-center gap-1.5 rounded-control border border-line-control bg-surface-1 px-2 text-start text-text-1 data-popup-open:bg-surface-2 disabled:border-line-2 disabled:text-text-off',
          props.size === 'normal' ? 'h-7 t-13' : 'h-6 t-12',
          props.className,
        )}
      >
        <Base.Value className="min-w-0 flex-1 truncate" />
        <Base.Icon className="text-text-3">
          <Icon of={ChevronDown} size={14} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40">
          <Base.Popup
            className={classes(layerBox, 'max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto')}
          >
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className="grid min-h-7 grid-cols-[16px_1fr_auto] items-center gap-2 rounded-block px-2 t-13 outline-none data-disabled:text-text-off data-highlighted:bg-surface-3"
              >
                <Base.ItemIndicator className="text-accent-text">
                  <Icon of={Check} size={14} />
                </Base.ItemIndicator>
                <Base.ItemText className="col-start-2">{option.label}</Base.ItemText>
                {option.note !== null && <span className="figures t-12 text-text-3">{option.note}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
