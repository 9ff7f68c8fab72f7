import { AudioWaveform, Ellipsis, Plus, Users } from 'lucide-react';
import { useRef, useState } from 'react';
import { wordCountsBySpeaker } from '../../common/document/queries.ts';
import type { Speaker, SpeakerId } from '../../common/document/types.ts';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { TextField } from '../design/field.tsx';
import { Menu, type MenuEntry } from '../design/menu.tsx';
import { isHatched, SPEAKER_COLORS, SpeakerKey, speakerColor } from '../design/speaker.tsx';
import { EmptyState } from '../design/states.tsx';
import { tableRow } from '../design/tables.tsx';
import {
  addSpeaker,
  assignFromHere,
  assignSelection,
  changeSpeaker,
  mergeSpeakers,
  removeSpeaker,
} from '../editing/speakers.ts';
import { useIdleDocument } from '../session/idleDocument.ts';
import { useDocument, useSelection, useSession } from '../session/session.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';

/** The speakers with their lanes' keys and colours; rename, merge, split, assign. */
export function SpeakersTab() {
  const app = useApp();
  const session = useSession();
  const speakers = useDocument((document) => document.project().speakers);
  const counts = useWordCounts();
  const [chosenId, setChosenId] = useState<SpeakerId | null>(null);
  // Also the one that a key or another window added to an empty list.
  const chosen = speakers.find(({ id }) => id === chosenId) ?? speakers[0] ?? null;
  const nobody = counts.get(null) ?? 0;
  const add = () => setChosenId(addSpeaker({ app }, session));
  return (
    <div className="h-full overflow-y-auto">
      <div className="flex h-9 items-center border-b border-line-1 px-3">
        <h2 className="flex-1 t-12 font-medium">
          {say('inspector.speakerCount', { count: speakers.length })}
        </h2>
        <ActionIcon action="speakers.tellApart" icon={AudioWaveform} size="small" />
        <Button kind="quiet" size="small" onClick={add}>
          <ButtonContent icon={Plus} keys={null}>
            {say('inspector.addSpeaker')}
          </ButtonContent>
        </Button>
      </div>
      {speakers.length === 0 && (
        <EmptyState
          icon={Users}
          title={say('inspector.noSpeakers')}
          detail={say('inspector.noSpeakersDetail')}
          action={null}
        />
      )}
      <ul aria-label={say('inspector.speakers')}>
        {speakers.map((speaker, index) => (
          <SpeakerRow
            key={speaker.id}
            speaker={speaker}
            number={index + 1}
            words={counts.get(speaker.id) ?? 0}
            isChosen={speaker.id === chosen?.id}
            onChoose={() => setChosenId(speaker.id)}
          />
        ))}
        {nobody > 0 && (
          <li className={classes(tableRow, 'flex h-9 items-center gap-2.5 px-3 t-13 text-text-3')}>
            <span className="size-4.5" />
            <span className="flex-1">{say('inspector.nobody')}</span>
            <span className="figures t-12">{say('inspector.words', { count: nobody })}</span>
          </li>
        )}
      </ul>
      {chosen !== null && <SpeakerDetails key={chosen.id} speaker={chosen} />}
    </div>
  );
}

/** The same object while the figures are the same: most edits change none. */
function useWordCounts(): ReadonlyMap<SpeakerId | null, number> {
  const before = useRef<ReadonlyMap<SpeakerId | null, number>>(new Map());
  return useIdleDocument((document) => {
    const now = wordCountsBySpeaker(document.project());
    const isSame =
      now.size === before.current.size && [...now].every(([id, count]) => before.current.get(id) === count);
    if (!isSame) before.current = now;
    return before.current;
  });
}

