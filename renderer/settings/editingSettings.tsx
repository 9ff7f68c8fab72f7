import { useStore } from 'zustand';
import type { Settings } from '../../common/contract/settings.ts';
import { useApp } from '../app/app.ts';
import { Checkbox } from '../design/checkbox.tsx';
import { Labelled } from '../design/field.tsx';
import { NumberField } from '../design/numberField.tsx';
import { say } from '../text/text.ts';
import { SettingsGrid } from './settingsGrid.tsx';

type Figure = 'doubtBelow' | 'nudgeMs' | 'tapDelayMs';

/** Their ranges are those of the settings' schema. */
const figures: readonly {
  readonly name: Figure;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly digits: number;
}[] = [
  { name: 'doubtBelow', min: 0, max: 1, step: 0.05, digits: 2 },
  { name: 'nudgeMs', min: 1, max: 1000, step: 5, digits: 0 },
  { name: 'tapDelayMs', min: 0, max: 1000, step: 10, digits: 0 },
];

const switches: readonly (keyof Pick<Settings, 'snap' | 'follow' | 'push'>)[] = ['snap', 'follow', 'push'];

/** How words are reviewed and their times are set. */
export function EditingSettings() {
  const app = useApp();
  const settings = useStore(app.settings);
  return (
    <SettingsGrid>
      {figures.map(({ name, min, max, step, digits }) => (
        <Labelled key={name} label={say(`settings.${name}`)} hint={say(`settings.${name}.hint`)} error={null}>
          {({ id, describedBy }) => (
            <NumberField
              id={id}
              label=""
              describedBy={describedBy}
              value={settings[name]}
              onCommit={(value) => app.changeSettings({ [name]: round(value, digits) })}
              min={min}
              max={max}
              step={step}
              digits={digits}
              size="normal"
              disabled={false}
              className="w-24"
            />
          )}
        </Labelled>
      ))}
      <span className="t-12 text-text-3">{say('settings.atStart')}</span>
      <div className="flex flex-col items-start">
        {switches.map((name) => (
          <Checkbox
            key={name}
            label={say(`settings.${name}`)}
            checked={settings[name]}
            disabled={false}
            onChange={(checked) => app.changeSettings({ [name]: checked })}
          />
        ))}
      </div>
    </SettingsGrid>
  );
}

/** Steps of 0.05 add up to 0.6000000000000001. */
function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
