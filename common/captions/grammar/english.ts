import type { WordShape } from './shape.ts';

/**
 * How badly a break between two English words hurts, without punctuation and pauses: positive where the
 * words belong together, negative where a new sense group starts. The classes are those that the Netflix
 * and BBC guides name: article and noun, adjective and noun, names, pronoun and verb, preposition and its
 * phrase, parts of a verb, verb and negation. Figures were set by hand and looked at on real transcripts.
 */
export function englishBreakCost(left: WordShape, right: WordShape): number {
  const pair = PAIRS.get(left.core);
  if (pair?.has(right.core)) return 160;
  return after(left, right) + before(right);
}

/** How well a new sense group starts with this word, where punctuation has ended the one before. */
export function englishStartCost(right: WordShape): number {
  return Math.trunc(before(right) / 2);
}

/** The cost from which a line that ends here is reported as a bad break. */
export const BAD_ENGLISH_BREAK = 80;

function after(left: WordShape, right: WordShape): number {
  const word = left.core;
  const known = AFTER.get(word);
  if (known !== undefined) {
    if (PARTICLES.has(word) && STARTS_GROUP.has(right.core)) return 15;
    // `importance that the letter`: here it opens a clause; elsewhere it mostly points.
    if (word === 'that' && OPENS_CLAUSE.has(right.core)) return 120;
    // `is | of the first importance` hurts less than `is | printed`.
    // `get | it`: hardly ever the start of a new clause, as it may be after `know` or `say`.
    if (WANTS_OBJECT.has(word) && OBJECTS.has(right.core)) return 95;
    // `live it | to believe it`: before a new group it closed the old one.
    if (EITHER_CASE.has(word) && (BEFORE.get(right.core) ?? 0) <= -25) return 15;
    if (COPULAS.has(word) && (BEFORE.get(right.core) ?? 0) < 0) return 55;
    return known;
  }
  if (left.number) return right.number || !BEFORE.has(right.core) ? 80 : 10;
  if (left.capital && right.capital) return 90;
  if (BEFORE.has(right.core)) return 0;
  if (ADJECTIVES.has(word)) return 70;
  if (word.endsWith("'s") || word.endsWith("s'")) return 90;
  if (word.endsWith("'re") || word.endsWith("'ve") || word.endsWith("'ll") || word.endsWith("'d")) return 90;
  if (word.endsWith("'m")) return 100;
  if (word.endsWith("n't")) return 70;
  if (word.length > 4) {
    if (word.endsWith('ly')) return 35;
    if (ADJECTIVE_ENDING.some((ending) => word.endsWith(ending))) return 45;
  }
  return 0;
}

function before(right: WordShape): number {
  return BEFORE.get(right.core) ?? 0;
}

const words = (text: string): string[] => text.trim().split(/\s+/u);

const WANTS_OBJECT = new Set(
  words(`get gets got getting make makes made making take takes took give gives gave put keep kept want wants
  wanted need needs needed`),
);
const OBJECTS = new Set(words(`it you this that these those her`));

const AFTER = new Map<string, number>();
const BEFORE = new Map<string, number>();

function rate(costs: Map<string, number>, cost: number, text: string): void {
  for (const word of words(text)) costs.set(word, cost);
}

// Verbs that want their object or complement only mildly resist a break.
rate(
  AFTER,
  25,
  `get gets got getting make makes made making take takes took give gives gave put keep kept
  let lets want wants wanted need needs needed know knew think thought say says said tell told like going
  go goes went come came seem seems seemed become became`,
);
rate(AFTER, 140, `a an the my your its our their every`);
rate(AFTER, 130, `of and or but nor than`);
rate(
  AFTER,
  120,
  `to his no from mr mrs ms dr prof st with at by for into onto as if because whether although though unless
  until till while whereas since`,
);
rate(
  AFTER,
  110,
  `i he we they who whom whose which in among between against toward towards without upon
  during despite via per within throughout concerning regarding amongst`,
);
rate(
  AFTER,
  100,
  `she it's he's she's that's there's what's who's here's let's how's where's i'm very too
  quite more most such rather less least pretty even almost nearly another each both either neither what`,
);
rate(
  AFTER,
  90,
  `is was are were be been being am has have had will would can could shall should may might
  must do does did cannot not never her it you this these those some any all many few several other so
  on about after before under over through across behind near like where when why how that just only
  also really still already always often ever`,
);
rate(AFTER, 70, `along around beyond beside besides below above inside outside`);
rate(AFTER, 50, `maybe perhaps`);
rate(AFTER, 40, `up out off down away back`);
// Objective pronouns close a group more often than they open one.
rate(
  AFTER,
  20,
  `me him us them myself yourself himself herself itself ourselves themselves mine yours hers
  ours theirs`,
);
AFTER.set('you', 60);
AFTER.set('it', 60);
AFTER.set('her', 70);

