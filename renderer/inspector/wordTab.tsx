import { Check, ChevronLeft, ChevronRight, Play, Repeat, TextCursorInput } from 'lucide-react';
import { cueIndexOfWord } from '../../common/captions/findCue.ts';
import { reviewWords } from '../../common/document/compose.ts';
import { type Edge, moveEdge } from '../../common/document/composeTimes.ts';
import { takeAlternative } from '../../common/document/composeWords.ts';
import { type Neighbours, neighboursOf } from '../../common/document/neighbours.ts';
import { findSpeaker, findWord, type WordPlace } from '../../common/document/queries.ts';
import { suspicionsOf } from '../../common/document/suspicion.ts';
import { LATEST_MS } from '../../common/document/wordRules.ts';
import { runAction } from '../actions/action.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent, IconButton } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { Icon } from '../design/icon.tsx';
import { Meter } from '../design/progress.tsx';
import { Swatch } from '../design/speaker.tsx';
import { EmptyState } from '../design/states.tsx';
import { TimeField } from '../design/timeField.tsx';
import { carryOut, single } from '../editing/edit.ts';
import { useDocument, useSelection, useSession } from '../session/session.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { WordWave } from './wordWave.tsx';

/** All that is known of the chosen word: its times and their origin, how sure the engine was, what else it heard. */
export function WordTab() {
  const focus = useSelection((selection) => selection.focus);
  const project = useDocument((document) => document.project());
  const place = focus === null ? null : findWord(project, focus);
  if (place === null) {
    return (
      <EmptyState
        icon={TextCursorInput}
        title={say('inspector.noWord')}
        detail={say('inspector.noWordDetail')}
        action={null}
      />
    );
  }
  return <ChosenWord place={place} />;
}

