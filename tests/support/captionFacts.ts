import { captionSettings, deriveCaptions } from '../../common/captions/captions.ts';
import type { Cue } from '../../common/captions/cue.ts';
import { plain } from '../../common/captions/profiles/plain.ts';
import { explainFailure } from '../../common/contract/failure.ts';
import { idSource } from '../../common/document/ids.ts';
import { checkInvariants } from '../../common/document/invariants.ts';
import type { CuePlacement, Project, WordStyle } from '../../common/document/types.ts';
import type { Format, ReadOutcome } from '../../common/formats/format.ts';

/** What a caption file says, without the ids that a reader gave: two files that say the same are equal. */
export interface CaptionFact {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
  /** The name of each line's speaker. */
  readonly voices: readonly (string | null)[];
  readonly placement: CuePlacement | null;
  readonly styles: readonly WordStyle[];
}

/** Reads a text that must be readable; the document's laws are checked. */
export function readText(format: Format, text: string, fileName = `talk${format.ending}`): ReadOutcome {
  const outcome = format.read?.(text, { fileName, ids: idSource('read'), language: null });
  if (outcome === undefined) throw new Error(`${format.id} is not read`);
  if (!outcome.ok) throw new Error(explainFailure(outcome.failure).reason);
  const broken = checkInvariants(outcome.value.project);
  if (broken.length > 0) throw new Error(`${format.id}: ${JSON.stringify(broken.slice(0, 3))}`);
  return outcome.value;
}

/** The cues of a document as an export hands them to a writer. */
export function cuesOf(project: Project): readonly Cue[] {
  return deriveCaptions(project, plain, captionSettings(project)).cues;
}

export function writeText(format: Format, project: Project, wordTimes = true): string {
  return format.write?.({ project, cues: cuesOf(project), wordTimes }).text ?? '';
}

export function lossesOf(format: Format, project: Project): readonly string[] {
  return format.write?.({ project, cues: cuesOf(project), wordTimes: true }).losses ?? [];
}

export function captionFacts(
  project: Project,
  cues: readonly Cue[] = cuesOf(project),
): readonly CaptionFact[] {
  const names = new Map(project.speakers.map(({ id, name }) => [id, name]));
  return cues.map(({ startMs, endMs, lines, placement }) => ({
    startMs,
    endMs,
    lines: lines.map(({ mark, text }) => mark + text),
    voices: lines.map(({ speakerId }) => (speakerId === null ? null : (names.get(speakerId) ?? null))),
    placement,
    styles: lines.flatMap(({ words }) => words.map(({ id }) => project.decisions.wordStyles.get(id) ?? {})),
  }));
}

/** `word start–end origin` of every word in the order of the document. */
export function wordFacts(project: Project): readonly string[] {
  return cuesOf(project).flatMap(({ lines }) =>
    lines.flatMap(({ words }) =>
      words.map(({ text, startMs, endMs, timing }) =>
        startMs === null ? `${text} –` : `${text} ${startMs}–${endMs} ${timing}`,
      ),
    ),
  );
}
