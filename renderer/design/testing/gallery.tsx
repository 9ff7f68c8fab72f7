import '../tokens.css';
import '../base.css';
import { Captions, Ellipsis, Magnet, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button, ButtonContent, IconButton } from '../button.tsx';
import { CheckBox, Checkbox, RadioRows, Switch } from '../checkbox.tsx';
import { SearchField, TextField } from '../field.tsx';
import { Menu, type MenuEntry } from '../menu.tsx';
import { NumberField } from '../numberField.tsx';
import { Meter, Progress } from '../progress.tsx';
import { Select } from '../select.tsx';
import { SpeakerKey, Swatch } from '../speaker.tsx';
import { BusyState, EmptyState, FailedState, SkeletonLines } from '../states.tsx';
import { Segments, Tabs } from '../tabs.tsx';
import { Count, Tag } from '../tag.tsx';
import { TimeField } from '../timeField.tsx';
import { TooltipProvider } from '../tooltip.tsx';

// All components on one page, to lay beside the design's sheet of states: `npx vite`, then
// /design/testing/gallery.html?theme=dark.
document.documentElement.dataset.theme = new URLSearchParams(location.search).get('theme') ?? 'light';

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 border-b border-line-1 pb-2 t-13 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const nothing = () => undefined;
const number = {
  id: undefined,
  label: 'Number',
  describedBy: undefined,
  min: 0,
  max: 100_000,
  disabled: false,
  className: 'w-28',
} as const;

const entries: readonly MenuEntry[] = [
  { kind: 'entry', id: 'a', label: 'Split', keys: 'Ctrl B', enabled: true, checked: null, onChoose: nothing },
  { kind: 'entry', id: 'b', label: 'Snap', keys: null, enabled: true, checked: true, onChoose: nothing },
  { kind: 'separator', id: 'c' },
  { kind: 'submenu', id: 'd', label: 'Speaker', enabled: true, entries: [] },
  { kind: 'entry', id: 'e', label: 'Merge', keys: null, enabled: false, checked: null, onChoose: nothing },
];

function Gallery() {
  const [value, setValue] = useState<number>(22_430);
  const [tab, setTab] = useState<'word' | 'checks'>('word');
  const [on, setOn] = useState(true);
  const [find, setFind] = useState('');
  return (
    <div className="grid h-full w-[1392px] grid-cols-2 content-start gap-x-12 gap-y-6 overflow-auto bg-surface-1 p-6">
      <Section title="Controls and focus">
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <Button kind="normal" size="normal">
            Normal
          </Button>
          <Button kind="normal" size="small">
            Small
          </Button>
          <Button kind="normal" size="normal" disabled>
            Off
          </Button>
          <Button kind="primary" size="normal" id="focus">
            <ButtonContent icon={null} keys="Ctrl E">
              Export
            </ButtonContent>
          </Button>
          <Button kind="quiet" size="normal">
            Quiet
          </Button>
          <Button kind="danger" size="normal">
            Delete
          </Button>
          <IconButton icon={Magnet} label="Snap" keys="S" size="normal" pressed={false} />
          <IconButton icon={Magnet} label="Snap" keys="S" size="normal" pressed />
          <Menu
            align="start"
            entries={entries}
            trigger={<IconButton icon={Ellipsis} label="More" keys={null} size="small" pressed={null} />}
          />
        </div>
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <TextField defaultValue="Field" className="w-35" />
          <TextField defaultValue="Off" disabled className="w-20" />
          <TimeField {...number} value={value} step={10} size="small" onCommit={setValue} />
          <NumberField {...number} value={0.55} step={0.05} digits={2} size="normal" onCommit={nothing} />
          <SearchField value={find} onChange={setFind} label="Find" clearLabel="Clear" className="w-40" />
        </div>
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <CheckBox label="a" checked={!on} onChange={setOn} disabled={false} />
          <Checkbox label="Checkbox" checked={on} onChange={setOn} disabled={false} />
          <Switch label="Switch" checked={on} onChange={setOn} disabled={false} />
          <Switch label="Switch" checked={!on} onChange={setOn} disabled={false} />
          <Segments
            label="View"
            value={tab}
            onChange={setTab}
            options={[
              { value: 'word', label: 'Transcript' },
              { value: 'checks', label: 'Captions' },
            ]}
          />
          <Select
            id={undefined}
            label="Profile"
            value="netflix"
            onChange={nothing}
            size="normal"
            className="w-40"
            options={[
              { value: 'netflix', label: 'Netflix', note: '42 × 2', disabled: false },
              { value: 'bbc', label: 'BBC', note: '37 × 2', disabled: false },
            ]}
          />
        </div>
        <div className="flex items-center gap-3">
          <Progress label="Job" fraction={0.45} tone="accent" className="w-30" />
          <Meter label="Speed" value={17} max={24} limit={20} tone="normal" className="w-30" />
          <Meter label="Speed" value={23} max={24} limit={20} tone="bad" className="w-30" />
          <Tag>DE</Tag>
          <Count>3</Count>
          <SpeakerKey color={1} number={2} />
          {[0, 1, 2, 3, 4, 5, 6, 7, 8].map((color) => (
            <Swatch key={color} color={color} className="" />
          ))}
        </div>
      </Section>
      <Section title="Empty, loading, failed">
        <div className="grid grid-cols-2 gap-3 *:border *:border-line-1">
          <EmptyState
            icon={Captions}
            title="No cues yet"
            detail="Cues are made from the words as they arrive."
            action={null}
          />
          <EmptyState
            icon={Users}
            title="No speakers yet"
            detail="Everything is on one lane."
            action={
              <Button kind="normal" size="small">
                Find speakers
              </Button>
            }
          />
          <BusyState
            title="Reading audio"
            detail="12:10 of 48:30 · 4 s left"
            action={
              <Button kind="normal" size="small">
                Cancel
              </Button>
            }
          />
          <SkeletonLines label="Loading" count={3} rowPx={20} />
          <FailedState
            title="“hearing.mxf” has moved"
            detail="Captions and times are safe."
            action={
              <Button kind="normal" size="small">
                Find the file…
              </Button>
            }
          />
        </div>
      </Section>
      <Section title="Tabs and rows">
        <div className="h-40 border border-line-1">
          <Tabs
            label="Inspector"
            value={tab}
            onChange={setTab}
            options={[
              { value: 'word', label: 'Word' },
              { value: 'checks', label: 'Checks' },
            ]}
          >
            <div className="p-3">
              <RadioRows
                label="Speakers"
                value="auto"
                onChange={nothing}
                options={[
                  { value: 'off', label: 'Off', note: null, disabled: false },
                  { value: 'auto', label: 'Find them', note: 'About 20 s more.', disabled: false },
                ]}
              />
            </div>
          </Tabs>
        </div>
      </Section>
    </div>
  );
}

const place = document.getElementById('root');
if (place !== null) {
  createRoot(place).render(
    <TooltipProvider>
      <Gallery />
    </TooltipProvider>,
  );
}
