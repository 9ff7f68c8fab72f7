import type { Captions } from '../../common/captions/captions.ts';
import { eachWord } from '../../common/document/queries.ts';
import type { Project } from '../../common/document/types.ts';
import type { Capabilities, Format } from '../../common/formats/format.ts';

/** What people compare formats by. */
export const FEATURES = ['wordTimes', 'speakers', 'overlap', 'place', 'style', 'confidence'] as const;
export type Feature = (typeof FEATURES)[number];

/** `absent`: the project has none of it, so nothing can be lost. */
export type Kept = 'yes' | 'no' | 'absent';

/** What of a project there is to lose. */
export interface Holdings {
  readonly wordTimes: boolean;
  readonly speakers: boolean;
  readonly overlap: boolean;
  readonly place: boolean;
  readonly style: boolean;
  readonly confidence: boolean;
}

/** One pass over the words and cues. */
export function holdingsOf(project: Project, { cues }: Captions): Holdings {
  let wordTimes = false;
  let confidence = false;
  eachWord(project, (word) => {
    wordTimes ||= word.startMs !== null;
    confidence ||= word.confidence !== null;
  });
  let overlap = false;
  let latestEnd = 0;
  for (const { startMs, endMs } of cues) {
    overlap ||= startMs < latestEnd;
    latestEnd = Math.max(latestEnd, endMs);
  }
  const { decisions } = project;
  return {
    wordTimes,
    speakers: project.utterances.chunks.some((chunk) => chunk.some(({ speakerId }) => speakerId !== null)),
    overlap,
    place: decisions.placements.size > 0,
    style: decisions.wordStyles.size > 0 || decisions.cueStyles.size > 0,
    confidence,
  };
}

/** What a format keeps of each; formats without cues keep no overlap of cues either. */
export function keptBy({ carries }: Format, holdings: Holdings): Readonly<Record<Feature, Kept>> {
  const kept = (feature: Feature, does: Kept): Kept => (holdings[feature] ? does : 'absent');
  const flag = (one: keyof Capabilities): Kept => (carries[one] ? 'yes' : 'no');
  return {
    wordTimes: kept('wordTimes', flag('wordTimes')),
    speakers: kept('speakers', flag('speakers')),
    overlap: kept('overlap', carries.cueTimes ? 'yes' : 'no'),
    place: kept('place', flag('placement')),
    style: kept('style', flag('styles')),
    confidence: kept('confidence', flag('confidence')),
  };
}
