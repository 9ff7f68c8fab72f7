import fc from 'fast-check';
import { emptyProject } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import { listOf } from '../../common/document/list.ts';
import type {
  CuePlacement,
  Decisions,
  PinnedCue,
  Project,
  Speaker,
  Timing,
  Utterance,
  Word,
  WordId,
  WordStyle,
} from '../../common/document/types.ts';
import { NO_DECISIONS } from '../../common/document/types.ts';

/** Texts of many scripts and with what breaks formats: quotes, angle brackets, ampersands, arrows, braces. */
const TEXTS = [
  'hello',
  'world.',
  'it’s',
  'don’t,',
  'A&B',
  '<i>',
  '-->',
  '{\\an8}',
  '“quoted”',
  'O’Brien?',
  'naïve',
  'Straße',
  'мир',
  'שלום',
  'مرحبا',
  '日本',
  '語',
  'ไทย',
  '🙂',
  '42',
  '3.5%',
  'e\u0301',
  'New York',
  'x',
] as const;

export const anyWordText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map(writable) },
);

/** Words hold no surrounding space and no control characters. */
function writable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}\s]+/gu, '');
  return clean === '' ? 'word' : clean;
}

const anyTiming = fc.constantFrom<Timing>('aligned', 'refined', 'attention', 'token', 'imported', 'user');
const anyConfidence = fc.option(fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000));

interface WordShape {
  readonly text: string;
  readonly gapMs: number;
  readonly lengthMs: number;
  readonly timed: boolean;
  readonly confidence: number | null;
  readonly timing: Timing;
  readonly glue: boolean;
  readonly alternative: string | null;
}

const anyWordShape: fc.Arbitrary<WordShape> = fc.record({
  text: anyWordText,
  gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 900, max: 5000 })),
  lengthMs: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 1200 })),
  timed: fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0),
  confidence: anyConfidence,
  timing: anyTiming,
  glue: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  alternative: fc.option(anyWordText, { freq: 8 }),
});

interface ProjectShape {
  readonly speakers: number;
  readonly utterances: readonly {
    /** Beyond the number of speakers: nobody. */
    readonly speaker: number;
    /** Negative lets people talk at once. */
    readonly gapMs: number;
    readonly language: string | null;
    readonly words: readonly WordShape[];
  }[];
  readonly pins: readonly { readonly skip: number; readonly words: number; readonly breakEvery: number }[];
  readonly marks: readonly { readonly word: number; readonly kind: number }[];
  readonly title: string;
  readonly language: string | null;
}

export interface ProjectConstraints {
  readonly maxUtterances: number;
  readonly maxWords: number;
}

/**
 * Random documents in which every invariant holds: several speakers who may talk at once, words without times,
 * many scripts, pinned cues and all other decisions. Shrinks to small ones.
 */
export function anyProject(constraints: ProjectConstraints): fc.Arbitrary<Project> {
  const anyShape: fc.Arbitrary<ProjectShape> = fc.record({
    speakers: fc.integer({ min: 0, max: 3 }),
    utterances: fc.array(
      fc.record({
        speaker: fc.nat(3),
        gapMs: fc.integer({ min: -1500, max: 2500 }),
        language: fc.constantFrom(null, null, null, 'de', 'ja'),
        words: fc.array(anyWordShape, { minLength: 1, maxLength: constraints.maxWords }),
      }),
      { maxLength: constraints.maxUtterances },
    ),
    pins: fc.array(fc.record({ skip: fc.nat(4), words: fc.nat(5), breakEvery: fc.nat(3) }), { maxLength: 4 }),
    marks: fc.array(fc.record({ word: fc.nat(60), kind: fc.nat(6) }), { maxLength: 8 }),
    title: fc.constantFrom('Interview', 'Ünïcode 🎬', ''),
    language: fc.constantFrom(null, 'en', 'ja'),
  });
  return anyShape.map(projectOf);
}

