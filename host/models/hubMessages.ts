import { z } from 'zod';

/** What the loader says, one message a line; `python-runtime/tools/hub/session.py`. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('plan'),
    files: z.array(
      z.object({
        name: z.string().min(1),
        sizeBytes: z.int().nonnegative(),
        haveBytes: z.int().nonnegative(),
      }),
    ),
    origins: z.array(
      z.object({ from: z.string(), revision: z.string().nullable(), licence: z.string().nullable() }),
    ),
  }),
  z.object({ type: z.literal('progress'), name: z.string(), doneBytes: z.int().nonnegative() }),
  z.object({ type: z.literal('wait'), seconds: z.number().nonnegative(), detail: z.string() }),
  z.object({
    type: z.literal('done'),
    files: z.array(
      z.object({
        name: z.string().min(1),
        sizeBytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/u),
      }),
    ),
  }),
  z.object({
    type: z.literal('failed'),
    code: z.enum(['network', 'tls', 'gated', 'token', 'missing', 'disk', 'hash', 'internal']),
    detail: z.string(),
  }),
]);

export type HubMessage = z.infer<typeof messageSchema>;
export type HubPlan = Extract<HubMessage, { type: 'plan' }>;
export type HubTrouble = Extract<HubMessage, { type: 'failed' }>;

/** Null for a line that is none of them. */
export function readHubMessage(line: string): HubMessage | null {
  try {
    return messageSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
