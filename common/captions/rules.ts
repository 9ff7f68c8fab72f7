import type { Rational } from '../time/rational.ts';
import type { LayoutCosts } from './layout.ts';
import { layoutCosts } from './layout.ts';
import type { LineLength, Profile, ReadingSpeed, SpeakerMarks } from './profiles/profile.ts';
import { forLanguage } from './profiles/profile.ts';

/**
 * A profile worked out for one language and one frame rate. Cue times are counted in ticks: frames where
 * the profile wants times on frames, else milliseconds.
 */
export interface Rules {
  /** BCP-47 of the text, null when unknown; decides which break costs apply. */
  readonly language: string | null;
  readonly lineLength: LineLength;
  /** Line length in `units` of width.ts: half characters where full-width characters count 1. */
  readonly lineUnits: number;
  readonly layout: LayoutCosts;
  readonly lines: number;
  readonly wordsPerCue: number;
  readonly readingSpeed: ReadingSpeed;
  /** Reading time: so much a character and so much a word. Characters count spaces, not marks. */
  readonly msPerCharacter: number;
  readonly msPerWord: number;
  readonly marks: SpeakerMarks | null;
  readonly minMs: number;
  readonly maxMs: number;
  /** Minimum gap in milliseconds, not rounded. */
  readonly gapMs: number;
  readonly pauseMs: number;
  /** Shorter gaps than this are closed; 0 when gaps are left as they are. */
  readonly chainMs: number;
  /** Ticks a second: the frame rate, or 1000. */
  readonly tickRate: Rational;
  readonly minTicks: number;
  readonly maxTicks: number;
  readonly gapTicks: number;
  readonly chainTicks: number;
  readonly lingerTicks: number;
  readonly leadTicks: number;
}

const MILLISECONDS: Rational = { numerator: 1000, denominator: 1 };

/** Rounding the last bits of 5/6 s × 24 fps must not cost a frame. */
const EPSILON = 1e-6;

export function rulesFor(profile: Profile, language: string | null, frameRate: Rational): Rules {
  const lineLength = forLanguage(profile.lineLength.value, language);
  const tickRate = profile.onFrames.value ? frameRate : MILLISECONDS;
  const ticks = (ms: number) => (ms * tickRate.numerator) / (tickRate.denominator * 1000);
  const up = (ms: number) => Math.ceil(ticks(ms) - EPSILON);
  const frames = (count: number) => (count * frameRate.denominator * 1000) / frameRate.numerator;
  const minMs = forLanguage(profile.minDurationMs.value, language);
  const speed = forLanguage(profile.readingSpeed.value, language);
  const lineUnits = lineLength.measure === 'full-width' ? lineLength.limit * 2 : lineLength.limit;
  return {
    language,
    lineLength,
    lineUnits,
    layout: layoutCosts(lineUnits),
    lines: profile.lines.value,
    wordsPerCue: profile.wordsPerCue.value ?? Number.POSITIVE_INFINITY,
    readingSpeed: speed,
    msPerCharacter: speed.unit === 'characters-per-second' ? 1000 / speed.limit : 0,
    msPerWord: speed.unit === 'words-per-minute' ? 60_000 / speed.limit : 0,
    marks: forLanguage(profile.speakerMarks.value, language),
    minMs,
    maxMs: profile.maxDurationMs.value,
    gapMs: frames(profile.minGapFrames.value),
    pauseMs: profile.pauseMs.value,
    chainMs: profile.chaining.value?.belowMs ?? 0,
    tickRate,
    minTicks: Math.max(1, up(minMs)),
    maxTicks: Math.floor(ticks(profile.maxDurationMs.value) + EPSILON),
    gapTicks: up(frames(profile.minGapFrames.value)),
    chainTicks: up(profile.chaining.value?.belowMs ?? 0),
    lingerTicks: up(profile.lingerMs.value),
    leadTicks: Math.floor(ticks(frames(profile.leadFrames.value)) + EPSILON),
  };
}

/** The last tick that is not after this time. */
export function tickBefore(ms: number, rules: Rules): number {
  return Math.floor((ms * rules.tickRate.numerator) / (rules.tickRate.denominator * 1000) + EPSILON);
}

/** The first tick that is not before this time. */
export function tickAfter(ms: number, rules: Rules): number {
  return Math.ceil((ms * rules.tickRate.numerator) / (rules.tickRate.denominator * 1000) - EPSILON);
}

export function tickToMs(tick: number, rules: Rules): number {
  return Math.round((tick * rules.tickRate.denominator * 1000) / rules.tickRate.numerator);
}
