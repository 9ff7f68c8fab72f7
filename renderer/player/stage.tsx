import './player.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { SpeakerId } from '../../common/document/types.ts';
import { classes } from '../design/classes.ts';
import { SPEAKER_COLORS } from '../design/speaker.tsx';
import { type EditorSession, useDocument, useSession, useView } from '../session/session.ts';
import { captionPainter } from './captionPainter.ts';
import { MediaNotice } from './mediaNotice.tsx';
import { SafeAreas } from './safeAreas.tsx';
import { SoundArt } from './soundArt.tsx';
import { chooseSource, hasPicture } from './source.ts';

/** The picture with what lies on it: captions, safe areas, and what there is to say about the file. */
export function Stage() {
  const session = useSession();
  const { player } = session;
  const media = useDocument((document) => document.state().media);
  const status = useStore(player.state, (state) => state.status);
  const safeArea = useView((view) => view.safeArea);
  const screen = useRef<HTMLDivElement>(null);
  const picture = usePictureSize(player.element);
  const source = chooseSource(media);
  const isPlayable = source.kind === 'play' && status !== 'failed';
  const isDark = isPlayable && !hasPicture(media);

  useLayoutEffect(() => {
    const { element } = player;
    element.className = 'absolute inset-0 size-full object-contain';
    element.tabIndex = -1;
    screen.current?.prepend(element);
    return () => element.remove();
  }, [player]);

  return (
    <div
      ref={screen}
      className="relative aspect-video min-h-0 w-full flex-initial overflow-hidden bg-picture [container-type:size]"
    >
      {isDark && <SoundArt />}
      <div className="pointer-events-none absolute inset-0 grid place-items-center">
        <div className="relative" style={pictureBox(isDark ? null : picture)}>
          <CaptionLayer />
          {safeArea && <SafeAreas />}
        </div>
      </div>
      <MediaNotice source={source} />
    </div>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the picture lies within the 16:9 frame: captions and safe areas belong to it, not to the black beside it. */
function pictureBox(picture: Size | null): { readonly width: string; readonly height: string } {
  if (picture === null) return { width: '100%', height: '100%' };
  const ratio = picture.width / picture.height;
  return { width: `min(100cqw, ${ratio * 100}cqh)`, height: `min(100cqh, ${100 / ratio}cqw)` };
}

function usePictureSize(element: HTMLVideoElement): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const read = () => {
      const { videoWidth: width, videoHeight: height } = element;
      setSize((known) => {
        if (width === 0 || height === 0) return null;
        return known?.width === width && known.height === height ? known : { width, height };
      });
    };
    read();
    const types = ['loadedmetadata', 'resize', 'emptied'] as const;
    for (const type of types) element.addEventListener(type, read);
    return () => {
      for (const type of types) element.removeEventListener(type, read);
    };
  }, [element]);
  return size;
}

/** Drawn outside React, in the frame in which a cue begins. */
function CaptionLayer() {
  const session = useSession();
  const place = useRef<HTMLDivElement>(null);
  const speakers = useDocument((document) => document.project().speakers);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    element.replaceChildren();
    const { player, document } = session;
    const painter = captionPainter(element, pictureColors(speakers));
    const paint = () => painter.paint(document.captions(), player.timeMs());
    paint();
    const stops = [player.onTime(paint), document.subscribe(paint)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, speakers]);
  return (
    <div
      ref={place}
      data-captions=""
      aria-hidden="true"
      className={classes('captions-on-picture absolute inset-0')}
    />
  );
}

type Speakers = ReturnType<EditorSession['document']['project']>['speakers'];

function pictureColors(speakers: Speakers): (speakerId: SpeakerId | null) => string {
  const colors = new Map(
    speakers.map(({ id, color }, at) => [
      id,
      `var(--picture-speaker-${((color ?? at) % SPEAKER_COLORS) + 1})`,
    ]),
  );
  // What nobody is known to say is lit in the first colour all the same.
  return (speakerId) =>
    (speakerId === null ? undefined : colors.get(speakerId)) ?? 'var(--picture-speaker-2)';
}