interface RowProps {
  readonly speaker: Speaker;
  readonly number: number;
  readonly words: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function SpeakerRow({ speaker, number, words, isChosen, onChoose }: RowProps) {
  const entries = useSpeakerMenu(speaker);
  return (
    <li aria-current={isChosen} className={classes(tableRow, 'flex h-9 items-center gap-2.5 pe-2 ps-3 t-13')}>
      <button
        type="button"
        onClick={onChoose}
        className="flex h-full min-w-0 flex-1 items-center gap-2.5 border-0 bg-transparent p-0 text-start"
      >
        <SpeakerKey color={speaker.color} number={number} />
        <bdi className="min-w-0 flex-1 truncate">{speaker.name}</bdi>
        <span className="figures t-12 text-text-3">{say('inspector.words', { count: words })}</span>
      </button>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <IconButton
            icon={Ellipsis}
            label={say('inspector.speakerMenu', { name: speaker.name })}
            keys={null}
            size="small"
            pressed={null}
          />
        }
      />
    </li>
  );
}

/** What can be done with a speaker; also the three buttons below the details. */
function useSpeakerMenu(speaker: Speaker): readonly MenuEntry[] {
  const app = useApp();
  const session = useSession();
  const speakers = useDocument((document) => document.project().speakers);
  const hasWords = useSelection((selection) => selection.words.length > 0);
  const others = speakers.filter(({ id }) => id !== speaker.id);
  const entry = (id: string, label: string, enabled: boolean, onChoose: () => void): MenuEntry => ({
    kind: 'entry',
    id,
    label,
    keys: null,
    enabled,
    checked: null,
    onChoose,
  });
  return [
    entry('assign', say('inspector.assignSelection'), hasWords, () =>
      assignSelection({ app }, session, speaker.id),
    ),
    entry('from', say('inspector.fromHere'), hasWords, () => assignFromHere({ app }, session, speaker.id)),
    { kind: 'separator', id: 'one' },
    {
      kind: 'submenu',
      id: 'merge',
      label: say('inspector.mergeInto'),
      enabled: others.length > 0,
      entries: others.map(({ id, name }) =>
        entry(id, name, true, () => mergeSpeakers({ app }, session, speaker.id, id)),
      ),
    },
    { kind: 'separator', id: 'two' },
    entry('remove', say('inspector.removeSpeaker'), true, () => removeSpeaker({ app }, session, speaker.id)),
  ];
}

function SpeakerDetails({ speaker }: { readonly speaker: Speaker }) {
  const app = useApp();
  const session = useSession();
  const [name, setName] = useState(speaker.name);
  const entries = useSpeakerMenu(speaker);
  const settle = () => {
    const trimmed = name.trim();
    if (trimmed === '') setName(speaker.name);
    else if (trimmed !== speaker.name) changeSpeaker({ app }, session, { ...speaker, name: trimmed });
  };
  return (
    <section aria-label={say('inspector.speakerDetails')} className="p-3">
      <div className="grid grid-cols-[84px_minmax(0,1fr)] items-center gap-y-2">
        <label htmlFor="speaker-name" className="t-12 text-text-3">
          {say('inspector.name')}
        </label>
        <TextField
          id="speaker-name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => {
            if (event.key === 'Enter') settle();
            if (event.key === 'Escape') setName(speaker.name);
          }}
        />
        <span className="t-12 text-text-3">{say('inspector.color')}</span>
        <fieldset className="m-0 flex gap-2 border-0 p-0">
          <legend className="sr-only">{say('inspector.color')}</legend>
          {Array.from({ length: SPEAKER_COLORS }, (_, color) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: the palette never changes
              key={color}
              type="button"
              aria-pressed={speaker.color === color}
              aria-label={say('inspector.colorNumber', { number: figure(color + 1, 0) })}
              onClick={() => changeSpeaker({ app }, session, { ...speaker, color })}
              className="hit-24 size-5 rounded-block border-0 aria-pressed:outline-2 aria-pressed:outline-offset-1 aria-pressed:outline-accent"
              style={{ backgroundColor: speakerColor(color) }}
            />
          ))}
          {isHatched(speaker.color) && <span className="t-12 text-text-3">{say('inspector.hatched')}</span>}
        </fieldset>
      </div>
      <div className="mt-4">
        <Menu
          align="start"
          entries={entries}
          trigger={
            <Button kind="normal" size="small">
              {say('inspector.speakerActions')}
            </Button>
          }
        />
      </div>
    </section>
  );
}
