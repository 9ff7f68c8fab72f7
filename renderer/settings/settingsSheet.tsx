import { useState } from 'react';
import { useApp } from '../app/app.ts';
import { Sheet } from '../design/sheet.tsx';
import { Tabs } from '../design/tabs.tsx';
import { say } from '../text/text.ts';
import { EditingSettings } from './editingSettings.tsx';
import { GeneralSettings } from './generalSettings.tsx';
import { KeySettings } from './keySettings.tsx';
import { VoiceSettings } from './voiceSettings.tsx';

type Part = 'general' | 'editing' | 'keys';

/** What a person chose for the whole program. Everything takes effect at once, in every window. */
export function SettingsSheet() {
  const app = useApp();
  const [part, setPart] = useState<Part>('general');
  return (
    <Sheet
      title={say('frame.settings')}
      about={null}
      width="normal"
      closeLabel={say('frame.closeSheet')}
      onClose={() => app.openLayer(null)}
      focus={null}
      foot={null}
    >
      <div className="h-[min(520px,60vh)]">
        <Tabs<Part>
          label={say('frame.settings')}
          value={part}
          onChange={setPart}
          options={[
            { value: 'general', label: say('settings.general') },
            { value: 'editing', label: say('settings.editing') },
            { value: 'keys', label: say('settings.keys') },
          ]}
        >
          <div className="h-full overflow-y-auto p-4">
            {part === 'general' && <GeneralSettings />}
            {part === 'editing' && (
              <>
                <EditingSettings />
                <VoiceSettings />
              </>
            )}
            {part === 'keys' && <KeySettings />}
          </div>
        </Tabs>
      </div>
    </Sheet>
  );
}
