import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { type OutputEffects, writeWhole } from '../output/output.ts';
import {
  decodeVoiceprint,
  encodeVoiceprint,
  isUnnamed,
  likeness,
  type Voiceprint,
  type Voices,
} from './voices.ts';

export interface VoicesOptions {
  /** `voices.json` in the data root; not there while nobody is known. */
  readonly path: string;
  readonly isOn: () => boolean;
  readonly effects: OutputEffects;
  readonly now: () => Date;
  readonly logBug: (error: unknown, where: string) => void;
}

const fileSchema = z.object({
  schema: z.literal(1),
  voices: z.array(z.object({ name: z.string().min(1), voiceprint: z.string(), learnedAt: z.string() })),
});
type Entry = z.infer<typeof fileSchema>['voices'][number];

/**
 * From where on two voices are one person's. `basic`: readers in two files are alike by 0.85, different ones by 0.46
 * to 0.73. The others keep strangers below 0.4.
 */
const SAME: Readonly<Record<string, number>> = { basic: 0.79 };
const SAME_ELSEWHERE = 0.6;

/** Somebody who is almost as like to another is not recognised: no name is better than a wrong one. */
const MARGIN = 0.03;

/** Files in which a voice was heard before: what is new counts as one of so many. */
const REMEMBERED = 4;

export function createVoices(options: VoicesOptions): Voices {
  const { path, isOn, effects, now, logBug } = options;
  /** One change after another. */
  let working: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = working.then(work);
    working = done.catch((error: unknown) => logBug(error, path));
    return done;
  };
  const write = async (voices: readonly Entry[]): Promise<void> => {
    if (voices.length === 0) return await rm(path, { force: true });
    const written = await writeWhole(path, JSON.stringify({ schema: 1, voices }), effects);
    if (!written.ok) throw new Error(`voices could not be kept: ${written.failure.code}`);
  };

  return {
    isOn,
    recognise: (source, voices) =>
      inTurn(async () => {
        if (!isOn() || voices.size === 0) return new Map();
        const known = (await read(path)).flatMap(({ name, voiceprint }) => {
          const print = decodeVoiceprint(voiceprint);
          return print?.source === source ? [{ name, vector: print.vector }] : [];
        });
        return matchVoices(source, voices, known);
      }),
    learn: ({ speakers }) => {
      if (!isOn()) return;
      const heard = speakers.flatMap(({ name, voiceprint }) => {
        const print = voiceprint === undefined ? null : decodeVoiceprint(voiceprint);
        return print === null || isUnnamed(name) ? [] : [{ name, print }];
      });
      if (heard.length === 0) return;
      // What cannot be kept is in the log; the project is whole.
      void inTurn(async () => {
        const before = await read(path);
        const after = heard.reduce((list, { name, print }) => learned(list, name, print, now()), before);
        await write(after);
      }).catch(() => {});
    },
    list: () =>
      inTurn(async () => {
        const names = new Map((await read(path)).map(({ name, learnedAt }) => [name, learnedAt]));
        return [...names].map(([name, learnedAt]) => ({ name, learnedAt }));
      }),
    forget: (name) =>
      inTurn(async () => await write((await read(path)).filter((voice) => voice.name !== name))),
    forgetAll: () => inTurn(async () => await write([])),
    close: async () => {
      await working;
    },
  };
}

/** Each voice to the one that it is most like, the likest pairs first; a name is given once. */
export function matchVoices(
  source: string,
  voices: ReadonlyMap<string, readonly number[]>,
  known: readonly { readonly name: string; readonly vector: readonly number[] }[],
): ReadonlyMap<string, string> {
  const least = SAME[source.split('/')[0] ?? ''] ?? SAME_ELSEWHERE;
  const pairs = [...voices].flatMap(([speaker, vector]) => {
    const ranked = known
      .map(({ name, vector: other }) => ({ speaker, name, alike: likeness(vector, other) }))
      .sort((left, right) => right.alike - left.alike);
    const [best, second] = ranked;
    const isClear = best !== undefined && best.alike - (second?.alike ?? -1) >= MARGIN;
    return isClear && best.alike >= least ? [best] : [];
  });
  const names = new Map<string, string>();
  const given = new Set<string>();
  for (const { speaker, name } of pairs.sort((left, right) => right.alike - left.alike)) {
    if (given.has(name)) continue;
    names.set(speaker, name);
    given.add(name);
  }
  return names;
}

/** A voice that is known already moves a little towards what was heard. */
function learned(voices: readonly Entry[], name: string, print: Voiceprint, at: Date): readonly Entry[] {
  const index = voices.findIndex(
    (voice) => voice.name === name && decodeVoiceprint(voice.voiceprint)?.source === print.source,
  );
  const before = decodeVoiceprint(voices[index]?.voiceprint ?? '');
  const vector =
    before === null || before.vector.length !== print.vector.length
      ? print.vector
      : unit(
          before.vector.map((value, at) => (value * (REMEMBERED - 1) + (print.vector[at] ?? 0)) / REMEMBERED),
        );
  const entry = {
    name,
    voiceprint: encodeVoiceprint({ source: print.source, vector }),
    learnedAt: at.toISOString(),
  };
  return index < 0 ? [...voices, entry] : voices.with(index, entry);
}

function unit(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}

async function read(path: string): Promise<readonly Entry[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // A damaged file knows nobody; the next voice that is learned writes it anew.
  const parsed = fileSchema.safeParse(parse(text));
  return parsed.success ? parsed.data.voices : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
