import { FileQuestionMark, Film, OctagonAlert } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Making, MediaView } from '../../common/contract/media.ts';
import { useApp } from '../app/app.ts';
import { uploadFiles } from '../app/uploads.ts';
import { Button } from '../design/button.tsx';
import { Progress } from '../design/progress.tsx';
import { StateNote } from '../design/states.tsx';
import { useSession } from '../session/session.ts';
import { explainHere } from '../text/failures.ts';
import { mediaLength } from '../text/figures.ts';
import { say } from '../text/text.ts';
import type { Source } from './source.ts';

/** What there is to say about the file, in the place of the picture or, while it plays as sound, below it. */
export function MediaNotice({ source }: { readonly source: Source }) {
  const { player } = useSession();
  const status = useStore(player.state, (state) => state.status);
  switch (source.kind) {
    case 'none':
      return (
        <Panel>
          <StateNote
            icon={Film}
            tone="quiet"
            title={say('player.none')}
            detail={say('player.noneDetail')}
            action={null}
          />
        </Panel>
      );
    case 'missing':
      return (
        <Panel>
          <Missing medium={source.medium} />
        </Panel>
      );
    case 'failed':
      return (
        <Panel>
          <div role="alert">
            <StateNote
              icon={OctagonAlert}
              tone="bad"
              title={say('player.failed', { name: source.medium.name })}
              detail={source.failure === null ? say('player.safe') : reasonOf(source.failure)}
              action={<FindFile medium={source.medium} />}
            />
          </div>
        </Panel>
      );
    case 'awaited':
      return <StandIn proxy={source.proxy} alone />;
    case 'play':
      if (source.as === 'sound') return <StandIn proxy={source.proxy} alone={false} />;
      if (status !== 'failed') return null;
      return (
        <Panel>
          <div role="alert">
            <StateNote
              icon={OctagonAlert}
              tone="bad"
              title={say('player.unplayable', { name: source.medium.name })}
              detail={say('player.safe')}
              action={<FindFile medium={source.medium} />}
            />
          </div>
        </Panel>
      );
  }
}

function Panel({ children }: { readonly children: ReactNode }) {
  return (
    <div className="absolute inset-0 grid place-items-center bg-surface-1 p-4">
      <div className="w-full max-w-96 rounded-control border border-line-2">{children}</div>
    </div>
  );
}

/** A calm line while the stand-in is made: the sound plays already where it can. */
function StandIn({ proxy, alone }: { readonly proxy: Making; readonly alone: boolean }) {
  if (proxy.kind === 'ready') return null;
  if (proxy.kind === 'failed') {
    const lead = say(alone ? 'player.notPrepared' : 'player.noPicture');
    return <Line text={`${lead} ${reasonOf(proxy.failure)}`} fraction={null} />;
  }
  const left = proxy.kind === 'making' ? proxy.etaSeconds : null;
  const fraction = proxy.kind === 'making' ? proxy.fraction : null;
  const text =
    left === null
      ? say('player.making')
      : say('player.makingLeft', { left: mediaLength(Math.max(1, Math.ceil(left)) * 1000) });
  return <Line text={text} fraction={fraction} />;
}

function Line({ text, fraction }: { readonly text: string; readonly fraction: number | null }) {
  return (
    <div
      role="status"
      className="absolute inset-x-0 top-0 flex items-center gap-3 bg-surface-2 px-3 py-1.5 t-12 text-text-2"
    >
      <span className="figures min-w-0 flex-1 truncate" title={text}>
        {text}
      </span>
      {fraction !== null && <Progress label={text} fraction={fraction} tone="accent" className="w-24" />}
    </div>
  );
}

function Missing({ medium }: { readonly medium: MediaView }) {
  return (
    <div role="alert">
      <StateNote
        icon={FileQuestionMark}
        tone="bad"
        title={say('player.missing', { name: medium.name })}
        detail={say('player.safe')}
        action={<FindFile medium={medium} />}
      />
    </div>
  );
}

/** The desktop asks for the file's new place; a browser tab, which knows no places, takes a copy of it. */
function FindFile({ medium }: { readonly medium: MediaView }) {
  const app = useApp();
  const { sessionId } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const relink = async (path: string) => {
    const { mediaId } = medium;
    const linked = await app.connection.rpc.projects.relink.mutate({ sessionId, mediaId, path });
    if (!linked.ok) app.tell(linked.failure);
  };
  const takeCopy = async (file: File) => {
    const [path] = await uploadFiles(app, app.state, [file]);
    if (path !== undefined) await relink(path);
  };
  const run = (work: () => Promise<void>) => {
    setBusy(true);
    work()
      .catch(app.report)
      .finally(() => setBusy(false));
  };
  const choose = () => {
    const { desktop } = app;
    if (desktop === null) return input.current?.click();
    return run(async () => {
      const title = say('player.find');
      const [path] = await desktop.chooseFiles({ kind: 'media', title, multiple: false });
      if (path !== undefined) await relink(path);
    });
  };
  return (
    <>
      <Button kind="normal" size="small" disabled={busy} onClick={choose}>
        {say('player.find')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) run(async () => await takeCopy(file));
          event.target.value = '';
        }}
      />
    </>
  );
}

function reasonOf(failure: Parameters<typeof explainHere>[0]): string {
  const { reason, repair } = explainHere(failure);
  return `${reason} ${repair}`;
}