rate(
  BEFORE,
  -60,
  `and but or because although though unless until while whereas whether if when since so
  nor yet`,
);
rate(BEFORE, -50, `which who whom whose where why how`);
rate(BEFORE, -45, `that than as`);
rate(
  BEFORE,
  -40,
  `in on at by for from with into onto about after before under over through during between
  against without among within towards toward upon across despite until`,
);
rate(
  BEFORE,
  -25,
  `to like i he she we they you it this these those there what i'm he's she's it's we're
  they're you're i've we've they've i'll we'll`,
);
// As often the object of the verb before it as the subject of the next.
rate(BEFORE, 0, `it`);
// Never a subject: they close what stands before them.
rate(BEFORE, 45, `me him us them myself yourself himself herself itself ourselves themselves`);
rate(BEFORE, 10, `of`);
rate(BEFORE, -5, `the a an my your his its our their some any`);
// An auxiliary or a negation leans on what stands before it.
rate(BEFORE, 5, `is was are were has have had will would can could shall should may might must do does did`);
rate(BEFORE, 60, `not n't too either`);
rate(BEFORE, 35, `up out off down away back`);

/** They may close a phrasal verb; before a new group that is what they do. */
const PARTICLES = new Set(words(`on in about over up out off down away back around along through by`));
const STARTS_GROUP = new Set(
  words(`and but or because if when while that which who i he she we they you it to in on at for from with`),
);

const OPENS_CLAUSE = new Set(
  words(`the a an i he she we they you it my your his her its our their this these`),
);
const EITHER_CASE = new Set(words(`it you her`));
const COPULAS = new Set(words(`is was are were am be been being`));

const ADJECTIVES = new Set(
  words(`good great new old young big small little large long short high low early late bad best worst better
  worse first second third last next same own whole full free real true false right wrong important main
  different similar various certain sure simple easy hard difficult strong weak hot cold warm cool dark light
  bright deep wide narrow thin thick heavy soft fast quick slow clear clean dirty rich poor happy sad nice
  fine beautiful ugly sweet bitter fresh dry wet sharp flat round square open public private local national
  international american british english french german chinese european human social political economic
  legal medical military natural normal common rare special general particular single double final current
  recent past future possible impossible necessary available central black white red green blue yellow brown
  pink golden silver wooden stone modern ancient middle upper lower front left serious severe dangerous safe
  close blind dead alive huge tiny giant entire total complete perfect pure plain foreign strange familiar
  favorite favourite daily weekly annual former fellow chief major minor senior junior grand royal holy
  real-time immediate earliest latest largest greatest highest lowest biggest smallest oldest youngest longest
  bigger smaller older younger larger longer higher later earlier`),
);

const ADJECTIVE_ENDING = [
  'ful',
  'less',
  'ous',
  'ive',
  'ible',
  'able',
  'ical',
  'ish',
  'ary',
  'ern',
  'cial',
  'tial',
  'onal',
];

/** Word pairs that mean one thing. */
const PAIRS = new Map(
  Object.entries({
    as: 'well long soon much far many',
    such: 'as',
    so: 'that much many far',
    at: 'least all last once first',
    kind: 'of',
    sort: 'of',
    lot: 'of',
    lots: 'of',
    out: 'of',
    because: 'of',
    instead: 'of',
    each: 'other',
    one: 'another of',
    going: 'to',
    used: 'to',
    able: 'to',
    have: 'to been',
    has: 'to been',
    had: 'to been',
    got: 'to',
    ought: 'to',
    want: 'to',
    wants: 'to',
    wanted: 'to',
    need: 'to',
    more: 'than',
    less: 'than',
    rather: 'than',
    other: 'than',
    even: 'if though when',
    of: 'course',
    in: 'order fact case',
    no: 'one longer',
    not: 'only just yet',
    thank: 'you',
    thanks: 'to for',
    united: 'states kingdom nations',
    good: 'morning evening night afternoon',
    ladies: 'and',
    per: 'cent',
    let: 'me us',
    here: 'is are was were comes',
    there: 'is are was were will would can could may might must has have had',
  }).map(([first, second]) => [first, new Set(words(second))] as const),
);
