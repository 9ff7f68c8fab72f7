import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { classes } from './classes.ts';
import { layerBox } from './menu.tsx';

interface PopoverProps {
  readonly label: string;
  /** The button that opens it: one element that takes a ref and props. */
  readonly trigger: ReactElement;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly align: 'start' | 'center' | 'end';
  readonly children: ReactNode;
}

/** A few controls that belong to a button. Escape or a click elsewhere closes it. */
export function Popover({ label, trigger, open, onOpenChange, align, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="z-40" sideOffset={4} align={align} collisionPadding={4}>
          <Base.Popup aria-label={label} className={classes(layerBox, 'p-3')}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
