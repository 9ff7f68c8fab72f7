import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';

export type MenuEntry =
  | {
      readonly kind: 'entry';
      readonly id: string;
      readonly label: string;
      /** Ready to show; null without. */
      readonly keys: string | null;
      readonly enabled: boolean;
      /** For what is on or off; null for the rest. */
      readonly checked: boolean | null;
      readonly onChoose: () => void;
    }
  | { readonly kind: 'separator'; readonly id: string }
  | {
      readonly kind: 'submenu';
      readonly id: string;
      readonly label: string;
      readonly enabled: boolean;
      readonly entries: readonly MenuEntry[];
    };

/** The look of all that floats: menus, lists, popovers. The border shows only where the system's colours hide the shadow. */
export const layerBox =
  'motion-layer rounded-control border border-transparent bg-surface-2 p-1 text-text-1 shadow-layer outline-none data-ending-style:opacity-0 data-starting-style:opacity-0 data-instant:transition-none';

const row =
  'grid min-h-7 grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-block pe-2 ps-1 t-12 outline-none data-disabled:text-text-off data-highlighted:bg-surface-3 data-popup-open:bg-surface-3';

interface MenuProps {
  readonly entries: readonly MenuEntry[];
  /** The button that opens it: one element that takes a ref and props. */
  readonly trigger: ReactElement;
  readonly align: 'start' | 'end';
}

/** A button's menu. */
export function Menu({ entries, trigger, align }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <MenuPopup align={align} sideOffset={4}>
        <MenuEntries entries={entries} />
      </MenuPopup>
    </Base.Root>
  );
}

interface ContextMenuProps {
  /** Asked when it opens, so that what is under the pointer can be chosen first. */
  readonly entries: () => readonly MenuEntry[];
  readonly onOpen: () => void;
  /** The region: one element that takes a ref and props. */
  readonly children: ReactElement;
}

/** What a right click, Shift+F10 or the menu key offers on a region. */
export function ContextMenu({ entries, onOpen, children }: ContextMenuProps) {
  return (
    <BaseContextMenu.Root
      onOpenChange={(open) => {
        if (open) onOpen();
      }}
    >
      <BaseContextMenu.Trigger render={children} />
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className="z-40 outline-none" collisionPadding={4}>
          <BaseContextMenu.Popup className={classes(layerBox, 'min-w-48 max-w-96')}>
            <Deferred entries={entries} />
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  );
}

function Deferred({ entries }: { readonly entries: () => readonly MenuEntry[] }) {
  return <MenuEntries entries={entries()} />;
}

interface MenuPopupProps {
  readonly align: 'start' | 'end';
  readonly sideOffset: number;
  /** `MenuEntries`; drawn while the menu is open and not before. */
  readonly children: ReactNode;
}

/** The floating part of a menu, for whoever has its own trigger (the menu bar). */
export function MenuPopup({ align, sideOffset, children }: MenuPopupProps) {
  return (
    <Base.Portal>
      <Base.Positioner
        className="z-40 outline-none"
        align={align}
        sideOffset={sideOffset}
        collisionPadding={4}
      >
        <Base.Popup
          className={classes(layerBox, 'max-h-(--available-height) min-w-48 max-w-96 overflow-y-auto')}
        >
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

/** The rows of a menu. */
export function MenuEntries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry) => <AnyEntry key={entry.id} entry={entry} />);
}

function AnyEntry({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Base.Separator className="-mx-1 my-1 h-px bg-line-2" />;
    case 'submenu':
      return (
        <Base.SubmenuRoot disabled={!entry.enabled}>
          <Base.SubmenuTrigger className={row}>
            <span className="col-start-2 truncate">{entry.label}</span>
            <span className="text-text-3 rtl:-scale-x-100">
              <Icon of={ChevronRight} size={14} />
            </span>
          </Base.SubmenuTrigger>
          <MenuPopup align="start" sideOffset={0}>
            <MenuEntries entries={entry.entries} />
          </MenuPopup>
        </Base.SubmenuRoot>
      );
    case 'entry':
      return <Entry entry={entry} />;
  }
}

function Entry({ entry }: { readonly entry: MenuEntry & { readonly kind: 'entry' } }) {
  const content = (
    <>
      <span className="col-start-2 truncate">{entry.label}</span>
      {entry.keys !== null && <Kbd keys={entry.keys} />}
    </>
  );
  if (entry.checked === null) {
    return (
      <Base.Item className={row} disabled={!entry.enabled} onClick={entry.onChoose}>
        {content}
      </Base.Item>
    );
  }
  return (
    <Base.CheckboxItem
      className={row}
      disabled={!entry.enabled}
      checked={entry.checked}
      onCheckedChange={entry.onChoose}
      closeOnClick
    >
      <Base.CheckboxItemIndicator className="text-accent-text">
        <Icon of={Check} size={14} />
      </Base.CheckboxItemIndicator>
      {content}
    </Base.CheckboxItem>
  );
}
