import { ArrowDown, ArrowUp, CaseSensitive, WholeWord, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useApp } from '../app/app.ts';
import { Button, IconButton } from '../design/button.tsx';
import { TextField } from '../design/field.tsx';
import { carryOut, single } from '../editing/edit.ts';
import { useDocument, useSession, useView } from '../session/session.ts';
import { say } from '../text/text.ts';
import { findState, goToMatch, seek, showMatch } from './findState.ts';
import { type Match, matchesIn, replaceMatches, type Wish } from './search.ts';

/** Finds and replaces in the words, above the transcript and the captions alike. */
export function FindBar() {
  const find = useView((view) => view.find);
  return find.open ? <OpenFindBar replace={find.replace} /> : null;
}

function OpenFindBar({ replace }: { readonly replace: boolean }) {
  const app = useApp();
  const session = useSession();
  const state = findState(session);
  const { search, replacement, at } = useStore(state);
  const matches = useDocument((document) => matchesOnce(document.project(), search));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    field.current?.select();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const { wish } = search;
  const change = (patch: Partial<Wish>) => seek(session, { ...wish, ...patch });
  const close = () => session.view.setState({ find: { open: false, replace: false } });
  const replaceThese = (these: readonly Match[]) => {
    const { document } = session;
    const edit = replaceMatches(document.project(), these, replacement, document.newIds);
    return carryOut({ app }, session, edit, single('find.replaceStep'));
  };
  const replaceOne = () => {
    const match = matches[at];
    if (match === undefined) {
      goToMatch(session, 1);
      return;
    }
    replaceThese([match]);
    const next = matchesIn(session.document.project(), search);
    showMatch(session, next, Math.min(at, next.length - 1));
  };
  const count =
    wish.text === ''
      ? ''
      : at < 0
        ? say('find.count', { count: matches.length })
        : say('find.place', { at: at + 1, count: matches.length });
  return (
    <search
      className="flex flex-none flex-col gap-2 border-b border-line-1 bg-surface-2 px-3 py-2"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="flex items-center gap-1">
        <TextField
          ref={field}
          aria-label={say('find.what')}
          placeholder={say('find.what')}
          value={wish.text}
          className="flex-1"
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            goToMatch(session, event.shiftKey ? -1 : 1);
          }}
        />
        <output className="figures min-w-20 px-1 text-end t-12 text-text-2">{count}</output>
        <IconButton
          icon={CaseSensitive}
          label={say('find.matchCase')}
          keys={null}
          size="normal"
          pressed={wish.matchCase}
          onClick={() => change({ matchCase: !wish.matchCase })}
        />
        <IconButton
          icon={WholeWord}
          label={say('find.wholeWords')}
          keys={null}
          size="normal"
          pressed={wish.wholeWords}
          onClick={() => change({ wholeWords: !wish.wholeWords })}
        />
        <ActionIcon action="find.previous" icon={ArrowUp} size="normal" />
        <ActionIcon action="find.next" icon={ArrowDown} size="normal" />
        <IconButton
          icon={X}
          label={say('find.close')}
          keys="Esc"
          size="normal"
          pressed={null}
          onClick={close}
        />
      </div>
      {replace && (
        <div className="flex items-center gap-1">
          <TextField
            aria-label={say('find.by')}
            placeholder={say('find.by')}
            value={replacement}
            className="flex-1"
            onChange={(event) => state.setState({ replacement: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') replaceOne();
            }}
          />
          <Button kind="normal" size="normal" disabled={matches.length === 0} onClick={replaceOne}>
            {say('find.replace')}
          </Button>
          <Button
            kind="normal"
            size="normal"
            disabled={matches.length === 0}
            onClick={() => replaceThese(matches)}
          >
            {say('find.replaceAll', { count: matches.length })}
          </Button>
        </div>
      )}
    </search>
  );
}

let last: {
  readonly project: Parameters<typeof matchesIn>[0];
  readonly search: Parameters<typeof matchesIn>[1];
  readonly matches: readonly Match[];
} | null = null;

/** The same list while project and search are the same, so that the bar is not drawn for nothing. */
function matchesOnce(...[project, search]: Parameters<typeof matchesIn>): readonly Match[] {
  if (last?.project !== project || last.search !== search) {
    last = { project, search, matches: matchesIn(project, search) };
  }
  return last.matches;
}
