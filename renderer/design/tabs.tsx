import { Tabs as Base } from '@base-ui/react/tabs';
import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

export interface TabOption<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly options: readonly TabOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** What the chosen tab shows; the panel takes the rest of the height. */
  readonly children: ReactNode;
}

/** A pane's tabs: 36 px, the chosen one underlined. Arrow keys move, Enter or Space chooses. */
export function Tabs<T extends string>({ label, options, value, onChange, children }: TabsProps<T>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className="flex h-full min-h-0 flex-col"
    >
      <Base.List
        aria-label={label}
        className="flex h-9 flex-none overflow-x-auto border-b border-line-1 px-2 [scrollbar-width:none]"
      >
        {options.map((option) => (
          <Base.Tab
            key={option.value}
            value={option.value}
            className="focus-inset -mb-px h-9 whitespace-nowrap border-0 border-b-2 border-transparent bg-transparent px-2 t-12 font-medium text-text-2 transition-colors motion-fast hover:text-text-1 data-active:border-accent data-active:text-text-1"
          >
            {option.label}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className="min-h-0 flex-1 -outline-offset-2">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: readonly TabOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** Two or three ways to see the same thing, 24 px, for bars. */
export function Segments<T extends string>({ label, options, value, onChange }: SegmentsProps<T>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next);
      }}
      className="inline-flex h-6 flex-none rounded-control bg-surface-3 p-px"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="h-[22px] whitespace-nowrap rounded-[4px] border-0 bg-transparent px-2.5 t-12 leading-[22px] font-medium text-text-2 hover:text-text-1 data-pressed:bg-surface-1 data-pressed:text-text-1 data-pressed:ring-1 data-pressed:ring-line-2"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
