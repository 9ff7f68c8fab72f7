import { RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '../../common/contract/settings.ts';
import { type Action, allActions, findAction } from '../actions/action.ts';
import { useApp } from '../app/app.ts';
import { Button, IconButton } from '../design/button.tsx';
import { SearchField } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { Kbd } from '../design/kbd.tsx';
import { Select } from '../design/select.tsx';
import { bindingOfPress, keySystem } from '../keys/binding.ts';
import { keyGroups } from '../keys/keyList.ts';
import { keyConflicts, keysOf } from '../keys/keymap.ts';
import { shownKeys } from '../keys/shownKeys.ts';
import { say } from '../text/text.ts';

const presetNames = ['default', 'subtitle-edit', 'aegisub', 'premiere'] as const satisfies Settings['keys'][];

/** The preset, and own keys over it. A press that stands for two actions in one place is told, not forbidden. */
export function KeySettings() {
  const app = useApp();
  const choice = useStore(app.settings);
  const [typed, setTyped] = useState('');
  const [recording, setRecording] = useState<string | null>(null);
  const system = keySystem(navigator.platform);
  const shown = (action: Action) => keysOf(action, choice).map((keys) => shownKeys(keys, system));
  const conflicts = keyConflicts(allActions(), choice, system);
  const change = (id: string, keys: readonly string[] | null) => {
    const { [id]: _, ...others } = choice.ownKeys;
    app.changeSettings({ ownKeys: keys === null ? others : { ...others, [id]: [...keys] } });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Select
          id={undefined}
          label={say('settings.preset')}
          size="normal"
          className="w-48"
          value={choice.keys}
          onChange={(keys) => app.changeSettings({ keys })}
          options={presetNames.map((value) => ({
            value,
            label: say(`settings.keys.${value}`),
            note: null,
            disabled: false,
          }))}
        />
        <SearchField
          value={typed}
          onChange={setTyped}
          label={say('frame.keys.find')}
          clearLabel={say('frame.clear')}
          className="w-56"
        />
        <span className="flex-1" />
        <Button
          kind="quiet"
          size="normal"
          disabled={Object.keys(choice.ownKeys).length === 0}
          onClick={() => app.changeSettings({ ownKeys: {} })}
        >
          {say('settings.keys.reset')}
        </Button>
      </div>
      {conflicts.map(({ place, keys, actionIds }) => (
        <p key={`${place} ${keys}`} role="status" className="flex items-start gap-2 t-12">
          <span className="mt-px text-warn">
            <Icon of={TriangleAlert} size={14} />
          </span>
          {say('settings.keys.conflict', {
            keys: shownKeys(keys, system),
            actions: actionIds.map((id) => labelOf(id)).join(', '),
          })}
        </p>
      ))}
      {keyGroups(allActions(), typed, shown).map(({ place, actions }) => (
        <section key={place} aria-label={say(`frame.place.${place}`)}>
          <h3 className="mb-1 t-11 font-semibold text-text-3">{say(`frame.place.${place}`)}</h3>
          {actions.map((action) => (
            <KeyRow
              key={action.id}
              action={action}
              shown={shown(action)}
              own={choice.ownKeys[action.id] !== undefined}
              recording={recording === action.id}
              onRecord={setRecording}
              onChange={change}
            />
          ))}
        </section>
      ))}
    </div>
  );
}

interface KeyRowProps {
  readonly action: Action;
  readonly shown: readonly string[];
  readonly own: boolean;
  readonly recording: boolean;
  readonly onRecord: (id: string | null) => void;
  /** null = as the preset has it. */
  readonly onChange: (id: string, keys: readonly string[] | null) => void;
}

function KeyRow({ action, shown, own, recording, onRecord, onChange }: KeyRowProps) {
  const label = say(action.label);
  return (
    <div className="flex min-h-8 items-center gap-1 border-b border-line-1 t-12">
      <span className="min-w-0 flex-1">{label}</span>
      <Button
        kind="quiet"
        size="small"
        aria-label={say('settings.keys.change', { action: label })}
        aria-pressed={recording}
        onClick={() => onRecord(recording ? null : action.id)}
        onBlur={() => onRecord(null)}
        onKeyDown={(event) => {
          if (!recording || event.key === 'Tab') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Escape') return onRecord(null);
          const keys = bindingOfPress(event.nativeEvent, keySystem(navigator.platform));
          if (keys === null) return;
          onChange(action.id, [keys]);
          onRecord(null);
        }}
      >
        {recording ? (
          <span className="text-accent-text">{say('settings.keys.press')}</span>
        ) : shown.length === 0 ? (
          <span className="text-text-3">{say('settings.keys.none')}</span>
        ) : (
          shown.map((keys) => <Kbd key={keys} keys={keys} />)
        )}
      </Button>
      <IconButton
        icon={X}
        label={say('settings.keys.remove', { action: label })}
        keys={null}
        size="small"
        pressed={null}
        disabled={shown.length === 0}
        onClick={() => onChange(action.id, [])}
      />
      <IconButton
        icon={RotateCcw}
        label={say('settings.keys.restore', { action: label })}
        keys={null}
        size="small"
        pressed={null}
        disabled={!own}
        onClick={() => onChange(action.id, null)}
      />
    </div>
  );
}

function labelOf(id: string): string {
  const action = findAction(id);
  return action === null ? id : say(action.label);
}
