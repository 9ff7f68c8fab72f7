import type { Project } from '../../common/document/types.ts';

/** A voice that a person gave a name to, kept on this computer only. */
export interface KnownVoice {
  readonly name: string;
  /** ISO 8601 */
  readonly learnedAt: string;
}

/**
 * Recognises people in the next file by their voices, where a person has turned that on. Nothing is kept and nothing
 * is recognised otherwise. Made by `createVoices` in `voiceFile.ts`.
 */
export interface Voices {
  readonly isOn: () => boolean;
  /** `SPEAKER_00` … to names, each name once at most. `source` names the diarizer and its model. */
  readonly recognise: (
    source: string,
    voices: ReadonlyMap<string, readonly number[]>,
  ) => Promise<ReadonlyMap<string, string>>;
  /** Keeps the voices of those speakers of a project who have a name and a voiceprint. */
  readonly learn: (project: Pick<Project, 'speakers'>) => void;
  readonly list: () => Promise<readonly KnownVoice[]>;
  readonly forget: (name: string) => Promise<void>;
  readonly forgetAll: () => Promise<void>;
  /** Writes what is still to be written. */
  readonly close: () => Promise<void>;
}

/** `Speaker 1`: nobody has said who it is. */
export function isUnnamed(name: string): boolean {
  return /^(?:speaker|sprecher|spk)[ _-]?\d+$/iu.test(name.trim());
}

/** Knows nobody and learns nothing. */
export const NO_VOICES: Voices = {
  isOn: () => false,
  recognise: async () => new Map(),
  learn: () => {},
  list: async () => [],
  forget: async () => {},
  forgetAll: async () => {},
  close: async () => {},
};
