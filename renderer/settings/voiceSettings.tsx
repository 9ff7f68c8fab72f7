import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Checkbox } from '../design/checkbox.tsx';
import { say } from '../text/text.ts';

/** Whether people are recognised by their voices, whose are known, and how to be forgotten. */
export function VoiceSettings() {
  const app = useApp();
  const { voices } = app.connection.rpc;
  const isOn = useStore(app.settings, (settings) => settings.voices);
  const [known, setKnown] = useState<readonly string[]>([]);
  const look = useCallback(() => {
    voices.list
      .query()
      .then((list) => setKnown(list.map(({ name }) => name)))
      .catch(app.report);
  }, [voices, app]);
  useEffect(look, [look]);
  const forget = (gone: Promise<unknown>) => {
    gone.then(look).catch(app.report);
  };
  return (
    <section aria-labelledby="voices-head" className="mt-5 border-t border-line-1 pt-4">
      <h3 id="voices-head" className="t-13 font-semibold">
        {say('settings.voices')}
      </h3>
      <Checkbox
        label={say('settings.voicesOn')}
        checked={isOn}
        disabled={false}
        onChange={(checked) => app.changeSettings({ voices: checked })}
      />
      <p className="t-12 text-text-3">{say('settings.voicesHint')}</p>
      {known.length > 0 && (
        <>
          <ul aria-labelledby="voices-head" className="mt-2 flex flex-col gap-1">
            {known.map((name) => (
              <li key={name} className="flex items-center gap-3 t-13">
                <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
                <Button
                  kind="quiet"
                  size="small"
                  aria-label={say('setup.deedOn', { deed: say('settings.forget'), name })}
                  onClick={() => forget(voices.forget.mutate({ name }))}
                >
                  {say('settings.forget')}
                </Button>
              </li>
            ))}
          </ul>
          <Button
            kind="danger"
            size="small"
            className="mt-2"
            onClick={() => forget(voices.forgetAll.mutate())}
          >
            {say('settings.forgetAll')}
          </Button>
        </>
      )}
    </section>
  );
}
