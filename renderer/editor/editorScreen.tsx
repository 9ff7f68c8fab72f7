import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, usePanelRef } from 'react-resizable-panels';
import { type App, useApp } from '../app/app.ts';
import { FaultBoundary } from '../app/faultBoundary.tsx';
import { CaptionsPane } from '../captions/captionsPane.tsx';
import { RetimeSheet } from '../editing/retimeSheet.tsx';
import { TapBar } from '../editing/tapBar.tsx';
import { FindBar } from '../find/findBar.tsx';
import { InspectorPane } from '../inspector/inspectorPane.tsx';
import { PlayerPane } from '../player/playerPane.tsx';
import { type EditorSession, SessionContext, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { TimelinePane } from '../timeline/timelinePane.tsx';
import { TouchUps } from '../touchUps/touchUps.tsx';
import { TranscriptPane } from '../transcript/transcriptPane.tsx';
import { registerEditorActions } from './editorActions.ts';
import { focusPane, rememberFocus } from './paneFocus.ts';
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
      {/* A window at 200 % has half the room: it scrolls rather than squeezing what cannot be read any more. */}
      <main className="h-full overflow-auto bg-line-1">
        <div className="h-full min-h-[560px] min-w-[1000px]">
          <Panes key={arrangement} arrangement={arrangement} />
        </div>
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
    // The panes have their new sizes from the next frame on.
    requestAnimationFrame(() => {
      if (panel !== null) remember(app, arrangement, { [name]: Math.round(panel.getSize().inPixels) });
    });
  };
  const move = (
    name: 'player' | 'inspector' | 'timeline',
    panel: PanelImperativeHandle | null,
    px: number,
  ) => {
    // These panes lie behind their border: it moves away from what it makes larger.
    if (panel !== null) panel.resize(panel.getSize().inPixels - px);
    keep(name, panel);
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
            <div className="flex h-full flex-col">
              <FindBar />
              <TouchUps />
              <div className="min-h-0 flex-1">
                {arrangement === 'wide' ? <BothTexts sizes={sizes} /> : <OneText />}
              </div>
            </div>
          </Panel>
          <Border
            label={say('frame.border.player')}
            onReset={() => reset('player', player.current)}
            onMove={(px) => move('player', player.current, px)}
          />
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
            onMove={(px) => move('inspector', inspector.current, px)}
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
      <Border
        label={say('frame.border.timeline')}
        onReset={() => reset('timeline', timeline.current)}
        onMove={(px) => move('timeline', timeline.current, px)}
      />
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
  const keep = () => {
    requestAnimationFrame(() => {
      const share = transcript.current?.getSize().asPercentage;
      if (share !== undefined) remember(app, 'wide', { transcript: share / 100 });
    });
  };
  return (
    <Group
      orientation="horizontal"
      onLayoutChanged={(_, { isUserInteraction }) => {
        if (isUserInteraction) keep();
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
        onMove={(px) => {
          const size = transcript.current?.getSize().inPixels;
          if (size !== undefined) transcript.current?.resize(size + px);
          keep();
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

interface BorderProps {
  readonly label: string;
  readonly onReset: () => void;
  /** To the right or down; negative to the left or up. */
  readonly onMove: (px: number) => void;
}

/** A hairline that is taken a little to either side of it; arrow keys move it, a double click or Enter puts it back. */
function Border({ label, onReset, onMove }: BorderProps) {
  return (
    <Separator
      aria-label={label}
      onDoubleClick={onReset}
      onKeyDownCapture={(event) => {
        // Steps of our own: the package's are a twentieth of the window, and its F6 stays among the borders.
        if (event.key === 'F6') focusPane(event.shiftKey ? -1 : 1);
        else if (event.key === 'Enter') onReset();
        else {
          const away = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
          if (away === undefined) return;
          onMove(away * (event.shiftKey ? 64 : 16));
        }
        event.preventDefault();
      }}
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
