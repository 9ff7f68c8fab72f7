import { OctagonAlert, TriangleAlert } from 'lucide-react';
import { useStore } from 'zustand';
import type { Violation } from '../../common/captions/checks/violation.ts';
import { profiles } from '../../common/captions/profiles/profiles.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { Select } from '../design/select.tsx';
import { useIdleViolations } from '../session/idleDocument.ts';
import { useDocument, useSession } from '../session/session.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { captionsState } from './captionsState.ts';
import { CueTable } from './cueTable.tsx';
import { NewCueBar } from './newCueBar.tsx';
import { TextViewSwitch } from './textViewSwitch.tsx';

/** The words as cues: a table with one live editor. */
export function CaptionsPane() {
  return (
    <div className="@container flex h-full min-w-0 flex-col overflow-hidden bg-surface-1">
      <Head />
      <CueTable />
      <NewCueBar />
    </div>
  );
}

function Head() {
  const session = useSession();
  const count = useDocument((document) => document.captions().cues.length);
  const violations = useIdleViolations();
  return (
    <header className="flex h-9 flex-none items-center gap-1 border-b border-line-1 ps-3 pe-2">
      <TextViewSwitch own="captions" />
      <span className="flex-1" />
      <span className="figures truncate px-1 t-12 text-text-2">{say('captions.count', { count })}</span>
      <ProblemFilter violations={violations} />
      <span className="mx-1 h-4 w-px flex-none bg-line-2" />
      <ProfileSelect key={session.sessionId} />
    </header>
  );
}

function ProblemFilter({ violations }: { readonly violations: readonly Violation[] }) {
  const session = useSession();
  const state = captionsState(session);
  const filter = useStore(state, (current) => current.filter);
  const hard = violations.filter(({ severity }) => severity === 'hard').length;
  const soft = violations.length - hard;
  if (hard + soft === 0 && filter === 'all') return null;
  return (
    <Button
      kind="quiet"
      size="small"
      aria-pressed={filter === 'problems'}
      title={say(filter === 'problems' ? 'captions.filter.all' : 'captions.filter.problems')}
      onClick={() => state.setState({ filter: filter === 'problems' ? 'all' : 'problems' })}
      className={classes('figures gap-1', filter === 'problems' && '!bg-accent-soft !text-accent-text')}
    >
      <span className={classes('flex items-center', hard > 0 && 'text-bad')}>
        <Icon of={OctagonAlert} size={14} />
      </span>
      {figure(hard, 0)}
      <span className="sr-only">{say('captions.problems.hard', { count: hard })}</span>
      <span className={classes('ms-1 flex items-center', soft > 0 && 'text-warn')}>
        <Icon of={TriangleAlert} size={14} />
      </span>
      {figure(soft, 0)}
      <span className="sr-only">{say('captions.problems.soft', { count: soft })}</span>
    </Button>
  );
}

/** Profiles differ by language, which the project knows: only the house is chosen. */
function ProfileSelect() {
  const session = useSession();
  const app = useApp();
  const profile = useDocument((document) => document.captions().profile);
  return (
    <Select
      id={undefined}
      label={say('captions.profile')}
      options={profiles.map(({ id, title }) => ({ value: id, label: title, note: null, disabled: false }))}
      value={profile.id}
      onChange={(value) => {
        const changed = session.document.change(
          { kind: 'setProject', field: 'profile', value },
          { label: 'captions.profileChanged', group: null },
        );
        if (!changed.ok) app.tell(changed.failure);
      }}
      size="small"
      className="max-w-32 !border-transparent !bg-transparent hover:!bg-surface-3"
    />
  );
}
