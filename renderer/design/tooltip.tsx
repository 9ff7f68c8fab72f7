import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

/** Once around the whole window: after the first tooltip the next ones come without delay. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Tooltip.Provider delay={500} closeDelay={0} timeout={300}>
      {children}
    </Tooltip.Provider>
  );
}

interface TipProps {
  readonly text: string;
  /** Ready to show (`Ctrl E`); null without. */
  readonly keys: string | null;
  /** One element that takes a ref and props. */
  readonly children: ReactElement;
}

/** A name or a longer word on what is under the pointer or has the focus. It repeats no visible label. */
export function Tip({ text, keys, children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} collisionPadding={4} className="z-50">
          <Tooltip.Popup className="motion-layer flex max-w-72 items-baseline gap-2 rounded-control bg-surface-3 px-2 py-1 t-12 text-text-1 shadow-layer data-ending-style:opacity-0 data-starting-style:opacity-0">
            {text}
            {keys !== null && <Kbd keys={keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
