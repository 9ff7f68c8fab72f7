import { mkdir } from 'node:fs/promises';
import { type Failure, failure } from '../../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../../common/contract/result.ts';
import { type Release, tryOnlyClaim } from './claims.ts';
import {
  findProblem,
  type Generation,
  generationNames,
  installClaims,
  readCurrent,
  removeOldGenerations,
  removeTree,
} from './generation.ts';
import { lockHash, type OnProgress, type Order, type Recipe, stepProgress, type Workshop } from './recipe.ts';
import { retryDelayMs } from './retry.ts';
import { advance, type State, type Work } from './states.ts';

const WAIT_POLL_MS = 250;

/**
 * The runtime, present and proven; makes it where it is not. Returns at once when it is there.
 *
 * Safe against company (the second process waits for the first) and against being killed at any moment (an
 * unfinished generation is removed by the next one; what uv has loaded already is kept). The runtime that was there
 * before stays in use until the new one is proven. Aborting leaves no half generation behind.
 */
export async function ensureRuntime(
  recipe: Recipe,
  order: Order,
  shop: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Result<Generation>> {
  const requirementsSha256 = await lockHash(recipe.lock);
  const ready = order.how === 'where-needed' ? await findReady(recipe, requirementsSha256) : null;
  if (ready !== null) {
    await collectLeft(recipe, shop);
    return succeed(ready);
  }
  const report = monotone(onProgress);
  try {
    await mkdir(recipe.runtimeFolder, { recursive: true, mode: 0o700 });
    const release = await waitForTurn(recipe, shop, report, signal);
    if (release === null) return fail(failure('cancelled', {}));
    try {
      return await runStates({ recipe, order, requirementsSha256, shop, onProgress: report, signal });
    } finally {
      await release();
    }
  } catch (error) {
    return fail(systemFailure(error, recipe.runtimeFolder));
  }
}

/** The generation in use, when it is of this variant and nothing is known against it. */
export async function findReady(recipe: Recipe, requirementsSha256: string): Promise<Generation | null> {
  const current = await readCurrent(recipe.runtimeFolder);
  if (current === null || current.stamp.variant !== recipe.variant) return null;
  return (await findProblem(current, requirementsSha256)) === null ? current : null;
}

/** Removes what an installation left that was killed between its switch and its end; gigabytes, for a large engine. */
async function collectLeft({ runtimeFolder }: Recipe, shop: Workshop): Promise<void> {
  if ((await generationNames(runtimeFolder)).length < 2) return;
  const claim = await tryOnlyClaim(installClaims(runtimeFolder));
  // Somebody is at work there, and collects by itself.
  if ('heldBy' in claim) return;
  await removeOldGenerations(runtimeFolder).catch((error: Error) =>
    shop.around.log.write([`an old generation stays: ${error.message}`]),
  );
  await claim.release();
}

async function waitForTurn(
  { runtimeFolder, title }: Recipe,
  { around }: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Release | null> {
  let told = false;
  while (!signal.aborted) {
    const claim = await tryOnlyClaim(installClaims(runtimeFolder));
    if ('release' in claim) return claim.release;
    if (!told) {
      const message = `Waiting for another Wordlane that sets up ${title} (process ${claim.heldBy})`;
      onProgress(stepProgress('tools', null, message));
      told = true;
    }
    // Two that came at once must not go on meeting in step.
    await new Promise<void>((resolve) => around.clock.schedule(WAIT_POLL_MS * (1 + Math.random()), resolve));
  }
  return null;
}

/** From state to state until it is done; what fails on the way leaves no half generation. */
async function runStates(work: Work): Promise<Result<Generation>> {
  let state: State = { at: 'look' };
  while (state.at !== 'done') {
    let came = false;
    const onProgress: OnProgress = (progress) => {
      came ||= (progress.bytes?.done ?? 0) > 0;
      work.onProgress(progress);
    };
    const next: Result<State> = await advance(state, { ...work, onProgress }).catch(async (error) => {
      await discard(state, work);
      throw error;
    });
    if (next.ok) {
      state = next.value;
      continue;
    }
    await discard(state, work);
    const again = await recover(state, next.failure, came, work);
    if (again === null) return fail(work.signal.aborted ? failure('cancelled', {}) : next.failure);
    state = again;
  }
  return succeed(state.generation);
}

/** The state to go on from after a failure, once it is time to; null when there is none. */
async function recover(
  state: State,
  failed: Failure,
  somethingCame: boolean,
  work: Work,
): Promise<State | null> {
  const { signal, onProgress, shop } = work;
  if (state.at !== 'fill' || signal.aborted) return null;
  const delayMs = retryDelayMs(failed, state.tries + 1, somethingCame);
  if (delayMs === null) return null;
  const why = failed.code === 'runtime.locked' ? 'Another program held a file' : 'The connection broke';
  onProgress(stepProgress('packages', null, `${why}; trying again in ${Math.round(delayMs / 1000)} s`));
  await shop.around.log.write([`try ${state.tries + 1} failed: ${failed.detail ?? failed.code}`]);
  await pause(delayMs, work);
  if (signal.aborted) return null;
  return { at: 'place', tools: state.tools, tries: state.tries + 1 };
}

function pause(delayMs: number, { shop, signal }: Work): Promise<void> {
  return new Promise((resolve) => {
    const disarm = shop.around.clock.schedule(delayMs, resolve);
    signal.addEventListener(
      'abort',
      () => {
        disarm();
        resolve();
      },
      { once: true },
    );
  });
}

/** The generation that is being made goes with its failure. */
async function discard(state: State, { shop }: Work): Promise<void> {
  if (!('folder' in state)) return;
  await removeTree(state.folder).catch((error: Error) =>
    // Windows: somebody still looks into it. It has no stamp, so nobody uses it, and the next installation removes it.
    shop.around.log.write([`a half generation stays: ${error.message}`]),
  );
}

/** The system's own errors that a person can do something about; all others are bugs. */
export function systemFailure(error: unknown, place: string): Failure {
  const { code, path } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('disk.full', { file: place, detail: place });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure('output.not-writable', { file: path ?? place, detail: 'it may not be written to' });
    case 'EBUSY':
      return failure('runtime.locked', { file: path ?? place, detail: path ?? place });
    default:
      throw error;
  }
}

function monotone(onProgress: OnProgress): OnProgress {
  let furthest = 0;
  return (progress) => {
    if (progress.fraction === null) return onProgress(progress);
    furthest = Math.max(furthest, progress.fraction);
    onProgress({ ...progress, fraction: furthest });
  };
}
