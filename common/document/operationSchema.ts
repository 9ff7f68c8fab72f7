import { z } from 'zod';
import { failure } from '../contract/failure.ts';
import { fail, type Result, succeed } from '../contract/result.ts';
import type { Operation } from './operations.ts';
import {
  alternativeSchema,
  breakWishSchema,
  confidenceSchema,
  idSchema,
  importedSchema,
  mediaSchema,
  originalSchema,
  pinnedCueSchema,
  placementSchema,
  speakerSchema,
  stylesSchema,
  timeSchema,
  timingSchema,
  wordKindSchema,
  wordSchema,
  wordStyleSchema,
} from './schemas.ts';

const words = z.array(wordSchema);
const nullableId = idSchema.nullable();
const language = z.string().max(100).nullable();
const overlaps = z.enum(['refuse', 'trim']);
const position = z.int().min(0);
const text = z.string().min(1);

const decisionChange = z.discriminatedUnion('about', [
  z.strictObject({ about: z.literal('pinnedCues'), wordId: idSchema, value: pinnedCueSchema.nullable() }),
  z.strictObject({ about: z.literal('breaks'), wordId: idSchema, value: breakWishSchema.nullable() }),
  z.strictObject({ about: z.literal('placements'), wordId: idSchema, value: placementSchema.nullable() }),
  z.strictObject({ about: z.literal('wordStyles'), wordId: idSchema, value: wordStyleSchema.nullable() }),
  z.strictObject({ about: z.literal('cueStyles'), wordId: idSchema, value: z.string().nullable() }),
  z.strictObject({ about: z.literal('notes'), wordId: idSchema, value: z.string().nullable() }),
  z.strictObject({ about: z.literal('hidden'), wordId: idSchema, value: z.literal(true).nullable() }),
  z.strictObject({ about: z.literal('reviewed'), wordId: idSchema, value: z.literal(true).nullable() }),
]);

const setProject = z.discriminatedUnion('field', [
  z.strictObject({ kind: z.literal('setProject'), field: z.literal('title'), value: z.string() }),
  z.strictObject({ kind: z.literal('setProject'), field: z.literal('profile'), value: z.string() }),
  z.strictObject({ kind: z.literal('setProject'), field: z.literal('language'), value: language }),
  z.strictObject({ kind: z.literal('setProject'), field: z.literal('styles'), value: stylesSchema }),
  z.strictObject({
    kind: z.literal('setProject'),
    field: z.literal('original'),
    value: originalSchema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('setProject'),
    field: z.literal('imported'),
    value: importedSchema.nullable(),
  }),
]);

const utterance = z.strictObject({ id: idSchema, speakerId: nullableId, language, words });

/**
 * The shape of every operation, for the journal and for calls between renderer and host. It checks shapes and
 * ranges; whether an operation fits a document only `apply` can say.
 */
export const operationSchema: z.ZodType<Operation> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('setWordTimes'),
      words: z.array(
        z.strictObject({
          wordId: idSchema,
          startMs: timeSchema.nullable(),
          endMs: timeSchema.nullable(),
          timing: timingSchema.nullable(),
        }),
      ),
    }),
    z.strictObject({
      kind: z.literal('setWordText'),
      words: z.array(z.strictObject({ wordId: idSchema, text })),
    }),
    z.strictObject({
      kind: z.literal('setWordDetails'),
      words: z.array(
        z.strictObject({
          wordId: idSchema,
          confidence: confidenceSchema.nullable(),
          wordKind: wordKindSchema,
          glue: z.boolean(),
          alternatives: z.array(alternativeSchema).nullable(),
        }),
      ),
    }),
    z.strictObject({
      kind: z.literal('insertWords'),
      utteranceId: idSchema,
      afterWordId: nullableId,
      words,
      joinsCue: z.enum(['previous', 'next', 'none']),
    }),
    z.strictObject({ kind: z.literal('deleteWords'), wordIds: z.array(idSchema) }),
    z.strictObject({
      kind: z.literal('replaceWords'),
      utteranceId: idSchema,
      firstWordId: idSchema,
      lastWordId: idSchema,
      words,
    }),
    z.strictObject({
      kind: z.literal('spliceWords'),
      utteranceId: idSchema,
      afterWordId: nullableId,
      throughWordId: nullableId,
      words,
    }),
    z.strictObject({
      kind: z.literal('shiftTimes'),
      fromMs: z.int(),
      toMs: z.int().nullable(),
      deltaMs: z.int(),
    }),
    z.strictObject({ kind: z.literal('splitUtterance'), wordId: idSchema, newUtteranceId: idSchema }),
    z.strictObject({ kind: z.literal('joinUtterances'), utteranceId: idSchema, nextId: idSchema }),
    z.strictObject({
      kind: z.literal('insertUtterances'),
      beforeId: nullableId,
      utterances: z.array(utterance),
    }),
    z.strictObject({ kind: z.literal('removeUtterances'), utteranceIds: z.array(idSchema) }),
    z.strictObject({ kind: z.literal('moveUtterance'), utteranceId: idSchema, beforeId: nullableId }),
    z.strictObject({
      kind: z.literal('setUtteranceLanguage'),
      utteranceIds: z.array(idSchema),
      language,
    }),
    z.strictObject({
      kind: z.literal('assignSpeaker'),
      utteranceIds: z.array(idSchema),
      speakerId: nullableId,
      overlaps,
    }),
    z.strictObject({ kind: z.literal('addSpeaker'), speaker: speakerSchema, index: position }),
    z.strictObject({ kind: z.literal('updateSpeaker'), speaker: speakerSchema }),
    z.strictObject({ kind: z.literal('removeSpeaker'), speakerId: idSchema }),
    z.strictObject({ kind: z.literal('mergeSpeakers'), fromId: idSchema, intoId: idSchema, overlaps }),
    z.strictObject({ kind: z.literal('decide'), changes: z.array(decisionChange) }),
    setProject,
    z.strictObject({ kind: z.literal('addMedia'), media: mediaSchema, index: position }),
    z.strictObject({ kind: z.literal('replaceMedia'), media: mediaSchema }),
    z.strictObject({ kind: z.literal('removeMedia'), mediaId: idSchema }),
    z.strictObject({ kind: z.literal('batch'), operations: z.array(operationSchema) }),
  ]),
);

/** An operation that came from outside this program. */
export function parseOperation(value: unknown): Result<Operation> {
  const parsed = operationSchema.safeParse(value);
  if (parsed.success) return succeed(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.join('.');
  return fail(failure('edit.invalid', { detail: `${where}: ${issue?.message ?? 'wrong shape'}` }));
}
