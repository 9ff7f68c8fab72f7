import { z } from 'zod';
import type {
  CuePlacement,
  CueSource,
  ImportedSource,
  MediaReference,
  OriginalReference,
  PinnedCue,
  Speaker,
  Word,
  WordStyle,
} from './types.ts';
import { LATEST_MS } from './wordRules.ts';

/** Shapes of the document's parts as plain JSON, for everything that comes from outside (files, the journal, RPC). */

export const idSchema = z.string().min(1).max(200);
export const timeSchema = z.int().min(0).max(LATEST_MS);
const index = z.int().min(0).max(1_000_000);

export const timingSchema = z.enum([
  'aligned',
  'refined',
  'attention',
  'token',
  'interpolated',
  'imported',
  'user',
]);
export const wordKindSchema = z.enum(['word', 'sound']);
export const confidenceSchema = z.number().min(0).max(1);
export const alternativeSchema = z.strictObject({
  text: z.string(),
  confidence: confidenceSchema.nullable(),
});

export const wordSchema: z.ZodType<Word> = z.strictObject({
  id: idSchema,
  text: z.string().min(1),
  startMs: timeSchema.nullable(),
  endMs: timeSchema.nullable(),
  confidence: confidenceSchema.nullable(),
  timing: timingSchema.nullable(),
  kind: wordKindSchema,
  glue: z.boolean(),
  alternatives: z.exactOptional(z.array(alternativeSchema)),
});

export const speakerSchema: z.ZodType<Speaker> = z.strictObject({
  id: idSchema,
  name: z.string(),
  color: index.nullable(),
  style: z.exactOptional(z.string()),
  voiceprint: z.exactOptional(z.string()),
});

export const mediaSchema: z.ZodType<MediaReference> = z.strictObject({
  id: idSchema,
  path: z.string(),
  relativePath: z.string().nullable(),
  fingerprint: z.string().nullable(),
  durationMs: timeSchema.nullable(),
  streams: z.array(
    z.strictObject({
      index,
      kind: z.enum(['audio', 'video', 'subtitle', 'other']),
      codec: z.string(),
      language: z.string().nullable(),
      isDefault: z.boolean(),
      picture: z.exactOptional(z.strictObject({ width: z.int().min(1), height: z.int().min(1) })),
    }),
  ),
  frameRate: z.strictObject({ numerator: z.int().min(1), denominator: z.int().min(1) }).nullable(),
  startOffsetMs: z.int(),
});

const cueSourceSchema: z.ZodType<CueSource> = z.strictObject({
  format: z.string(),
  id: z.exactOptional(z.string()),
  settings: z.exactOptional(z.string()),
  payload: z.exactOptional(z.string()),
  before: z.exactOptional(z.array(z.string())),
});

export const pinnedCueSchema: z.ZodType<PinnedCue> = z.strictObject({
  firstWordId: idSchema,
  lastWordId: idSchema,
  startMs: timeSchema,
  endMs: timeSchema,
  lineBreaks: z.array(idSchema),
  source: z.exactOptional(cueSourceSchema),
});

export const breakWishSchema = z.enum(['line', 'cue', 'none']);

export const placementSchema: z.ZodType<CuePlacement> = z.strictObject({
  vertical: z.enum(['top', 'middle', 'bottom']),
  align: z.enum(['left', 'center', 'right']),
});

export const wordStyleSchema: z.ZodType<WordStyle> = z.strictObject({
  italic: z.exactOptional(z.boolean()),
  bold: z.exactOptional(z.boolean()),
  underline: z.exactOptional(z.boolean()),
  color: z.exactOptional(z.string().regex(/^#[0-9a-f]{6}$/iu)),
});

export const stylesSchema = z.array(z.strictObject({ id: idSchema, definition: z.string() }));

export const originalSchema: z.ZodType<OriginalReference> = z.strictObject({
  engine: z.strictObject({ id: z.string(), model: z.string(), version: z.string() }).nullable(),
  align: z.strictObject({ id: z.string(), version: z.string() }).nullable(),
  createdAt: z.string(),
});

export const importedSchema: z.ZodType<ImportedSource> = z.strictObject({
  format: z.string(),
  header: z.string(),
  blocks: z.array(z.string()),
  trailer: z.array(z.string()),
});
