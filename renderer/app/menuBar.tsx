import { Menu } from '@base-ui/react/menu';
import { Menubar } from '@base-ui/react/menubar';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { allActions, type MenuName } from '../actions/action.ts';
import { drawMenu, presentMenus, type RecentEntry } from '../actions/menus.ts';
import { contextOf, useActions, useActionVersion } from '../actions/useAction.ts';
import { MenuEntries, MenuPopup } from '../design/menu.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';

interface MenuBarProps {
  readonly recent: readonly RecentEntry[];
}

/** The menus, drawn from the actions. F10 or a single Alt goes to them and back. */
export function MenuBar({ recent }: MenuBarProps) {
  const names = useActions((context) => presentMenus(allActions(), context).join(' '));
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => listenForMenuKeys(() => bar.current), []);
  return (
    <Menubar ref={bar} aria-label={say('frame.menus')} className="flex min-w-0 items-center">
      {(names.split(' ') as MenuName[]).map((name) => (
        <Menu.Root key={name}>
          <Menu.Trigger
            data-menu={name}
            className="h-6 rounded-block border-0 bg-transparent px-[7px] whitespace-nowrap t-12 text-text-2 hover:bg-surface-3 hover:text-text-1 data-popup-open:bg-surface-3 data-popup-open:text-text-1"
          >
            {say(`frame.menu.${name}`)}
          </Menu.Trigger>
          <MenuPopup align="start" sideOffset={4}>
            <LiveEntries name={name} recent={recent} />
          </MenuPopup>
        </Menu.Root>
      ))}
    </Menubar>
  );
}

/** Asks each action whether it is possible, and again while the menu is open: not on every edit. */
function LiveEntries({ name, recent }: MenuBarProps & { readonly name: MenuName }) {
  const app = useApp();
  const choice = useStore(app.settings);
  useActionVersion();
  const { entries } = drawMenu(name, allActions(), contextOf(app), choice, recent);
  return <MenuEntries entries={entries} />;
}

function listenForMenuKeys(bar: () => HTMLElement | null): () => void {
  const stop = new AbortController();
  let altAlone = false;
  let before: Element | null = null;
  const toggle = () => {
    const menus = bar();
    if (menus === null) return;
    if (menus.contains(document.activeElement)) {
      if (before instanceof HTMLElement) before.focus();
      return;
    }
    before = document.activeElement;
    menus.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.type === 'keyup') {
      if (event.key === 'Alt' && altAlone) {
        event.preventDefault();
        toggle();
      }
      altAlone = false;
      return;
    }
    altAlone = event.key === 'Alt' && !event.ctrlKey && !event.shiftKey && !event.metaKey;
    const inMenus = bar()?.contains(document.activeElement) === true;
    // In the editor F10 may be a shortcut of its own; Alt always leads here.
    if (event.key === 'F10' && !event.shiftKey && !event.defaultPrevented) {
      event.preventDefault();
      toggle();
    } else if (event.key === 'Escape' && inMenus && bar()?.querySelector('[data-popup-open]') === null) {
      toggle();
    }
  };
  for (const kind of ['keydown', 'keyup'] as const) {
    window.addEventListener(kind, onKey, { signal: stop.signal });
  }
  window.addEventListener(
    'pointerdown',
    () => {
      altAlone = false;
    },
    { signal: stop.signal },
  );
  return () => stop.abort();
}