function ChosenWord({ place }: { readonly place: WordPlace }) {
  const app = useApp();
  const session = useSession();
  const { word, utterance } = place;
  const { player, document, settings } = session;
  const project = document.project();
  const { doubtBelow } = settings.getState();
  const speaker = utterance.speakerId === null ? null : findSpeaker(project, utterance.speakerId);
  const cue = useDocument((one) => cueIndexOfWord(one.captions(), word));
  const reviewed = project.decisions.reviewed.has(word.id);
  const reasons = suspicionsOf(utterance, doubtBelow).find(({ wordId }) => wordId === word.id)?.reasons ?? [];
  const { startMs, endMs, confidence } = word;
  const play = (times: 'once' | 'loop') => {
    if (startMs !== null && endMs !== null) player.playRange(startMs, endMs, times);
  };
  const context = { app, session };
  return (
    <div className="flex h-full flex-col gap-4 overflow-y-auto p-3">
      <header className="flex items-center gap-2">
        <h2 className="min-w-0 wrap-anywhere t-18">
          <bdi>{word.text}</bdi>
        </h2>
        <p className="flex min-w-0 flex-1 items-center gap-1.5 t-12 text-text-3">
          <Swatch color={speaker?.color ?? null} className="" />
          <span className="truncate">
            <bdi>{speaker?.name ?? say('inspector.nobody')}</bdi>
            {cue !== null && ` · ${say('inspector.cueNumber', { number: cue + 1 })}`}
          </span>
        </p>
        <IconButton
          icon={Play}
          label={say('inspector.playWord')}
          keys="S"
          size="normal"
          pressed={null}
          disabled={startMs === null}
          onClick={() => play('once')}
        />
        <IconButton
          icon={Repeat}
          label={say('inspector.loopWord')}
          keys={null}
          size="normal"
          pressed={null}
          disabled={startMs === null}
          onClick={() => play('loop')}
        />
      </header>
      {startMs !== null && endMs !== null && <WordWave startMs={startMs} endMs={endMs} />}
      <Times place={place} neighbours={neighboursOf(project, place)} />
      {confidence !== null && (
        <section aria-label={say('inspector.confidence')}>
          <p className="flex justify-between t-12">
            <span className="text-text-2">{say('inspector.confidence')}</span>
            <span className={classes('figures font-medium', confidence < doubtBelow && 'text-warn')}>
              {figure(confidence, 2)}
              {confidence < doubtBelow &&
                ` · ${say('inspector.doubtfulBelow', { limit: figure(doubtBelow, 2) })}`}
            </span>
          </p>
          <Meter
            label={say('inspector.confidence')}
            value={confidence}
            max={1}
            limit={doubtBelow}
            tone={confidence < doubtBelow ? 'warn' : 'normal'}
            className="mt-2"
          />
        </section>
      )}
      {reasons.length > 0 && !reviewed && (
        <section aria-label={say('inspector.suspicion')}>
          <h3 className="t-12 text-text-2">{say('inspector.suspicion')}</h3>
          <ul className="mt-1 flex flex-col gap-1 t-12">
            {reasons.map((reason) => (
              <li key={reason} className="text-warn">
                {say(`inspector.suspicion.${reason}`)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {word.alternatives !== undefined && word.alternatives.length > 0 && <Alternatives place={place} />}
      <footer className="mt-auto flex flex-wrap gap-2">
        <Button
          kind="normal"
          size="normal"
          aria-pressed={reviewed}
          onClick={() => {
            const edit = { ok: true, value: reviewWords([word.id], reviewed ? null : true) } as const;
            carryOut({ app }, session, edit, single('inspector.review'));
          }}
        >
          <ButtonContent icon={Check} keys={null}>
            {say(reviewed ? 'inspector.reviewed' : 'inspector.correct')}
          </ButtonContent>
        </Button>
        <Button kind="normal" size="normal" onClick={() => runAction('words.align', context)}>
          {say('editing.align')}
        </Button>
      </footer>
    </div>
  );
}

function Times({ place, neighbours }: { readonly place: WordPlace; readonly neighbours: Neighbours }) {
  const app = useApp();
  const session = useSession();
  const { word } = place;
  const { startMs, endMs, timing } = word;
  const set = (edge: Edge, toMs: number) => {
    const project = session.document.project();
    const group = { key: `set ${edge} ${word.id}`, withinMs: 800 };
    carryOut({ app }, session, moveEdge(project, word.id, edge, toMs, 'together'), {
      label: 'editing.setTime',
      group,
    });
  };
  const origin = say(timing === null ? 'inspector.noTime' : `inspector.timing.${timing}`);
  return (
    <dl className="m-0 grid grid-cols-[84px_minmax(0,1fr)] items-center gap-y-2 t-12">
      {(['start', 'end'] as const).map((edge) => {
        const value = edge === 'start' ? startMs : endMs;
        return (
          <div key={edge} className="contents">
            <dt className="text-text-3">{say(`inspector.${edge}`)}</dt>
            <dd className="m-0 flex items-center gap-1">
              <TimeField
                id={undefined}
                label={say(`inspector.${edge}`)}
                describedBy={undefined}
                value={value}
                onCommit={(toMs) => set(edge, toMs)}
                min={0}
                max={LATEST_MS}
                step={session.settings.getState().nudgeMs}
                size="small"
                disabled={value === null}
                className="w-[84px]"
              />
              {([-1, 1] as const).map((direction) => (
                <IconButton
                  key={direction}
                  icon={direction < 0 ? ChevronLeft : ChevronRight}
                  label={say(direction < 0 ? 'inspector.earlier' : 'inspector.later', {
                    edge: say(`inspector.${edge}`),
                  })}
                  keys={null}
                  size="small"
                  pressed={null}
                  disabled={value === null}
                  onClick={() => set(edge, (value ?? 0) + direction * session.settings.getState().nudgeMs)}
                />
              ))}
            </dd>
          </div>
        );
      })}
      <dt className="text-text-3">{say('inspector.duration')}</dt>
      <dd className="figures m-0">
        {startMs === null || endMs === null
          ? say('inspector.noTime')
          : say('inspector.milliseconds', { ms: endMs - startMs })}
      </dd>
      <dt className="text-text-3">{say('inspector.neighbours')}</dt>
      <dd className="m-0">{neighboursText(startMs, endMs, neighbours)}</dd>
      <dt className="text-text-3">{say('inspector.timesFrom')}</dt>
      <dd className="m-0">{origin}</dd>
    </dl>
  );
}

function neighboursText(startMs: number | null, endMs: number | null, { before, after }: Neighbours): string {
  const touchesBefore = before !== null && before.endMs === startMs;
  const touchesAfter = after !== null && after.startMs === endMs;
  if (touchesBefore && touchesAfter) {
    return say('inspector.touchesBoth', { before: before.text, after: after.text });
  }
  if (touchesBefore) return say('inspector.touchesOne', { word: before.text });
  if (touchesAfter) return say('inspector.touchesOne', { word: after.text });
  return say('inspector.touchesNone');
}

function Alternatives({ place }: { readonly place: WordPlace }) {
  const app = useApp();
  const session = useSession();
  const { word } = place;
  return (
    <section aria-label={say('inspector.heardAs')}>
      <h3 className="mb-1 t-11 font-semibold text-text-3">{say('inspector.heardAs')}</h3>
      <ul>
        <li
          aria-current="true"
          className="grid min-h-7 grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-block bg-surface-3 px-2 t-13"
        >
          <Icon of={Check} size={14} />
          <bdi>{word.text}</bdi>
          <span className="figures t-12 text-text-3">
            {word.confidence === null ? '' : figure(word.confidence, 2)}
          </span>
        </li>
        {(word.alternatives ?? []).map(({ text, confidence }, index) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => {
                const edit = takeAlternative(session.document.project(), word.id, index);
                carryOut({ app }, session, edit, single('inspector.takeAlternative'));
              }}
              className="grid min-h-7 w-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-block border-0 bg-transparent px-2 text-start t-13 hover:bg-surface-2"
            >
              <span />
              <bdi>{text}</bdi>
              <span className="figures t-12 text-text-3">
                {confidence === null ? '' : figure(confidence, 2)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
