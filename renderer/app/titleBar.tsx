import { ArrowLeft, Redo2, Search, Settings as SettingsIcon, Undo2 } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { MediaView } from '../../common/contract/media.ts';
import { wordCount } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import { framesPerSecond } from '../../common/time/frameRate.ts';
import { runAction } from '../actions/action.ts';
import { ActionButton, ActionIcon } from '../actions/actionButton.tsx';
import type { RecentEntry } from '../actions/menus.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import type { EditorSession } from '../session/session.ts';
import { figure, mediaLength } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { useApp } from './app.ts';
import { Mark } from './mark.tsx';
import { MenuBar } from './menuBar.tsx';

/** 40 px: menus, what is open, and what concerns the whole window. A desktop window is moved by it. */
export function TitleBar({ recent }: { readonly recent: readonly RecentEntry[] }) {
  const app = useApp();
  const screen = useStore(app.state, (state) => state.screen.kind);
  const session = useStore(app.state, (state) => state.session);
  const { desktop } = app;
  // A Mac has the menus at the top of its screen.
  const ownMenus = desktop?.platform !== 'darwin';
  return (
    <header
      className="grid h-10 grid-cols-[minmax(max-content,1fr)_minmax(0,auto)_minmax(max-content,1fr)] items-center gap-3 bg-surface-2 px-2 [-webkit-app-region:drag]"
      style={{
        paddingLeft: (desktop?.titleBar.leftPx ?? 0) + 8,
        paddingRight: (desktop?.titleBar.rightPx ?? 0) + 8,
      }}
    >
      <div className="flex min-w-0 items-center">
        <Mark />
        <div className="flex min-w-0 items-center [-webkit-app-region:no-drag]">
          {screen === 'setup' || screen === 'diagnostics' ? (
            <Button kind="quiet" size="small" onClick={() => runAction('app.back', { app, session })}>
              <span className="rtl:-scale-x-100">
                <Icon of={ArrowLeft} size={16} />
              </span>
              {say('frame.back')}
            </Button>
          ) : screen === 'export' ? (
            <Button kind="quiet" size="small" onClick={() => app.show({ kind: 'editor' })}>
              <span className="rtl:-scale-x-100">
                <Icon of={ArrowLeft} size={16} />
              </span>
              {say('frame.backToEditor')}
            </Button>
          ) : (
            ownMenus && <MenuBar recent={recent} />
          )}
        </div>
      </div>
      {screen === 'setup' || screen === 'diagnostics' ? (
        <h1 className="truncate t-13 font-semibold">
          {say(screen === 'setup' ? 'setup.title' : 'setup.diagnostics')}
        </h1>
      ) : session === null ? (
        <h1 className="truncate t-13 font-semibold">{say('app.name')}</h1>
      ) : (
        <ProjectName session={session} exporting={screen === 'export'} />
      )}
      <div className="flex min-w-0 items-center justify-end gap-1 [-webkit-app-region:no-drag]">
        {screen === 'editor' && (
          <>
            <ActionIcon action="app.undo" icon={Undo2} size="normal" />
            <ActionIcon action="app.redo" icon={Redo2} size="normal" />
          </>
        )}
        <ActionIcon action="app.palette" icon={Search} size="normal" />
        {session === null && <ActionIcon action="app.settings" icon={SettingsIcon} size="normal" />}
        {screen === 'editor' && <ActionButton action="app.export" icon={null} kind="primary" size="normal" />}
      </div>
    </header>
  );
}

function ProjectName({ session, exporting }: ProjectNameProps) {
  const { document } = session;
  const project = useSyncExternalStore(document.subscribe, () => document.project());
  const [medium] = useSyncExternalStore(document.subscribe, () => document.state().media);
  const facts = exporting ? contentFacts(session, project) : mediaFacts(medium);
  return (
    <div className="flex min-w-0 items-baseline justify-center gap-2">
      <h1 className="max-w-full min-w-0 truncate t-13 font-medium" dir="auto">
        {project.title}
      </h1>
      <span className="figures min-w-0 flex-shrink-[4] truncate t-12 text-text-3" dir="auto">
        {facts.join(' · ')}
      </span>
    </div>
  );
}

interface ProjectNameProps {
  readonly session: EditorSession;
  readonly exporting: boolean;
}

function mediaFacts(medium: MediaView | undefined): readonly string[] {
  if (medium === undefined) return [];
  const { durationMs = null, frameRate = null } = medium.facts ?? {};
  const rate = frameRate === null ? null : rateFigure(framesPerSecond(frameRate));
  return [
    medium.name,
    ...(durationMs === null ? [] : [mediaLength(durationMs)]),
    ...(rate === null ? [] : [say('frame.fps', { rate })]),
  ];
}

/** What there is to export. */
function contentFacts({ document }: EditorSession, project: Project): readonly string[] {
  const durationMs = project.media[0]?.durationMs ?? null;
  return [
    say('frame.words', { words: wordCount(project) }),
    say('frame.cues', { cues: document.captions().cues.length }),
    say('frame.speakers', { speakers: project.speakers.length }),
    ...(durationMs === null ? [] : [mediaLength(durationMs)]),
  ];
}

/** `25`, `29.97`: no decimals where there are none. */
function rateFigure(rate: number): string {
  return figure(rate, Number.isInteger(rate) ? 0 : 2);
}
