import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, usePanelRef } from 'react-resizable-panels';
import { type App, useApp } from '../app/app.ts';
import { FaultBoundary } from '../app/faultBoundary.tsx';
import { CaptionsPane } from '../captions/captionsPane.tsx';
import { RetimeSheet } from '../editing/retimeSheet.tsx';
import { TapBar } from '../editing/tapBar.tsx';
import { InspectorPane } from '../inspector/inspectorPane.tsx';
import { PlayerPane } from '../player/playerPane.tsx';
import { type EditorSession, SessionContext, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { TimelinePane } from '../timeline/timelinePane.tsx';
import { TranscriptPane } from '../transcript/transcriptPane.tsx';
import { registerEditorActions } from './editorActions.ts';
import { rememberFocus } from './paneFocus.ts';
import {
  type Arrangement,
  arrangementOf,
  keyOf,
  LEAST,
  type PaneSizes,
  rememberedSizes,
  usualSizes,
} from './paneSizes.ts';

registerEditorActions();

/** The panes of one open project. */
export function EditorScreen({ session }: { readonly session: EditorSession }) {
  const arrangement = useSyncExternalStore(watchWindow, () => arrangementOf(window.innerWidth));
  useEffect(rememberFocus, []);
  return (
    <SessionContext value={session}>
      <main className="h-full bg-line-1">
        <Panes key={arrangement} arrangement={arrangement} />
        <RetimeSheet />
      </main>
    </SessionContext>
  );
}

function watchWindow(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

/** Sizes are taken from the panes when a person lets go of a border; a window that grows gives the text more room. */
function Panes({ arrangement }: { readonly arrangement: Arrangement }) {
  const app = useApp();
  const sizes = useMemo(() => startSizes(app, arrangement), [app, arrangement]);
  const [player, inspector, timeline] = [usePanelRef(), usePanelRef(), usePanelRef()];
  const keep = (name: keyof PaneSizes, panel: PanelImperativeHandle | null) => {
    if (panel !== null) remember(app, arrangement, { [name]: Math.round(panel.getSize().inPixels) });
  };
  const reset = (name: 'player' | 'inspector' | 'timeline', panel: PanelImperativeHandle | null) => {
    panel?.resize(usualSizes(window.innerWidth, window.innerHeight)[name]);
    forget(app, arrangement, name);
  };
  return (
    <Group
      orientation="vertical"
      onLayoutChanged={(_, { isUserInteraction }) => {
        if (isUserInteraction) keep('timeline', timeline.current);
      }}
    >
      <Panel minSize={LEAST.upper}>
        <Group
          orientation="horizontal"
          onLayoutChanged={(_, { isUserInteraction }) => {
            if (!isUserInteraction) return;
            keep('player', player.current);
            keep('inspector', inspector.current);
          }}
        >
          <Panel minSize={LEAST.text}>
            {arrangement === 'wide' ? <BothTexts sizes={sizes} /> : <OneText />}
          </Panel>
          <Border label={say('frame.border.player')} onReset={() => reset('player', player.current)} />
          <Panel
            panelRef={player}
            defaultSize={sizes.player}
            minSize={LEAST.player}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Pane label={say('frame.pane.player')} keys={null}>
              <PlayerPane />
            </Pane>
          </Panel>
          <Border
            label={say('frame.border.inspector')}
            onReset={() => reset('inspector', inspector.current)}
          />
          <Panel
            panelRef={inspector}
            defaultSize={sizes.inspector}
            minSize={LEAST.inspector}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Pane label={say('frame.pane.inspector')} keys={null}>
              <InspectorPane />
            </Pane>
          </Panel>
        </Group>
      </Panel>
      <Border label={say('frame.border.timeline')} onReset={() => reset('timeline', timeline.current)} />
      <Panel
        panelRef={timeline}
        defaultSize={sizes.timeline}
        minSize={LEAST.timeline}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Pane label={say('frame.pane.timeline')} keys="timeline">
          <div className="flex h-full flex-col">
            <TapBar />
            <div className="min-h-0 flex-1">
              <TimelinePane />
            </div>
          </div>
        </Pane>
      </Panel>
    </Group>
  );
}

function OneText() {
  const text = useView((view) => view.text);
  return (
    <Pane label={say(`frame.pane.${text}`)} keys={text}>
      {text === 'transcript' ? <TranscriptPane /> : <CaptionsPane />}
    </Pane>
  );
}

function BothTexts({ sizes }: { readonly sizes: PaneSizes }) {
  const app = useApp();
  const transcript = usePanelRef();
  return (
    <Group
      orientation="horizontal"
      onLayoutChanged={(_, { isUserInteraction }) => {
        const share = transcript.current?.getSize().asPercentage;
        if (isUserInteraction && share !== undefined) remember(app, 'wide', { transcript: share / 100 });
      }}
    >
      <Panel panelRef={transcript} defaultSize={`${sizes.transcript * 100}%`} minSize={LEAST.text}>
        <Pane label={say('frame.pane.transcript')} keys="transcript">
          <TranscriptPane />
        </Pane>
      </Panel>
      <Border
        label={say('frame.border.text')}
        onReset={() => {
          transcript.current?.resize(`${(5 / 12) * 100}%`);
          forget(app, 'wide', 'transcript');
        }}
      />
      <Panel minSize={LEAST.text}>
        <Pane label={say('frame.pane.captions')} keys="captions">
          <CaptionsPane />
        </Pane>
      </Panel>
    </Group>
  );
}

interface PaneProps {
  readonly label: string;
  /** The place that its shortcuts belong to; null for none of its own. */
  readonly keys: 'timeline' | 'transcript' | 'captions' | null;
  readonly children: ReactNode;
}

/** A landmark that F6 goes to. */
function Pane({ label, keys, children }: PaneProps) {
  const { report } = useApp();
  return (
    <section
      aria-label={label}
      data-pane=""
      data-keys={keys ?? undefined}
      tabIndex={-1}
      className="focus-inset h-full min-h-0 min-w-0 overflow-hidden bg-surface-1 outline-none focus-visible:outline-2 focus-visible:outline-accent"
    >
      <FaultBoundary report={report}>{children}</FaultBoundary>
    </section>
  );
}

/** A hairline that is taken 4 px to either side of it; arrow keys move it, a double click puts it back. */
function Border({ label, onReset }: { readonly label: string; readonly onReset: () => void }) {
  return (
    <Separator
      aria-label={label}
      onDoubleClick={onReset}
      className="relative z-10 bg-line-1 transition-colors motion-fast outline-none aria-[orientation=horizontal]:h-px aria-[orientation=vertical]:w-px hover:bg-accent focus-visible:bg-accent focus-visible:outline-2 focus-visible:outline-accent data-[separator=active]:bg-accent"
    />
  );
}

function startSizes(app: App, arrangement: Arrangement): PaneSizes {
  const usual = usualSizes(window.innerWidth, window.innerHeight);
  return rememberedSizes(app.settings.getState().layout, arrangement, usual);
}

function remember(app: App, arrangement: Arrangement, sizes: Partial<PaneSizes>): void {
  const { layout } = app.settings.getState();
  const own = layout[keyOf(arrangement)];
  const kept = typeof own === 'object' && own !== null ? own : {};
  app.changeSettings({ layout: { ...layout, [keyOf(arrangement)]: { ...kept, ...sizes } } });
}

function forget(app: App, arrangement: Arrangement, name: keyof PaneSizes): void {
  const { layout } = app.settings.getState();
  const kept: Record<string, unknown> = { ...(layout[keyOf(arrangement)] as object | undefined) };
  delete kept[name];
  app.changeSettings({ layout: { ...layout, [keyOf(arrangement)]: kept } });
}
