import './transcript.css';
import { CircleHelp, MessageSquareText, Search } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useAction } from '../actions/useAction.ts';
import { useApp } from '../app/app.ts';
import { TextViewSwitch } from '../captions/textViewSwitch.tsx';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { Kbd } from '../design/kbd.tsx';
import { ContextMenu } from '../design/menu.tsx';
import { EmptyState } from '../design/states.tsx';
import { countDoubtful } from '../document/doubtfulWords.ts';
import { useIdleDocument } from '../session/idleDocument.ts';
import { useDocument, useSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { contextMenu } from './contextMenu.ts';
import { createTranscript } from './editor.ts';
import { SpeakerMenu } from './speakerMenu.tsx';
import { lightSpoken } from './spoken.ts';

/** The words as prose by turns: typed into freely, lit while they are spoken. */
export function TranscriptPane() {
  const app = useApp();
  const session = useSession();
  const host = useRef<HTMLDivElement>(null);
  const isEmpty = useDocument((document) => document.project().utterances.length === 0);
  const isArriving = useDocument((document) => document.state().jobId !== null);
  useEffect(() => {
    if (host.current === null) return;
    const editor = createTranscript(host.current, app, session);
    const stop = lightSpoken(editor.view, session);
    return () => {
      stop();
      editor.destroy();
    };
  }, [app, session]);
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface-1">
      <Head />
      {isEmpty && (
        <EmptyState
          icon={MessageSquareText}
          title={say(isArriving ? 'transcript.arriving' : 'transcript.empty')}
          detail={say(isArriving ? 'transcript.arrivingDetail' : 'transcript.emptyDetail')}
          action={null}
        />
      )}
      <ContextMenu entries={() => contextMenu(session, app)} onOpen={() => session.document.settle()}>
        <div ref={host} className="tr-host flex-1" />
      </ContextMenu>
      <SpeakerMenu />
    </div>
  );
}

function Head() {
  const next = useAction('transcript.nextDoubtful');
  const session = useSession();
  // The limit of doubt is read anew at once, the words after each edit when there is time.
  const doubtBelow = useStore(session.settings, (settings) => settings.doubtBelow);
  const project = useIdleDocument((document) => document.project());
  const doubtful = useMemo(() => countDoubtful(project, doubtBelow), [project, doubtBelow]);
  return (
    <header className="flex h-9 flex-none items-center gap-1 border-b border-line-1 ps-3 pe-2">
      <TextViewSwitch own="transcript" />
      <span className="flex-1" />
      <Button kind="quiet" size="small" disabled={doubtful === 0} onClick={() => next?.run()}>
        <Icon of={CircleHelp} size={14} />
        {say('transcript.doubtful')}
        <span className="figures rounded-block bg-surface-3 px-1.5 font-semibold">{doubtful}</span>
        {next?.keys != null && <Kbd keys={next.keys} />}
      </Button>
      <ActionIcon action="find.open" icon={Search} size="small" />
    </header>
  );
}