/** Up to six utterances of up to eight words: enough for most laws. */
export const anySmallProject = anyProject({ maxUtterances: 6, maxWords: 8 });

function projectOf(shape: ProjectShape): Project {
  const ids = idSource('t');
  const speakers = Array.from(
    { length: shape.speakers },
    (_, number): Speaker => ({ id: `s${number}`, name: `Speaker ${number + 1}`, color: number }),
  );
  const freeFrom = new Map<string | null, number>();
  const utterances: { readonly utterance: Utterance; readonly startMs: number }[] = [];
  let clockMs = 0;
  let orderMs = 0;
  for (const { speaker, gapMs, language, words } of shape.utterances) {
    const speakerId = speakers[speaker]?.id ?? null;
    clockMs = Math.max(0, clockMs + gapMs, speakerId === null ? 0 : (freeFrom.get(speakerId) ?? 0));
    const made: Word[] = [];
    let startMs: number | null = null;
    for (const word of words) {
      const { text, confidence, glue, alternative } = word;
      clockMs += word.gapMs;
      const times = word.timed
        ? { startMs: clockMs, endMs: clockMs + word.lengthMs, timing: word.timing }
        : { startMs: null, endMs: null, timing: null };
      if (word.timed) {
        startMs ??= clockMs;
        clockMs += word.lengthMs;
      }
      const kind = text === '[applause]' ? 'sound' : 'word';
      const plain: Word = { id: ids.next(), text, ...times, confidence, kind, glue };
      made.push(
        alternative === null ? plain : { ...plain, alternatives: [{ text: alternative, confidence: 0.5 }] },
      );
    }
    freeFrom.set(speakerId, clockMs);
    orderMs = startMs ?? orderMs;
    utterances.push({
      utterance: { id: ids.next(), speakerId, language, words: listOf(made) },
      startMs: orderMs,
    });
  }
  utterances.sort((left, right) => left.startMs - right.startMs);
  const ordered = utterances.map(({ utterance }) => utterance);
  const project = emptyProject({
    projectId: 'p',
    title: shape.title,
    profile: 'plain',
    language: shape.language,
  });
  return {
    ...project,
    speakers,
    utterances: listOf(ordered),
    decisions: decisionsOf(
      ordered.flatMap(({ words }) => words.chunks.flat()),
      shape,
    ),
  };
}

function decisionsOf(words: readonly Word[], shape: ProjectShape): Decisions {
  const pinnedCues = new Map<WordId, PinnedCue>();
  let at = 0;
  let startMs = 0;
  for (const { skip, words: count, breakEvery } of shape.pins) {
    at += skip;
    const first = words[at];
    const last = words[at + count];
    if (first === undefined || last === undefined) break;
    const lineBreaks =
      breakEvery === 0
        ? []
        : words.slice(at, at + count).flatMap(({ id }, word) => ((word + 1) % breakEvery === 0 ? [id] : []));
    pinnedCues.set(first.id, {
      firstWordId: first.id,
      lastWordId: last.id,
      startMs,
      endMs: startMs + 1500,
      lineBreaks,
    });
    startMs += 2000;
    at += count + 1;
  }
  const marked = (kind: number) =>
    shape.marks.flatMap((mark) => {
      const word = words[mark.word % Math.max(1, words.length)];
      return mark.kind === kind && word !== undefined ? [word.id] : [];
    });
  const placement: CuePlacement = { vertical: 'top', align: 'center' };
  const style: WordStyle = { italic: true, color: '#ffcc00' };
  return {
    ...NO_DECISIONS,
    pinnedCues,
    breaks: new Map(marked(0).map((id) => [id, 'cue'])),
    placements: new Map(marked(1).map((id) => [id, placement])),
    wordStyles: new Map(marked(2).map((id) => [id, style])),
    cueStyles: new Map(marked(3).map((id) => [id, 'pop'])),
    hidden: new Set(marked(4)),
    reviewed: new Set(marked(5)),
    notes: new Map(marked(6).map((id) => [id, 'check this'])),
  };
}
