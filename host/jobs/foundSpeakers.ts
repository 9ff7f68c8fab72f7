import type { IdSource } from '../../common/document/ids.ts';
import type { Operation } from '../../common/document/operations.ts';
import { speakerOperations } from '../../common/document/speakerTurns.ts';
import type { Project, Speaker } from '../../common/document/types.ts';
import type { DiarizeOutcome } from '../engines/engine.ts';
import { encodeVoiceprint, isUnnamed, type Voices } from '../voices/voices.ts';

/** Who was heard, for a document: by the turns of the diarizer, with the names of voices that are known. */
export interface FoundSpeakers {
  readonly exclusive: DiarizeOutcome['exclusive'];
  readonly voices: DiarizeOutcome['voices'];
  /** The diarizer and its model: voices of another say nothing. */
  readonly source: string;
  readonly names: ReadonlyMap<string, string>;
  /** Whether speakers keep their voiceprints, so that their names can be learned. */
  readonly keepsVoices: boolean;
}

/** Looks the voices up among those that a person wanted to be recognised. */
export async function nameSpeakers(
  diarizer: string,
  { exclusive, voices, model }: DiarizeOutcome,
  known: Voices,
): Promise<FoundSpeakers> {
  const source = `${diarizer}/${model}`.replaceAll(/\s/gu, '_');
  const names = await known.recognise(source, voices);
  return { exclusive, voices, source, names, keepsVoices: known.isOn() };
}

/** The operation that gives words to speakers and speakers their names; null when there is nothing to give. */
export function foundOperation(
  project: Project,
  found: FoundSpeakers,
  ids: IdSource,
): { readonly operation: Operation; readonly count: number } | null {
  const change = speakerOperations(project, found.exclusive, ids);
  if (change === null) return null;
  const before = new Map(project.speakers.map((speaker) => [speaker.id, speaker]));
  for (const operation of change.operations) {
    if (operation.kind === 'addSpeaker') before.set(operation.speaker.id, operation.speaker);
  }
  const taken = new Set([...before.values()].map(({ name }) => name));
  const told: Operation[] = [];
  for (const [label, id] of change.speakers) {
    const speaker = before.get(id);
    if (speaker === undefined) continue;
    const after = withVoice(speaker, label, found, taken);
    if (after !== speaker) told.push({ kind: 'updateSpeaker', speaker: after });
  }
  return {
    operation: { kind: 'batch', operations: [...change.operations, ...told] },
    count: change.speakers.size,
  };
}

/** A name that a person gave stays. */
function withVoice(
  speaker: Speaker,
  label: string,
  { voices, source, names, keepsVoices }: FoundSpeakers,
  taken: ReadonlySet<string>,
): Speaker {
  const known = names.get(label);
  const name = known !== undefined && isUnnamed(speaker.name) && !taken.has(known) ? known : speaker.name;
  const vector = keepsVoices ? voices.get(label) : undefined;
  const voiceprint = vector === undefined ? speaker.voiceprint : encodeVoiceprint({ source, vector });
  if (name === speaker.name && voiceprint === speaker.voiceprint) return speaker;
  return voiceprint === undefined ? { ...speaker, name } : { ...speaker, name, voiceprint };
}
