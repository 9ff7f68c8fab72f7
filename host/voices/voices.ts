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

/** What a project keeps of a voice: `source` (the diarizer and its model) and the vector in 8 bits a number. */
export interface Voiceprint {
  readonly source: string;
  readonly vector: readonly number[];
}

/** Vectors have length 1, so each number is within -1 and 1; 8 bits change a likeness by less than 0.01. */
const STEPS = 127;

export function encodeVoiceprint({ source, vector }: Voiceprint): string {
  const bytes = Int8Array.from(vector, (value) => Math.round(Math.max(-1, Math.min(1, value)) * STEPS));
  return `${source} ${Buffer.from(bytes.buffer).toString('base64')}`;
}

/** Null for what is none. */
export function decodeVoiceprint(text: string): Voiceprint | null {
  const [, source, encoded] = /^(\S{1,200}) ([A-Za-z0-9+/=]{8,20000})$/u.exec(text) ?? [];
  if (source === undefined || encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64');
  return { source, vector: Array.from(new Int8Array(bytes), (value) => value / STEPS) };
}

/** Cosine of the angle between two voices: 1 for the same, about 0 for strangers. 0 where they do not compare. */
export function likeness(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) return 0;
  let [dot, ofLeft, ofRight] = [0, 0, 0];
  for (let at = 0; at < left.length; at++) {
    const [a, b] = [left[at] ?? 0, right[at] ?? 0];
    dot += a * b;
    ofLeft += a * a;
    ofRight += b * b;
  }
  return ofLeft === 0 || ofRight === 0 ? 0 : dot / Math.sqrt(ofLeft * ofRight);
}
