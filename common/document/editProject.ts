import type { Failure } from '../contract/failure.ts';
import { failure } from '../contract/failure.ts';
import type { Draft } from './draft.ts';
import { missing } from './draft.ts';
import { assignSpeaker } from './editUtterances.ts';
import type {
  AddMedia,
  AddSpeaker,
  MergeSpeakers,
  RemoveMedia,
  RemoveSpeaker,
  ReplaceMedia,
  SetProject,
  UpdateSpeaker,
} from './operations.ts';
import { eachUtterance, findSpeaker } from './queries.ts';
import { taken } from './spliceWords.ts';
import type { Project, SpeakerId, UtteranceId } from './types.ts';

export function addSpeaker(draft: Draft, operation: AddSpeaker): Failure | null {
  const { speaker, index } = operation;
  if (speaker.id === '') return failure('edit.impossible', { detail: 'a speaker without an id' });
  if (findSpeaker(draft.project, speaker.id) !== null) return taken(`speaker ${speaker.id}`);
  const speakers = draft.project.speakers.toSpliced(index, 0, speaker);
  draft.project = { ...draft.project, speakers };
  draft.undo.push({ kind: 'removeSpeaker', speakerId: speaker.id });
  return null;
}

export function updateSpeaker(draft: Draft, operation: UpdateSpeaker): Failure | null {
  const { speaker } = operation;
  const before = findSpeaker(draft.project, speaker.id);
  if (before === null) return missing(`speaker ${speaker.id}`);
  const speakers = draft.project.speakers.map((other) => (other === before ? speaker : other));
  draft.project = { ...draft.project, speakers };
  draft.undo.push({ kind: 'updateSpeaker', speaker: before });
  return null;
}

export function removeSpeaker(draft: Draft, operation: RemoveSpeaker): Failure | null {
  const speaker = findSpeaker(draft.project, operation.speakerId);
  if (speaker === null) return missing(`speaker ${operation.speakerId}`);
  return reassignAndRemove(draft, speaker.id, { speakerId: null, overlaps: 'refuse' });
}

export function mergeSpeakers(draft: Draft, operation: MergeSpeakers): Failure | null {
  const { fromId, intoId, overlaps } = operation;
  for (const id of [fromId, intoId])
    if (findSpeaker(draft.project, id) === null) return missing(`speaker ${id}`);
  if (fromId === intoId)
    return failure('edit.impossible', { detail: 'a speaker cannot be merged with itself' });
  return reassignAndRemove(draft, fromId, { speakerId: intoId, overlaps });
}

function reassignAndRemove(
  draft: Draft,
  fromId: SpeakerId,
  to: { readonly speakerId: SpeakerId | null; readonly overlaps: MergeSpeakers['overlaps'] },
): Failure | null {
  const utteranceIds: UtteranceId[] = [];
  eachUtterance(draft.project, (utterance) => {
    if (utterance.speakerId === fromId) utteranceIds.push(utterance.id);
  });
  if (utteranceIds.length > 0) {
    const failed = assignSpeaker(draft, { kind: 'assignSpeaker', utteranceIds, ...to });
    if (failed !== null) return failed;
  }
  const index = draft.project.speakers.findIndex((speaker) => speaker.id === fromId);
  const speaker = draft.project.speakers[index];
  if (speaker === undefined) return missing(`speaker ${fromId}`);
  draft.project = { ...draft.project, speakers: draft.project.speakers.toSpliced(index, 1) };
  draft.undo.push({ kind: 'addSpeaker', speaker, index });
  return null;
}

export function setProject(draft: Draft, operation: SetProject): Failure | null {
  const { field, value } = operation;
  // The union of operations ties each field to the type of its value.
  draft.undo.push({ kind: 'setProject', field, value: draft.project[field] } as SetProject);
  draft.project = { ...draft.project, [field]: value } as Project;
  return null;
}

export function addMedia(draft: Draft, operation: AddMedia): Failure | null {
  const { media, index } = operation;
  if (draft.project.media.some(({ id }) => id === media.id)) return taken(`media ${media.id}`);
  draft.project = { ...draft.project, media: draft.project.media.toSpliced(index, 0, media) };
  draft.undo.push({ kind: 'removeMedia', mediaId: media.id });
  return null;
}

export function replaceMedia(draft: Draft, operation: ReplaceMedia): Failure | null {
  const { media } = operation;
  const before = draft.project.media.find(({ id }) => id === media.id);
  if (before === undefined) return missing(`media ${media.id}`);
  draft.project = {
    ...draft.project,
    media: draft.project.media.map((other) => (other === before ? media : other)),
  };
  draft.undo.push({ kind: 'replaceMedia', media: before });
  return null;
}

export function removeMedia(draft: Draft, operation: RemoveMedia): Failure | null {
  const index = draft.project.media.findIndex(({ id }) => id === operation.mediaId);
  const media = draft.project.media[index];
  if (media === undefined) return missing(`media ${operation.mediaId}`);
  draft.project = { ...draft.project, media: draft.project.media.toSpliced(index, 1) };
  draft.undo.push({ kind: 'addMedia', media, index });
  return null;
}
