import { Group, Panel, Separator } from 'react-resizable-panels';
import { CaptionsPane } from '../captions/captionsPane.tsx';
import { InspectorPane } from '../inspector/inspectorPane.tsx';
import { PlayerPane } from '../player/playerPane.tsx';
import { type EditorSession, SessionContext, useView } from '../session/session.ts';
import { TimelinePane } from '../timeline/timelinePane.tsx';
import { TranscriptPane } from '../transcript/transcriptPane.tsx';

/** The panes of one open project. */
export function EditorScreen({ session }: { readonly session: EditorSession }) {
  return (
    <SessionContext value={session}>
      <main className="h-full">
        <Group orientation="vertical">
          <Panel minSize={200}>
            <Group orientation="horizontal">
              <Panel minSize={320}>
                <TextPane />
              </Panel>
              <Separator />
              <Panel defaultSize={528} minSize={320}>
                <PlayerPane />
              </Panel>
              <Separator />
              <Panel defaultSize={324} minSize={240}>
                <InspectorPane />
              </Panel>
            </Group>
          </Panel>
          <Separator />
          <Panel defaultSize={288} minSize={160}>
            <TimelinePane />
          </Panel>
        </Group>
      </main>
    </SessionContext>
  );
}

function TextPane() {
  const text = useView((view) => view.text);
  return text === 'transcript' ? <TranscriptPane /> : <CaptionsPane />;
}
