import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type OutputEffects, writeWhole } from '../output/output.ts';

/** How fast engines were on this computer, kept in the data root. */
export interface MeasuredSpeeds {
  /** Seconds of work for a second of sound; null before the first run. */
  readonly rtf: (engineId: string) => number | null;
  readonly note: (engineId: string, run: { readonly soundMs: number; readonly workMs: number }) => void;
  /** Resolves when all that was noted is written. */
  readonly written: () => Promise<void>;
}

/**
 * An hour of sound is remembered, so that short files, in which starting counts most, weigh little, and a new
 * graphics card or a busy day is noticed within some files.
 */
const REMEMBERED_MS = 3_600_000;

const fileSchema = z.record(
  z.string(),
  z.object({ soundMs: z.number().positive(), workMs: z.number().positive() }),
);

export function measuredSpeeds(path: string, effects: OutputEffects): MeasuredSpeeds {
  const sums = read(path);
  let writing = Promise.resolve();
  return {
    rtf: (engineId) => {
      const sum = sums[engineId];
      return sum === undefined ? null : sum.workMs / sum.soundMs;
    },
    note: (engineId, { soundMs, workMs }) => {
      if (!(soundMs > 0) || !(workMs > 0)) return;
      const before = sums[engineId] ?? { soundMs: 0, workMs: 0 };
      const kept = Math.min(1, Math.max(0, REMEMBERED_MS - soundMs) / Math.max(1, before.soundMs));
      sums[engineId] = { soundMs: before.soundMs * kept + soundMs, workMs: before.workMs * kept + workMs };
      const content = JSON.stringify(sums);
      writing = writing.then(async () => {
        // A speed that cannot be kept is measured again with the next file.
        await writeWhole(path, content, effects);
      });
    },
    written: () => writing,
  };
}

function read(path: string): z.infer<typeof fileSchema> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    // Not there before the first run; damaged, it is measured anew.
    return {};
  }
}
