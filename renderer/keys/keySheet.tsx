import { useState } from 'react';
import { useStore } from 'zustand';
import { allActions } from '../actions/action.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { SearchField } from '../design/field.tsx';
import { Kbd } from '../design/kbd.tsx';
import { Sheet } from '../design/sheet.tsx';
import { say } from '../text/text.ts';
import { keySystem } from './binding.ts';
import { keyGroups } from './keyList.ts';
import { keysOf } from './keymap.ts';
import { shownKeys } from './shownKeys.ts';

/** Every shortcut, by where it works; searched by what it does or by the key itself. */
export function KeySheet() {
  const app = useApp();
  const choice = useStore(app.settings);
  const [typed, setTyped] = useState('');
  const system = keySystem(navigator.platform);
  const shown = (action: Parameters<typeof keysOf>[0]) =>
    keysOf(action, choice).map((keys) => shownKeys(keys, system));
  const withKeys = allActions().filter((action) => keysOf(action, choice).length > 0);
  const groups = keyGroups(withKeys, typed, shown);
  return (
    <Sheet
      title={say('frame.keys')}
      about={say(`settings.keys.${choice.keys}`)}
      width="wide"
      closeLabel={say('frame.closeSheet')}
      onClose={() => app.openLayer(null)}
      focus={null}
      foot={
        <Button kind="normal" size="normal" onClick={() => app.openLayer({ kind: 'settings' })}>
          {say('frame.keys.change')}
        </Button>
      }
    >
      <div className="p-4">
        <SearchField
          value={typed}
          onChange={setTyped}
          label={say('frame.keys.find')}
          clearLabel={say('frame.clear')}
          className="mb-4 w-72"
        />
        {groups.length === 0 && <p className="text-text-2">{say('frame.keys.none')}</p>}
        <div className="columns-[340px] gap-8">
          {groups.map(({ place, actions }) => (
            <section key={place} className="mb-4" aria-label={say(`frame.place.${place}`)}>
              <h3 className="mb-1 t-11 font-semibold text-text-3">{say(`frame.place.${place}`)}</h3>
              <dl>
                {actions.map((action) => (
                  <div
                    key={action.id}
                    className="flex min-h-7 break-inside-avoid items-center gap-3 border-b border-line-1 t-12"
                  >
                    <dt className="min-w-0 flex-1">{say(action.label)}</dt>
                    <dd className="flex flex-none gap-2">
                      {shown(action).map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Sheet>
  );
}
