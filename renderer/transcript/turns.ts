import type { Extension } from '@codemirror/state';
import { GutterMarker, gutter } from '@codemirror/view';
import { toArray } from '../../common/document/list.ts';
import { findSpeaker } from '../../common/document/queries.ts';
import type { Project, Utterance } from '../../common/document/types.ts';
import { isHatched, speakerColor } from '../design/speaker.tsx';
import type { EditorSession } from '../session/session.ts';
import { mediaTime } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { refreshMarks } from './marks.ts';
import { setLines, textModel } from './model.ts';
import { speakerMenuState } from './speakerMenu.tsx';

/** Who speaks and since when, beside the first line of a turn. */
interface Turn {
  readonly name: string;
  readonly color: number | null;
  readonly time: string;
  /** In capitals, where it is not the project's. */
  readonly language: string | null;
}

class TurnMarker extends GutterMarker {
  readonly turn: Turn;

  constructor(turn: Turn) {
    super();
    this.turn = turn;
  }

  override eq(other: TurnMarker): boolean {
    const { name, color, time, language } = this.turn;
    const that = other.turn;
    return that.name === name && that.color === color && that.time === time && that.language === language;
  }

  override toDOM(): HTMLElement {
    const { name, color, time, language } = this.turn;
    const box = document.createElement('div');
    box.className = 'tr-turn';
    const who = box.appendChild(document.createElement('bdi'));
    who.className = 'tr-name';
    who.textContent = name;
    const swatch = document.createElement('span');
    swatch.className = isHatched(color) ? 'tr-swatch tr-hatched' : 'tr-swatch';
    swatch.style.backgroundColor = speakerColor(color);
    box.prepend(swatch);
    const when = box.appendChild(document.createElement('span'));
    when.className = 'tr-time';
    when.textContent = language === null ? time : `${time} · ${language}`;
    return box;
  }
}

const known = new WeakMap<
  Utterance,
  { readonly speakers: Project['speakers']; readonly marker: TurnMarker }
>();

function markerOf(project: Project, utterance: Utterance): TurnMarker {
  const before = known.get(utterance);
  if (before !== undefined && before.speakers === project.speakers) return before.marker;
  const speaker = utterance.speakerId === null ? null : findSpeaker(project, utterance.speakerId);
  const first = utterance.words.chunks[0]?.find(({ startMs }) => startMs !== null);
  const language =
    utterance.language !== null && utterance.language !== project.language ? utterance.language : null;
  const marker = new TurnMarker({
    name: speaker?.name ?? say('transcript.nobody'),
    color: speaker?.color ?? null,
    time: first?.startMs == null ? '–' : turnTime(first.startMs),
    language: language?.slice(0, 2).toUpperCase() ?? null,
  });
  known.set(utterance, { speakers: project.speakers, marker });
  return marker;
}

/** `00:12.3`, from an hour on `1:00:12.3`: near enough to find a place by ear. */
function turnTime(ms: number): string {
  return mediaTime(Math.floor(ms / 100) * 100).slice(0, -2);
}

/** The column at the left; a click chooses the words of the turn, one on the name asks whose they are. */
export function turns(session: EditorSession): Extension {
  return gutter({
    class: 'tr-turns',
    lineMarker: (view, block) => {
      const line = view.state.field(textModel).lines[view.state.doc.lineAt(block.from).number - 1];
      if (line === undefined || !line.isFirst || line.utterance === null) return null;
      return markerOf(session.document.project(), line.utterance);
    },
    lineMarkerChange: (update) =>
      update.transactions.some((one) =>
        one.effects.some((effect) => effect.is(setLines) || effect.is(refreshMarks)),
      ),
    domEventHandlers: {
      mousedown: (view, block) => {
        const { lines } = view.state.field(textModel);
        const utterance = lines[view.state.doc.lineAt(block.from).number - 1]?.utterance ?? null;
        if (utterance !== null) chooseTurn(session, utterance);
        return true;
      },
      click: (_view, _block, event) => {
        const name = event.target instanceof Element ? event.target.closest('.tr-name') : null;
        if (name === null) return false;
        speakerMenuState(session).setState({ anchor: name.getBoundingClientRect() });
        return true;
      },
    },
  });
}

/** Chooses all words of a turn; the first is where keys go on. */
export function chooseTurn(session: EditorSession, utterance: Utterance): void {
  const words = toArray(utterance.words).map(({ id }) => id);
  const [first] = words;
  if (first === undefined) return;
  session.selection.setState({ words, anchor: first, focus: first, cue: null, by: 'transcript' });
}
