import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { Check } from 'lucide-react';
import { useStore } from 'zustand';
import type { RecentProject } from '../../common/contract/projects.ts';
import { type Action, allActions, runAction } from '../actions/action.ts';
import { contextOf, shortcutOf } from '../actions/useAction.ts';
import { Icon } from '../design/icon.tsx';
import { Kbd } from '../design/kbd.tsx';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';

/** The palette itself, and what it shows anyway. */
const own: ReadonlySet<string> = new Set(['app.palette', 'app.openRecent']);

const row =
  'grid min-h-7 grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-2 rounded-block px-2 t-13 data-[selected=true]:bg-surface-3';

/** Everything that can be done now, found by typing a part of its name; and the recent projects. */
export function Palette({ recent }: { readonly recent: readonly RecentProject[] }) {
  const app = useApp();
  const choice = useStore(app.settings);
  const context = contextOf(app);
  const close = () => app.openLayer(null);
  const enabled = allActions().filter((action) => !own.has(action.id) && action.isEnabled(context));
  const run = (act: () => void) => {
    // Closed first, so that the focus is back where the action expects it, and it may open a layer of its own.
    close();
    requestAnimationFrame(act);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="motion-layer fixed inset-0 z-30 bg-scrim data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label={say('frame.palette')}
          className="motion-layer fixed start-1/2 top-14 z-30 w-[560px] max-w-[calc(100%-32px)] -translate-x-1/2 overflow-hidden rounded-sheet border border-transparent bg-surface-2 shadow-layer outline-none data-starting-style:opacity-0 rtl:translate-x-1/2"
        >
          <Command label={say('frame.palette')} loop className="flex max-h-[60vh] flex-col">
            <Command.Input
              autoFocus
              placeholder={say('frame.palette.find')}
              className="h-11 flex-none border-0 border-b border-line-1 bg-transparent px-4 t-15 outline-none"
            />
            <Command.List className="min-h-0 flex-1 overflow-y-auto p-1" aria-label={say('frame.palette')}>
              <Command.Empty className="p-3 text-text-2">{say('frame.palette.none')}</Command.Empty>
              <Command.Group heading={say('frame.palette.actions')} className={group}>
                {enabled.map((action) => (
                  <PaletteRow
                    key={action.id}
                    action={action}
                    keys={shortcutOf(action, choice)}
                    checked={action.isChecked?.(context) ?? false}
                    onChoose={() => run(() => runAction(action.id, contextOf(app)))}
                  />
                ))}
              </Command.Group>
              {recent.length > 0 && (
                <Command.Group heading={say('frame.palette.recent')} className={group}>
                  {recent.map(({ path, title, mediaName }) => (
                    <Command.Item
                      key={path}
                      value={path}
                      keywords={[title, mediaName ?? '']}
                      className={row}
                      onSelect={() => run(() => app.openProject(path).catch(app.report))}
                    >
                      <span className="col-start-2 truncate" dir="auto">
                        {title}
                      </span>
                      <span className="max-w-48 truncate t-11 text-text-3">{mediaName}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const group =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:t-11 [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-text-3';

interface PaletteRowProps {
  readonly action: Action;
  readonly keys: string | null;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function PaletteRow({ action, keys, checked, onChoose }: PaletteRowProps) {
  const label = say(action.label);
  return (
    <Command.Item value={action.id} keywords={[label]} className={row} onSelect={onChoose}>
      <span className="text-accent-text">{checked && <Icon of={Check} size={14} />}</span>
      <span className="truncate">{label}</span>
      {keys !== null && <Kbd keys={keys} />}
    </Command.Item>
  );
}
