import type {
  BreakWish,
  CuePlacement,
  ImportedSource,
  MediaId,
  MediaReference,
  OriginalReference,
  PinnedCue,
  Project,
  Speaker,
  SpeakerId,
  Timing,
  UtteranceId,
  Word,
  WordAlternative,
  WordId,
  WordKind,
  WordStyle,
} from './types.ts';

/**
 * Every way to change a document. Plain data that survives JSON, addressed by ids, with nothing in it that
 * depends on when or where it is applied. `apply` (apply.ts) carries one out; `parseOperation`
 * (operationSchema.ts) checks one that comes from outside.
 */
export type Operation =
  | SetWordTimes
  | SetWordText
  | SetWordDetails
  | InsertWords
  | DeleteWords
  | ReplaceWords
  | SpliceWords
  | ShiftTimes
  | SplitUtterance
  | JoinUtterances
  | InsertUtterances
  | RemoveUtterances
  | MoveUtterance
  | SetUtteranceLanguage
  | AssignSpeaker
  | AddSpeaker
  | UpdateSpeaker
  | RemoveSpeaker
  | MergeSpeakers
  | Decide
  | SetProject
  | AddMedia
  | ReplaceMedia
  | RemoveMedia
  | Batch;

/** Gives words times, or takes them away (all three null). Utterances are put in order again where needed. */
export interface SetWordTimes {
  readonly kind: 'setWordTimes';
  readonly words: readonly WordTimes[];
}

export interface WordTimes {
  readonly wordId: WordId;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly timing: Timing | null;
}

/** Spelling only: times, confidence and marks stay. */
export interface SetWordText {
  readonly kind: 'setWordText';
  readonly words: readonly { readonly wordId: WordId; readonly text: string }[];
}

/** What an engine or a person says of a word besides text and times. */
export interface SetWordDetails {
  readonly kind: 'setWordDetails';
  readonly words: readonly WordDetails[];
}

export interface WordDetails {
  readonly wordId: WordId;
  readonly confidence: number | null;
  readonly wordKind: WordKind;
  readonly glue: boolean;
  readonly alternatives: readonly WordAlternative[] | null;
}

/** Puts words after one, or first in the utterance. */
export interface InsertWords {
  readonly kind: 'insertWords';
  readonly utteranceId: UtteranceId;
  readonly afterWordId: WordId | null;
  readonly words: readonly Word[];
  /** Which pinned cue takes the words in when they come to stand at its border. Inside one they always belong. */
  readonly joinsCue: 'previous' | 'next' | 'none';
}

/** Removes words wherever they stand; an utterance that loses its last word goes too. */
export interface DeleteWords {
  readonly kind: 'deleteWords';
  readonly wordIds: readonly WordId[];
}

/**
 * Replaces a span of one utterance: the result of retyping or recognising it again. Words whose ids come
 * back keep their decisions; pinned cues and their lines pass from removed words to those in their place.
 */
export interface ReplaceWords {
  readonly kind: 'replaceWords';
  readonly utteranceId: UtteranceId;
  readonly firstWordId: WordId;
  readonly lastWordId: WordId;
  readonly words: readonly Word[];
}

/**
 * The exact change underneath insertion, deletion and replacement: inverses are made of it. Removes the words
 * from the one after `afterWordId` through `throughWordId` (none when that is null) and puts `words` there.
 */
export interface SpliceWords {
  readonly kind: 'spliceWords';
  readonly utteranceId: UtteranceId;
  readonly afterWordId: WordId | null;
  readonly throughWordId: WordId | null;
  readonly words: readonly Word[];
}

/** Moves all words that start, and all pinned cues that start, within `[fromMs, toMs)`; `toMs` null: to the end. */
export interface ShiftTimes {
  readonly kind: 'shiftTimes';
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly deltaMs: number;
}

/** The word becomes the first of a new utterance of the same speaker. */
export interface SplitUtterance {
  readonly kind: 'splitUtterance';
  readonly wordId: WordId;
  readonly newUtteranceId: UtteranceId;
}

/** Appends the words of `nextId` to `utteranceId`. Both must have the same speaker and language. */
export interface JoinUtterances {
  readonly kind: 'joinUtterances';
  readonly utteranceId: UtteranceId;
  readonly nextId: UtteranceId;
}

/** An utterance inside an operation, with its words as a plain array; never without words. */
export interface UtteranceData {
  readonly id: UtteranceId;
  readonly speakerId: SpeakerId | null;
  readonly language: string | null;
  readonly words: readonly Word[];
}

