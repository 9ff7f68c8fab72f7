import type { Rational } from '../time/rational.ts';
import type { ChunkedList } from './list.ts';

export type WordId = string;
export type UtteranceId = string;
export type SpeakerId = string;
export type MediaId = string;

/** Where a word's time came from. A word without a time has no origin either: `timing` is null. */
export type Timing = 'aligned' | 'refined' | 'attention' | 'token' | 'interpolated' | 'imported' | 'user';

/** `word` is spoken text with the punctuation that follows it; `sound` is a description like `[applause]`. */
export type WordKind = 'word' | 'sound';

/**
 * The atom of the document. Times are integer milliseconds on the media clock, half-open `[start, end)`;
 * both are null when the word has no time.
 */
export interface Word {
  readonly id: WordId;
  /** Written form, with its punctuation, without surrounding spaces; never empty. */
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** 0–1, null when the source gave none. */
  readonly confidence: number | null;
  readonly timing: Timing | null;
  readonly kind: WordKind;
  /** True when no space stands before the word (CJK, joined tokens). */
  readonly glue: boolean;
  readonly alternatives?: readonly WordAlternative[];
}

export interface WordAlternative {
  readonly text: string;
  readonly confidence: number | null;
}

export interface Speaker {
  readonly id: SpeakerId;
  readonly name: string;
  /** Index into the interface's speaker palette, 0-based; null until it is chosen. */
  readonly color: number | null;
  readonly style?: string;
  readonly voiceprint?: string;
}

/** One speaker's uninterrupted run of words. Utterances of different speakers may overlap in time. */
export interface Utterance {
  readonly id: UtteranceId;
  readonly speakerId: SpeakerId | null;
  /** BCP-47, null when it is the project's. */
  readonly language: string | null;
  readonly words: ChunkedList<Word>;
}

export interface MediaReference {
  readonly id: MediaId;
  /** Absolute path when the project was written. */
  readonly path: string;
  /** Path from the project file's folder, with forward slashes; null when there is none (other drive). */
  readonly relativePath: string | null;
  /** Content fingerprint, see docs/file-format.md; null when it is not known (imported captions). */
  readonly fingerprint: string | null;
  readonly durationMs: number | null;
  readonly streams: readonly MediaStream[];
  /** Frames per second of the picture; null without picture. */
  readonly frameRate: Rational | null;
  /** Container start on its own clock. The media clock, which words use, begins there. */
  readonly startOffsetMs: number;
}

export interface MediaStream {
  readonly index: number;
  readonly kind: 'audio' | 'video' | 'subtitle' | 'other';
  readonly codec: string;
  readonly language: string | null;
  readonly isDefault: boolean;
  /** Size of the picture as it is shown, after rotation and pixel aspect; absent where it is not known. */
  readonly picture?: { readonly width: number; readonly height: number };
}

/** The engine that made the original result; the result itself is kept beside the project, immutable. */
export interface OriginalReference {
  readonly engine: { readonly id: string; readonly model: string; readonly version: string } | null;
  readonly align: { readonly id: string; readonly version: string } | null;
  readonly createdAt: string;
}

/** A cue whose extent, times and lines a person or an imported file has fixed. */
export interface PinnedCue {
  readonly firstWordId: WordId;
  readonly lastWordId: WordId;
  readonly startMs: number;
  readonly endMs: number;
  /** Ids of the words after which a line ends; the last word's is left out. */
  readonly lineBreaks: readonly WordId[];
  /** What the imported format had besides; written back in the same format while the text is unchanged. */
  readonly source?: CueSource;
}

/** Verbatim remains of an imported cue, keyed by what the format calls them. */
export interface CueSource {
  readonly format: string;
  /** WebVTT cue id, SRT counter. */
  readonly id?: string;
  /** WebVTT settings, ASS event fields. */
  readonly settings?: string;
  /** The payload as it stood, with all tags. */
  readonly payload?: string;
  /** Blocks that stood before this cue (NOTE, comments). */
  readonly before?: readonly string[];
}

export type BreakWish = 'line' | 'cue' | 'none';

/** Marks on words that formats know: italics and the like. Keys are closed so that writers can be exhaustive. */
export interface WordStyle {
  readonly italic?: boolean;
  readonly bold?: boolean;
  readonly underline?: boolean;
  /** `#rrggbb`. */
  readonly color?: string;
}

export type CuePlacement = {
  readonly vertical: 'top' | 'middle' | 'bottom';
  readonly align: 'left' | 'center' | 'right';
};

/** Everything a person decided, by word id, so that it survives every re-derivation. */
export interface Decisions {
  readonly pinnedCues: ReadonlyMap<WordId, PinnedCue>;
  /** Wanted (`line`, `cue`) or forbidden (`none`) break after the word. */
  readonly breaks: ReadonlyMap<WordId, BreakWish>;
  /** Keyed by the first word of the cue. */
  readonly placements: ReadonlyMap<WordId, CuePlacement>;
  readonly wordStyles: ReadonlyMap<WordId, WordStyle>;
  /** Keyed by the first word of the cue: name of a caption style. */
  readonly cueStyles: ReadonlyMap<WordId, string>;
  /** Words cut from the captions, kept in the transcript. */
  readonly hidden: ReadonlySet<WordId>;
  readonly reviewed: ReadonlySet<WordId>;
  readonly notes: ReadonlyMap<WordId, string>;
}

/** Blocks of an imported file that belong to no cue (WebVTT STYLE and REGION, ASS script info and styles). */
export interface ImportedSource {
  readonly format: string;
  readonly header: string;
  readonly blocks: readonly string[];
  /** Blocks after the last cue. */
  readonly trailer: readonly string[];
}

/**
 * The one word document. Immutable; changed only by operations.
 * Order of utterances: by time of the first timed word, ties and untimed ones as they were inserted.
 */
export interface Project {
  readonly schema: 1;
  readonly id: string;
  readonly title: string;
  readonly media: readonly MediaReference[];
  readonly speakers: readonly Speaker[];
  readonly utterances: ChunkedList<Utterance>;
  readonly decisions: Decisions;
  /** Named caption styles; opaque here, see common/styles. */
  readonly styles: readonly { readonly id: string; readonly definition: string }[];
  /** Caption profile id. */
  readonly profile: string;
  /** BCP-47; null when unknown. */
  readonly language: string | null;
  readonly original: OriginalReference | null;
  readonly imported: ImportedSource | null;
}

export const NO_DECISIONS: Decisions = {
  pinnedCues: new Map(),
  breaks: new Map(),
  placements: new Map(),
  wordStyles: new Map(),
  cueStyles: new Map(),
  hidden: new Set(),
  reviewed: new Set(),
  notes: new Map(),
};
