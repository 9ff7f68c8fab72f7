import { emptyProject } from '../document/build.ts';
import { listOf } from '../document/list.ts';
import type { CuePlacement, CueSource, ImportedSource } from '../document/types.ts';
import { documentBuilder } from './captionDocument.ts';
import { inOrderOfStart } from './captionOrder.ts';
import type { ReadContext, ReadNotice, ReadOutcome } from './format.ts';
import type { MarkedText } from './markedText.ts';

/** One cue as a reader found it. Its text has at least one word (`hasWords`). */
export interface ImportedCue {
  /** 1-based line in the file, for notices. */
  readonly line: number;
  /** 0 or more. */
  readonly startMs: number;
  /** 0 or more; may lie before the start: what a file says is kept. */
  readonly endMs: number;
  readonly text: MarkedText;
  readonly placement: CuePlacement | null;
  readonly source: CueSource | null;
}

export interface CaptionFile {
  /** In the order of the file. */
  readonly cues: readonly ImportedCue[];
  readonly imported: ImportedSource | null;
  /** BCP-47 as the file states it. */
  readonly language: string | null;
  readonly notices: readonly ReadNotice[];
}

/**
 * Makes a document of cues. Each becomes a pinned cue with exactly its times and lines; consecutive ones share
 * an utterance while one voice speaks on. Words have the times that the file marks in the text (`imported`),
 * else their share of the cue by length (`interpolated`), and none where a cue is too short to share.
 *
 * The document's rules hold whatever the file says: cues are put in order of start, and words of one named
 * speaker that would overlap begin later or lose their times. Linear but for the sort of an unsorted file.
 */
export function importCaptions(file: CaptionFile, context: ReadContext): ReadOutcome {
  const builder = documentBuilder(context.ids);
  const cues = inOrderOfStart(file.cues);
  cues.forEach((cue, index) => {
    builder.add(cue, cues[index + 1]?.startMs ?? Number.POSITIVE_INFINITY);
  });
  const { utterances, speakers, decisions, notices } = builder.finish();
  const project = {
    ...emptyProject({
      projectId: context.ids.next(),
      title: titleOf(context.fileName),
      profile: 'plain',
      language: file.language ?? context.language,
    }),
    speakers,
    utterances: listOf(utterances),
    decisions,
    imported: file.imported,
  };
  return { project, notices: limited([...file.notices, ...timeNotices(file.cues), ...notices]) };
}

function timeNotices(cues: readonly ImportedCue[]): readonly ReadNotice[] {
  const notices: ReadNotice[] = [];
  let before: ImportedCue | null = null;
  for (const cue of cues) {
    const { line, startMs, endMs } = cue;
    if (endMs === startMs)
      notices.push({ line, message: 'The cue has no duration; its words have no times.' });
    if (endMs < startMs)
      notices.push({ line, message: 'The cue ends before it begins; its words have no times.' });
    if (before !== null && startMs < before.startMs)
      notices.push({ line, message: 'The cue begins before the one above it; cues were put in order.' });
    else if (before !== null && startMs < before.endMs)
      notices.push({ line, message: 'The cue begins before the one above it ends.' });
    before = cue;
  }
  return notices;
}

/** A person reads a few; a file that is wrong throughout must not make a list as long as itself. */
const MOST_NOTICES = 100;

function limited(notices: readonly ReadNotice[]): readonly ReadNotice[] {
  const sorted = notices.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
  if (sorted.length <= MOST_NOTICES) return sorted;
  const more = sorted.length - MOST_NOTICES;
  return [
    ...sorted.slice(0, MOST_NOTICES),
    { line: null, message: `There are ${more} more remarks like these.` },
  ];
}

/** The file's name without folders and its last ending. */
function titleOf(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