/** Puts utterances before one, or last; those with times then go where their times want them. */
export interface InsertUtterances {
  readonly kind: 'insertUtterances';
  readonly beforeId: UtteranceId | null;
  readonly utterances: readonly UtteranceData[];
}

export interface RemoveUtterances {
  readonly kind: 'removeUtterances';
  readonly utteranceIds: readonly UtteranceId[];
}

/** Chooses the place among utterances of the same time, or of one without times. */
export interface MoveUtterance {
  readonly kind: 'moveUtterance';
  readonly utteranceId: UtteranceId;
  readonly beforeId: UtteranceId | null;
}

export interface SetUtteranceLanguage {
  readonly kind: 'setUtteranceLanguage';
  readonly utteranceIds: readonly UtteranceId[];
  readonly language: string | null;
}

/**
 * What happens where words of one speaker would come to overlap: refuse, or trim the earlier word (the later one
 * where nothing would be left of it; a word that lies wholly inside another loses its time).
 */
export type OverlapRule = 'refuse' | 'trim';

export interface AssignSpeaker {
  readonly kind: 'assignSpeaker';
  readonly utteranceIds: readonly UtteranceId[];
  readonly speakerId: SpeakerId | null;
  readonly overlaps: OverlapRule;
}

export interface AddSpeaker {
  readonly kind: 'addSpeaker';
  readonly speaker: Speaker;
  /** Place in the list of speakers. */
  readonly index: number;
}

/** Replaces what is known of the speaker with this id: name, colour, style, voiceprint. */
export interface UpdateSpeaker {
  readonly kind: 'updateSpeaker';
  readonly speaker: Speaker;
}

/** The speaker's utterances stay, spoken by nobody. */
export interface RemoveSpeaker {
  readonly kind: 'removeSpeaker';
  readonly speakerId: SpeakerId;
}

/** All utterances of `fromId` become those of `intoId`; `fromId` goes. */
export interface MergeSpeakers {
  readonly kind: 'mergeSpeakers';
  readonly fromId: SpeakerId;
  readonly intoId: SpeakerId;
  readonly overlaps: OverlapRule;
}

/** Records or withdraws decisions of a person: pinned cues, breaks, styles, hidden words, review, notes. */
export interface Decide {
  readonly kind: 'decide';
  readonly changes: readonly DecisionChange[];
}

/** `value` null withdraws the decision. */
export type DecisionChange =
  | { readonly about: 'pinnedCues'; readonly wordId: WordId; readonly value: PinnedCue | null }
  | { readonly about: 'breaks'; readonly wordId: WordId; readonly value: BreakWish | null }
  | { readonly about: 'placements'; readonly wordId: WordId; readonly value: CuePlacement | null }
  | { readonly about: 'wordStyles'; readonly wordId: WordId; readonly value: WordStyle | null }
  | { readonly about: 'cueStyles'; readonly wordId: WordId; readonly value: string | null }
  | { readonly about: 'notes'; readonly wordId: WordId; readonly value: string | null }
  | { readonly about: 'hidden'; readonly wordId: WordId; readonly value: true | null }
  | { readonly about: 'reviewed'; readonly wordId: WordId; readonly value: true | null };

/** One field of the project itself. */
export type SetProject = { readonly kind: 'setProject' } & (
  | { readonly field: 'title'; readonly value: string }
  | { readonly field: 'profile'; readonly value: string }
  | { readonly field: 'language'; readonly value: string | null }
  | { readonly field: 'styles'; readonly value: Project['styles'] }
  | { readonly field: 'original'; readonly value: OriginalReference | null }
  | { readonly field: 'imported'; readonly value: ImportedSource | null }
);

export interface AddMedia {
  readonly kind: 'addMedia';
  readonly media: MediaReference;
  readonly index: number;
}

/** The media with this id is now found elsewhere, or is known better (relink, probe). */
export interface ReplaceMedia {
  readonly kind: 'replaceMedia';
  readonly media: MediaReference;
}

export interface RemoveMedia {
  readonly kind: 'removeMedia';
  readonly mediaId: MediaId;
}

/** Several as one: all or none. Order of times and overlaps are judged at the end, so words may swap places. */
export interface Batch {
  readonly kind: 'batch';
  readonly operations: readonly Operation[];
}

/** A decision that a change took away because its word is gone; shown to the person, restored by undo. */
export type DroppedDecision = DecisionChange;
