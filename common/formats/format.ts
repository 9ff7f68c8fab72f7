import type { Cue } from '../captions/cue.ts';
import type { Result } from '../contract/result.ts';
import type { IdSource } from '../document/ids.ts';
import type { Project } from '../document/types.ts';

/** What a format can carry; what it cannot is listed as a loss before export. */
export interface Capabilities {
  readonly cueTimes: boolean;
  readonly wordTimes: boolean;
  readonly speakers: boolean;
  readonly lineBreaks: boolean;
  readonly styles: boolean;
  readonly placement: boolean;
  readonly confidence: boolean;
}

/** Something in a file that was read all the same but that a person may want to know. */
export interface ReadNotice {
  /** 1-based line in the file; null where lines mean nothing. */
  readonly line: number | null;
  readonly message: string;
}

export interface ReadContext {
  /** For messages and for the project's title. */
  readonly fileName: string;
  readonly ids: IdSource;
  /** BCP-47 where the caller knows it; the file's own statement wins. */
  readonly language: string | null;
}

export interface ReadOutcome {
  /** Words, speakers and pinned cues of the file; `media` is empty unless the file names it. */
  readonly project: Project;
  readonly notices: readonly ReadNotice[];
}

export interface WriteRequest {
  readonly project: Project;
  /** The cues to write, in order of start, already derived with the wanted profile. */
  readonly cues: readonly Cue[];
  /** False leaves out word times where the format could carry them. */
  readonly wordTimes: boolean;
}

export interface WriteOutcome {
  readonly text: string;
  /** One sentence each: what this file does not hold of what the project has. */
  readonly losses: readonly string[];
}

/** One caption or transcript format. A folder entry is one file exporting one of these. */
export interface Format {
  readonly id: string;
  /** As people know it: `SubRip (SRT)`. */
  readonly title: string;
  /** Ending of an exported file with its dot: `.srt`, `.whisperx.json`. */
  readonly ending: string;
  /** Endings by which a file is taken for this format on import, lower case, with dot. */
  readonly readEndings: readonly string[];
  readonly carries: Capabilities;
  /** How sure we are, 0–1, that this text is ours; linear time, looks at the first 64 KiB only. */
  readonly detect: (head: string) => number;
  /** null where the format is written only. Linear time in the length of `text`, whatever it holds. */
  readonly read: ((text: string, context: ReadContext) => Result<ReadOutcome>) | null;
  readonly write: ((request: WriteRequest) => WriteOutcome) | null;
}
