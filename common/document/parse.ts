import { z } from 'zod';
import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import { checkInvariants } from './invariants.ts';
import { type ChunkedList, listOf } from './list.ts';
import {
  breakWishSchema,
  idSchema,
  importedSchema,
  mediaSchema,
  originalSchema,
  pinnedCueSchema,
  placementSchema,
  speakerSchema,
  stylesSchema,
  timingSchema,
  wordSchema,
  wordStyleSchema,
} from './schemas.ts';
import type { Project, Timing, Utterance, Word } from './types.ts';

/** The schema that this version writes and reads. */
export const PROJECT_SCHEMA = 1;

const TIMINGS: ReadonlySet<unknown> = new Set<Timing>(timingSchema.options);

const ofWord = <T>(value: z.ZodType<T>) => z.array(z.object({ wordId: idSchema, value }));

const decisionsSchema = z.object({
  pinnedCues: z.array(pinnedCueSchema),
  breaks: ofWord(breakWishSchema),
  placements: ofWord(placementSchema),
  wordStyles: ofWord(wordStyleSchema),
  cueStyles: ofWord(z.string()),
  hidden: z.array(idSchema),
  reviewed: z.array(idSchema),
  notes: ofWord(z.string()),
});

/** All but the words, of which there are too many for a general validator (it takes 2 µs for each). */
const projectSchema = z.object({
  id: z.string(),
  title: z.string(),
  language: z.string().nullable(),
  profile: z.string(),
  original: originalSchema.nullable(),
  media: z.array(mediaSchema),
  speakers: z.array(speakerSchema),
  styles: stylesSchema,
  utterances: z.array(z.unknown()),
  decisions: decisionsSchema,
  imported: importedSchema.nullable(),
});

const utteranceSchema = z.object({
  id: idSchema,
  speakerId: idSchema.nullable(),
  language: z.string().nullable(),
});

/**
 * Reads what `serialiseProject` wrote, wherever it comes from: every field is checked and every invariant, so
 * that what is returned is a valid document. Fails with `project.newer` for a schema of a later version and with
 * `project.damaged`, naming the place, for anything else. About 250 ms for 150,000 words.
 */
export function parseProject(text: string): Result<Project> {
  const plain = parsePlain(text);
  return plain.ok ? projectFromPlain(plain.value) : plain;
}

/** The first half of `parseProject`, for a host that must answer in between. */
export function parsePlain(text: string): Result<unknown> {
  try {
    return succeed<unknown>(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return damaged(`it is not JSON (${error.message})`);
  }
}

/** As `parseProject`, from the parsed JSON. */
export function projectFromPlain(plain: unknown): Result<Project> {
  if (!isRecord(plain) || !Number.isInteger(plain.schema)) return damaged('it holds no project');
  if ((plain.schema as number) > PROJECT_SCHEMA) {
    return fail(failure('project.newer', { detail: `schema ${plain.schema}` }));
  }
  const parsed = projectSchema.safeParse(plain);
  if (!parsed.success) return damaged(placeOf(parsed.error));
  const { utterances: plainUtterances, decisions, ...rest } = parsed.data;
  const utterances: Utterance[] = [];
  for (let at = 0; at < plainUtterances.length; at++) {
    const utterance = readUtterance(plainUtterances[at], `utterances.${at}`);
    if (!utterance.ok) return utterance;
    utterances.push(utterance.value);
  }
  const entries = <T>(rows: readonly { readonly wordId: string; readonly value: T }[]) =>
    new Map(rows.map(({ wordId, value }) => [wordId, value]));
  const project: Project = {
    schema: PROJECT_SCHEMA,
    ...rest,
    utterances: listOf(utterances),
    decisions: {
      pinnedCues: new Map(decisions.pinnedCues.map((pin) => [pin.firstWordId, pin])),
      breaks: entries(decisions.breaks),
      placements: entries(decisions.placements),
      wordStyles: entries(decisions.wordStyles),
      cueStyles: entries(decisions.cueStyles),
      hidden: new Set(decisions.hidden),
      reviewed: new Set(decisions.reviewed),
      notes: entries(decisions.notes),
    },
  };
  const [violation] = checkInvariants(project);
  return violation === undefined ? succeed(project) : damaged(`${violation.law}: ${violation.detail}`);
}

function readUtterance(plain: unknown, place: string): Result<Utterance> {
  const parsed = utteranceSchema.safeParse(plain);
  if (!parsed.success) return damaged(`${place}.${placeOf(parsed.error)}`);
  const words = isRecord(plain) ? plain.words : undefined;
  if (!Array.isArray(words)) return damaged(`${place}.words: not a list`);
  const list = readWords(words, place);
  return list.ok ? succeed({ ...parsed.data, words: list.value }) : list;
}

function readWords(plain: readonly unknown[], place: string): Result<ChunkedList<Word>> {
  const words: Word[] = [];
  for (let at = 0; at < plain.length; at++) {
    const word = plainWord(plain[at]) ?? checkedWord(plain[at]);
    if (typeof word === 'string') return damaged(`${place}.words.${at}${word}`);
    words.push(word);
  }
  return succeed(listOf(words));
}

/** The usual word, read without the validator; null where there is anything more to look at. */
function plainWord(plain: unknown): Word | null {
  if (!isRecord(plain)) return null;
  const { id, text, startMs, endMs, confidence, timing, kind = 'word', glue = false, alternatives } = plain;
  if (typeof id !== 'string' || typeof text !== 'string' || id === '' || text === '') return null;
  if (!isIntegerOrNull(startMs) || !isIntegerOrNull(endMs)) return null;
  if (confidence !== null && typeof confidence !== 'number') return null;
  if (timing !== null && !TIMINGS.has(timing)) return null;
  if ((kind !== 'word' && kind !== 'sound') || typeof glue !== 'boolean' || alternatives !== undefined)
    return null;
  return { id, text, startMs, endMs, confidence, timing: timing as Timing | null, kind, glue };
}

/** The word, or what is wrong with it. */
function checkedWord(plain: unknown): Word | string {
  const parsed = wordSchema.safeParse(isRecord(plain) ? { kind: 'word', glue: false, ...plain } : plain);
  return parsed.success ? parsed.data : `.${placeOf(parsed.error)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntegerOrNull(value: unknown): value is number | null {
  return value === null || Number.isInteger(value);
}

function placeOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'wrong shape' : `${issue.path.join('.')}: ${issue.message}`;
}

function damaged<T>(detail: string): Result<T> {
  return fail(failure('project.damaged', { detail }));
}
