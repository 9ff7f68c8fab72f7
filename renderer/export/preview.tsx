import { useEffect, useState } from 'react';
import type { Failure } from '../../common/contract/failure.ts';
import { SkeletonLines } from '../design/states.tsx';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';

/** A format's file of the project, as far as it is known. */
export type Rendered =
  | { readonly kind: 'making' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly text: string; readonly losses: readonly string[] };

/** Lines of a file that are shown: enough to see how it is made. */
const SHOWN_LINES = 300;

/** The file that an export would write, made by the host; anew when the project changes. */
export function useRendered(session: EditorSession, format: string, wordTimes: boolean): Rendered {
  const [rendered, setRendered] = useState<Rendered>({ kind: 'making' });
  useEffect(() => {
    let isOver = false;
    const make = () => {
      session.connection.rpc.projects.exportText
        .query({ sessionId: session.sessionId, format, profile: null, wordTimes })
        .then((made) => {
          if (isOver) return;
          setRendered(made.ok ? { kind: 'ready', ...made.value } : { kind: 'failed', failure: made.failure });
        })
        .catch(() => undefined);
    };
    setRendered({ kind: 'making' });
    make();
    const stop = session.document.subscribe(make);
    return () => {
      isOver = true;
      stop();
    };
  }, [session, format, wordTimes]);
  return rendered;
}

export function FilePreview({ rendered }: { readonly rendered: Rendered }) {
  if (rendered.kind !== 'ready') {
    return <SkeletonLines label={say('export.making')} count={6} rowPx={18} />;
  }
  const lines = rendered.text.split('\n', SHOWN_LINES + 1);
  const isLonger = lines.length > SHOWN_LINES;
  return (
    <pre className="figures min-h-0 flex-1 select-text overflow-auto whitespace-pre-wrap rounded-control bg-bg px-3 py-2 font-sans t-12 leading-[18px] [font-feature-settings:'calt'_0]">
      {lines.slice(0, SHOWN_LINES).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the file
        <span key={index} dir="auto" className={classOf(line)}>
          {line}
          {'\n'}
        </span>
      ))}
      {isLonger && <span className="text-text-3">{say('export.more')}</span>}
    </pre>
  );
}

/** Times stand out, counters step back. */
function classOf(line: string): string {
  if (/^\d+$/u.test(line)) return 'block text-text-3';
  return line.includes(' --> ') ? 'block text-accent-text' : 'block';
}
