import {
  Pause,
  PictureInPicture2,
  Play,
  Repeat,
  Scan,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { type ComponentProps, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { ActionIcon } from '../actions/actionButton.tsx';
import { useAction } from '../actions/useAction.ts';
import { Button, IconButton } from '../design/button.tsx';
import { Menu } from '../design/menu.tsx';
import { Popover } from '../design/popover.tsx';
import { useDocument, useSession } from '../session/session.ts';
import { figure, mediaTime, percent } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { placeOf } from './placeOf.ts';
import { playerPaneState } from './playerPaneState.ts';
import { frameRateOf } from './source.ts';

/** 40 px below the picture: where it is, five buttons, how it plays. */
export function Transport() {
  return (
    <div className="grid h-10 flex-none grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center border-b border-line-1 ps-3 pe-2">
      <Timecode />
      <div className="flex items-center gap-0.5" dir="ltr">
        <ActionIcon action="cues.previous" icon={SkipBack} size="normal" />
        <ActionIcon action="playback.frameBack" icon={StepBack} size="normal" />
        <PlayButton />
        <ActionIcon action="playback.frameOn" icon={StepForward} size="normal" />
        <ActionIcon action="cues.next" icon={SkipForward} size="normal" />
      </div>
      <div className="flex min-w-0 items-center justify-end gap-0.5">
        <RateMenu />
        <ActionIcon action="playback.loop" icon={Repeat} size="small" />
        <Volume />
        <ActionIcon action="player.safeArea" icon={Scan} size="small" />
        <ActionIcon action="player.pictureInPicture" icon={PictureInPicture2} size="small" />
      </div>
    </div>
  );
}

function PlayButton() {
  const { player } = useSession();
  const action = useAction('playback.toggle');
  const playing = useStore(player.state, (state) => state.playing);
  return (
    <IconButton
      icon={playing ? FilledPause : FilledPlay}
      label={say(playing ? 'player.pause' : 'player.play')}
      keys={action?.keys ?? null}
      size="normal"
      pressed={null}
      onClick={() => player.toggle()}
      data-action="playback.toggle"
      className="!w-8 !bg-surface-3 !text-text-1"
    />
  );
}

/** lucide draws outlines; the one button that is looked for first is solid. */
const FilledPlay = Object.assign(
  (props: ComponentProps<typeof Play>) => <Play {...props} fill="currentColor" />,
  Play,
);
const FilledPause = Object.assign(
  (props: ComponentProps<typeof Pause>) => <Pause {...props} fill="currentColor" />,
  Pause,
);

/** The time, written outside React in each frame; a click makes it a field to go to a time. */
function Timecode() {
  const session = useSession();
  const { player } = session;
  const state = playerPaneState(session);
  const goingTo = useStore(state, (current) => current.goingTo);
  const durationMs = useDocument(() => player.durationMs());
  return (
    <div className="figures flex min-w-0 items-baseline gap-2">
      {goingTo ? (
        <GoTo />
      ) : (
        <button
          type="button"
          title={say('player.goTo')}
          onClick={() => state.setState({ goingTo: true })}
          className="-mx-1 flex-none cursor-text rounded-block border-0 bg-transparent px-1 py-0 t-15 font-semibold hover:bg-surface-3"
        >
          <ShownTime />
        </button>
      )}
      {durationMs > 0 && <span className="truncate t-12 text-text-3">{mediaTime(durationMs)}</span>}
    </div>
  );
}

function ShownTime() {
  const { player } = useSession();
  const shown = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const node = shown.current?.firstChild;
    if (node === null || node === undefined) return;
    const write = (timeMs: number) => {
      const text = mediaTime(timeMs);
      if (node.nodeValue !== text) node.nodeValue = text;
    };
    write(player.timeMs());
    return player.onTime(write);
  }, [player]);
  return (
    <span ref={shown} data-time="">
      {mediaTime(player.timeMs())}
    </span>
  );
}

/** Reads `90`, `1:30.5`, `1m 30s` and `01:02:03:12` in frames; `+5` and `-5` go from here. */
function GoTo() {
  const session = useSession();
  const { player, document } = session;
  const state = playerPaneState(session);
  const [text, setText] = useState(() => mediaTime(player.timeMs()));
  const [refused, setRefused] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    before.current = window.document.activeElement;
    field.current?.select();
  }, []);
  const close = () => state.setState({ goingTo: false });
  /** The keys go on where they were. */
  const goBack = () => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    close();
  };
  const go = () => {
    const wanted = placeOf(text, player.timeMs(), frameRateOf(document.state().media));
    if (wanted === null) return setRefused(true);
    player.seek(wanted);
    goBack();
  };
  return (
    <input
      ref={field}
      type="text"
      value={text}
      aria-label={say('player.goTo')}
      aria-invalid={refused}
      title={refused ? say('player.notATime') : undefined}
      onChange={(event) => {
        setRefused(false);
        setText(event.target.value);
      }}
      onBlur={close}
      onKeyDown={(event) => {
        if (event.key === 'Enter') go();
        else if (event.key === 'Escape') goBack();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      className="figures w-28 rounded-control border border-line-control bg-surface-1 px-1 py-0 t-15 aria-invalid:border-bad"
    />
  );
}

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const;

function RateMenu() {
  const { player } = useSession();
  const rate = useStore(player.state, (state) => state.rate);
  const written = (value: number) =>
    `${figure(value, Number.isInteger(value * 10) ? (Number.isInteger(value) ? 0 : 1) : 2)}×`;
  return (
    <Menu
      align="end"
      trigger={
        <Button
          kind="quiet"
          size="small"
          className="figures"
          aria-label={say('player.rate', { rate: written(rate) })}
        >
          {written(rate)}
        </Button>
      }
      entries={RATES.map((value) => ({
        kind: 'entry',
        id: String(value),
        label: written(value),
        keys: null,
        enabled: true,
        checked: value === rate,
        onChoose: () => player.setRate(value),
      }))}
    />
  );
}

function Volume() {
  const { player } = useSession();
  const [open, setOpen] = useState(false);
  const { muted, volume } = useStore(player.state);
  const label = muted ? say('player.muted') : say('player.volume', { volume: percent(volume) });
  return (
    <Popover
      label={say('player.volumeOnly')}
      open={open}
      onOpenChange={setOpen}
      align="center"
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="inline-grid size-6 flex-none place-items-center rounded-control border-0 bg-transparent p-0 text-text-2 hover:bg-surface-3 hover:text-text-1 data-popup-open:bg-surface-3"
        >
          {muted || volume === 0 ? (
            <VolumeX size={14} strokeWidth={1.7} aria-hidden="true" />
          ) : (
            <Volume2 size={14} strokeWidth={1.7} aria-hidden="true" />
          )}
        </button>
      }
    >
      <div className="flex items-center gap-3">
        <input
          type="range"
          min={0}
          max={100}
          step={1}
          value={muted ? 0 : Math.round(volume * 100)}
          aria-label={say('player.volumeOnly')}
          onChange={(event) => {
            player.setMuted(false);
            player.setVolume(Number(event.target.value) / 100);
          }}
          className="w-32 accent-accent"
        />
        <Button kind="quiet" size="small" onClick={() => player.setMuted(!muted)}>
          {say(muted ? 'player.unmute' : 'player.mute')}
        </Button>
      </div>
    </Popover>
  );
}
