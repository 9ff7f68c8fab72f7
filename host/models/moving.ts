import { readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { makeFolder } from '../output/output.ts';
import { placeFile } from './copying.ts';
import { modelName } from './failures.ts';
import { type Keeper, roomProblem } from './keeping.ts';
import { writeMarker } from './marker.ts';
import { createMeter } from './meter.ts';
import type { OnModelProgress } from './models.ts';
import type { Place } from './place.ts';
import { listStored, modelFolder, type Stored } from './store.ts';

export interface MoveAround {
  readonly place: Place;
  readonly keeper: Keeper;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}

/**
 * Moves the store to an empty folder: copies every whole model and compares it with its hashes, switches, and only
 * then deletes the old ones. Whatever happens before the switch, the old store stays as it was.
 */
export async function moveStore(
  folder: string,
  around: MoveAround,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<void>> {
  const to = resolve(folder);
  return await around.keeper.withAll(async (store) => {
    if (to === store) return succeed(undefined);
    const unfit = await unfitTarget(to, store, around.place.home);
    if (unfit !== null) return fail(failure('model.place-unfit', { file: folder, detail: unfit }));
    const made = await makeFolder(to, 0o700);
    if (!made.ok) return made;
    const models = await listStored(store);
    const whole = models.filter(({ problem }) => problem === null);
    const bytes = whole.reduce((sum, each) => sum + sizeOf(each), 0);
    const problem = roomProblem(await around.freeBytes(to), bytes, to);
    if (problem !== null) return fail(problem);
    let switched = false;
    try {
      const copied = await copyModels(whole, to, bytes, around, onProgress, signal);
      if (!copied.ok) return copied;
      const changed = await around.place.change(to);
      if (!changed.ok) return changed;
      switched = true;
    } finally {
      if (!switched) await removeKinds(to);
    }
    await removeKinds(store).catch((error: Error) =>
      // Space and nothing else: engines load from the new place already.
      around.log(`the old models' folder could not be emptied: ${error.message}`),
    );
    return succeed(undefined);
  });
}

async function copyModels(
  models: readonly Stored[],
  to: string,
  totalBytes: number,
  { nowMs }: MoveAround,
  onProgress: OnModelProgress,
  signal: AbortSignal,
): Promise<Result<void>> {
  const meter = createMeter(nowMs);
  let doneBytes = 0;
  for (const { folder, marker } of models) {
    const target = modelFolder(to, marker);
    for (const { name, sha256 } of marker.files) {
      const message = `Moving ${marker.title}`;
      const report = (bytes: number) => {
        doneBytes += bytes;
        onProgress({ step: 'copy', ...meter.at(doneBytes, totalBytes), file: name, message });
      };
      const parts = name.split('/');
      // On the same drive a second name is as good as a copy: nothing writes into a model's files.
      const found = await placeFile(join(folder, ...parts), join(target, ...parts), 'link', report, signal);
      if (found !== sha256) {
        return fail(failure('model.broken', { file: modelName(marker), detail: `${name} is damaged` }));
      }
    }
    await writeMarker(target, marker);
  }
  return succeed(undefined);
}

async function unfitTarget(to: string, store: string, home: string): Promise<string | null> {
  const inside = relative(store, to);
  const isWithin = inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  if (isWithin) return 'it lies within the models’ folder itself';
  const names = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // The usual place keeps its notes while the store is elsewhere.
  const others = names.filter((name) => to !== home || !['place.json', '.claims', '.staging'].includes(name));
  return others.length > 0 ? 'it is not empty' : null;
}

/** All but the notes of the usual place. */
async function removeKinds(store: string): Promise<void> {
  for (const entry of await readdir(store, { withFileTypes: true })) {
    if (entry.name === '.claims' || entry.name === 'place.json') continue;
    await rm(join(store, entry.name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function sizeOf({ marker }: Stored): number {
  return marker.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}
