import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { profiles } from '../../common/captions/profiles/profiles.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Labelled } from '../design/field.tsx';
import { Select } from '../design/select.tsx';
import { say } from '../text/text.ts';
import { SettingsGrid } from './settingsGrid.tsx';

/** Looks, language, the captions of new projects, and where everything lies. */
export function GeneralSettings() {
  const app = useApp();
  const { theme, language, profile } = useStore(app.settings);
  return (
    <SettingsGrid>
      <Labelled label={say('settings.theme')} hint={null} error={null}>
        {({ id }) => (
          <Select
            id={id}
            label=""
            size="normal"
            className="w-56"
            value={theme}
            onChange={(next) => app.changeSettings({ theme: next })}
            options={(['system', 'light', 'dark'] as const).map((value) => ({
              value,
              label: say(`settings.theme.${value}`),
              note: null,
              disabled: false,
            }))}
          />
        )}
      </Labelled>
      <Labelled label={say('settings.language')} hint={null} error={null}>
        {({ id }) => (
          <Select
            id={id}
            label=""
            size="normal"
            className="w-56"
            value={language}
            onChange={(next) => app.changeSettings({ language: next })}
            options={[
              { value: 'system', label: say('settings.language.system'), note: null, disabled: false },
              { value: 'en', label: 'English', note: null, disabled: false },
              { value: 'de', label: 'Deutsch', note: null, disabled: false },
            ]}
          />
        )}
      </Labelled>
      <Labelled label={say('settings.profile')} hint={say('settings.profile.hint')} error={null}>
        {({ id }) => (
          <Select
            id={id}
            label=""
            size="normal"
            className="w-56"
            value={profile}
            onChange={(next) => app.changeSettings({ profile: next })}
            options={profiles.map(({ id: value, title }) => ({
              value,
              label: title,
              note: null,
              disabled: false,
            }))}
          />
        )}
      </Labelled>
      <DataFolder />
    </SettingsGrid>
  );
}

function DataFolder() {
  const app = useApp();
  const [info, setInfo] = useState<{ readonly dataFolder: string; readonly version: string } | null>(null);
  useEffect(() => {
    app.connection.rpc.app.info.query().then(setInfo).catch(app.report);
  }, [app]);
  const { desktop } = app;
  if (info === null) return null;
  return (
    <>
      <span className="t-12 text-text-3">{say('settings.dataFolder')}</span>
      <div className="flex min-w-0 items-start gap-2">
        <p className="min-w-0 flex-1 select-text wrap-anywhere">{info.dataFolder}</p>
        {desktop !== null && (
          <Button kind="normal" size="small" onClick={() => desktop.showInFolder(info.dataFolder)}>
            {say('settings.showFolder')}
          </Button>
        )}
      </div>
      <span className="t-12 text-text-3">{say('settings.version')}</span>
      <p className="figures select-text">{info.version}</p>
    </>
  );
}
