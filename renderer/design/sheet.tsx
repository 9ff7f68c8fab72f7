import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';

const widths = { small: 'max-w-[420px]', normal: 'max-w-[680px]', wide: 'max-w-[880px]' } as const;

interface SheetProps {
  readonly title: string;
  /** Beside the title, quieter; null without. */
  readonly about: ReactNode;
  readonly width: keyof typeof widths;
  readonly closeLabel: string;
  /** Escape, a click on the scrim, the close button. */
  readonly onClose: () => void;
  /** What has the focus at first; null = the first control of the content. */
  readonly focus: RefObject<HTMLElement | null> | null;
  readonly children: ReactNode;
  /** Buttons, the one that goes on last; null without. */
  readonly foot: ReactNode;
}

/** A sheet centred on a scrim; the focus stays in it and goes back where it was. */
export function Sheet(props: SheetProps) {
  const body = useRef<HTMLDivElement>(null);
  // Not the close button: its tooltip would lie over the sheet, and take the first Escape.
  const first = () =>
    body.current?.querySelector<HTMLElement>('input,textarea,button,[tabindex="0"]') ?? true;
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="motion-layer fixed inset-0 z-30 bg-scrim data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-30 grid place-items-center overflow-hidden p-4">
          <Dialog.Popup
            initialFocus={props.focus ?? first}
            className={classes(
              'motion-layer flex max-h-full w-full flex-col overflow-hidden rounded-sheet border border-transparent bg-surface-1 shadow-layer outline-none data-starting-style:translate-y-1 data-starting-style:opacity-0',
              widths[props.width],
            )}
          >
            <header className="flex h-12 flex-none items-center gap-3 border-b border-line-1 ps-4 pe-2.5">
              <Dialog.Title className="min-w-0 truncate t-15 font-semibold">{props.title}</Dialog.Title>
              <div className="min-w-0 flex-1 truncate t-12 text-text-3">{props.about}</div>
              <IconButton
                icon={X}
                label={props.closeLabel}
                keys={null}
                size="normal"
                pressed={null}
                onClick={props.onClose}
              />
            </header>
            <div ref={body} className="min-h-0 flex-1 overflow-y-auto">
              {props.children}
            </div>
            {props.foot !== null && (
              <footer className="flex min-h-14 flex-none flex-wrap items-center justify-end gap-2 border-t border-line-1 px-4 py-2">
                {props.foot}
              </footer>
            )}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
