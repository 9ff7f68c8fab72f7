import { assignSpeakerFrom, assignSpeakerToWords } from '../../common/document/compose.ts';
import type { Operation } from '../../common/document/operations.ts';
import type { Project, Speaker, SpeakerId } from '../../common/document/types.ts';
import type { ActionContext } from '../actions/action.ts';
import { selectedWords } from '../session/select.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { carryOut, focusedWord, single } from './edit.ts';

/** How many colours a person chooses from; the ninth speaker repeats the first. */
const COLORS = 8;

/** The colour that the fewest speakers have, the lowest of these. */
export function freeColor(speakers: readonly Speaker[]): number {
  const uses = Array.from(
    { length: COLORS },
    (_, color) => speakers.filter((one) => one.color === color).length,
  );
  return uses.indexOf(Math.min(...uses));
}

/** A speaker without a name of their own yet: `Speaker 3`. */
export function newSpeaker(project: Project, id: SpeakerId): Speaker {
  const names = new Set(project.speakers.map(({ name }) => name));
  let number = project.speakers.length + 1;
  while (names.has(say('editing.speakerNumber', { number }))) number += 1;
  return { id, name: say('editing.speakerNumber', { number }), color: freeColor(project.speakers) };
}

/** Gives the chosen words to a speaker; null is nobody. Utterances are split where the selection ends inside them. */
export function assignSelection(
  context: Pick<ActionContext, 'app'>,
  session: EditorSession,
  speakerId: SpeakerId | null,
): void {
  const words = selectedWords(session);
  const [firstWordId] = words;
  const lastWordId = words.at(-1);
  if (firstWordId === undefined || lastWordId === undefined) return;
  const { document } = session;
  const to = { speakerId, overlaps: 'trim' } as const;
  const edit = assignSpeakerToWords(document.project(), { firstWordId, lastWordId }, to, document.newIds);
  carryOut(context, session, edit, single('editing.assignSpeaker'));
}

/** “From here on”: the rest of the utterance goes to a speaker. */
export function assignFromHere(
  context: Pick<ActionContext, 'app'>,
  session: EditorSession,
  speakerId: SpeakerId | null,
): void {
  const place = focusedWord(session);
  if (place === null) return;
  const { document } = session;
  const to = { speakerId, overlaps: 'trim' } as const;
  const edit = assignSpeakerFrom(document.project(), place, to, document.newIds);
  carryOut(context, session, edit, single('editing.assignFromHere'));
}

/** Adds a speaker, who gets the chosen words where there are some. Gives back the id. */
export function addSpeaker(context: Pick<ActionContext, 'app'>, session: EditorSession): SpeakerId {
  const { document } = session;
  const project = document.project();
  const speaker = newSpeaker(project, document.newIds.next());
  const add: Operation = { kind: 'addSpeaker', speaker, index: project.speakers.length };
  const words = selectedWords(session);
  const [firstWordId] = words;
  const lastWordId = words.at(-1);
  if (firstWordId === undefined || lastWordId === undefined) {
    carryOut(context, session, { ok: true, value: add }, single('editing.addSpeaker'));
    return speaker.id;
  }
  const to = { speakerId: speaker.id, overlaps: 'trim' } as const;
  const assign = assignSpeakerToWords(project, { firstWordId, lastWordId }, to, document.newIds);
  const edit = assign.ok
    ? ({ ok: true, value: { kind: 'batch', operations: [add, assign.value] } } as const)
    : assign;
  carryOut(context, session, edit, single('editing.addSpeaker'));
  return speaker.id;
}

/** Name, colour: what is known of a speaker. */
export function changeSpeaker(
  context: Pick<ActionContext, 'app'>,
  session: EditorSession,
  speaker: Speaker,
): void {
  const edit = { ok: true, value: { kind: 'updateSpeaker', speaker } } as const;
  carryOut(context, session, edit, single('editing.changeSpeaker'));
}

/** All that one speaker says becomes another's; where they talk at once the earlier word is trimmed. */
export function mergeSpeakers(
  context: Pick<ActionContext, 'app'>,
  session: EditorSession,
  fromId: SpeakerId,
  intoId: SpeakerId,
): void {
  const edit = { ok: true, value: { kind: 'mergeSpeakers', fromId, intoId, overlaps: 'trim' } } as const;
  carryOut(context, session, edit, single('editing.mergeSpeakers'));
}

/** Takes a speaker off the list; what was said stays, on the lane of nobody. */
export function removeSpeaker(
  context: Pick<ActionContext, 'app'>,
  session: EditorSession,
  speakerId: SpeakerId,
): void {
  const edit = { ok: true, value: { kind: 'removeSpeaker', speakerId } } as const;
  carryOut(context, session, edit, single('editing.removeSpeaker'));
}
