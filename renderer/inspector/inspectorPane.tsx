import { Tabs } from '../design/tabs.tsx';
import { ReviewTab } from '../review/reviewTab.tsx';
import { type EditorView, useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { ChecksTab } from './checksTab.tsx';
import { HistoryTab } from './historyTab.tsx';
import { SpeakersTab } from './speakersTab.tsx';
import { WordTab } from './wordTab.tsx';

type Tab = EditorView['inspector'];

const panels: Readonly<Record<Tab, () => React.JSX.Element>> = {
  speakers: SpeakersTab,
  checks: ChecksTab,
  review: ReviewTab,
  word: WordTab,
  history: HistoryTab,
};

/** What is known of the chosen word, the speakers, the captions' problems, and the edits so far. */
export function InspectorPane() {
  const session = useSession();
  const tab = useView((view) => view.inspector);
  const Panel = panels[tab];
  const options = (['speakers', 'checks', 'review', 'word', 'history'] as const).map((value) => ({
    value,
    label: value === 'review' ? say('review.tab') : say(`inspector.${value}`),
  }));
  return (
    <div className="h-full bg-surface-1">
      <Tabs<Tab>
        label={say('inspector.title')}
        options={options}
        value={tab}
        onChange={(inspector) => session.view.setState({ inspector })}
      >
        <Panel />
      </Tabs>
    </div>
  );
}
