import type { JobSpeed, Speed } from '../../common/contract/speeds.ts';
import { type StagePlace, type StageRun, samePlace } from './measured.ts';

/** How much a model computes, as far as the catalogue tells. */
export interface ModelWeight {
  readonly parameters: number | null;
  readonly bytes: number | null;
}

export type Weigh = (kind: string | null, model: string) => ModelWeight | null;

/** Between models that are further apart nothing is guessed: Whisper's tiny and large are by 40 times. */
const FURTHEST = 20;

/**
 * How the work grows with a model's weight. On a processor it grows as the weight does. A card is not filled by
 * small models: by OpenAI's table Whisper's largest, 40 times as heavy as its smallest, takes 10 times as long.
 */
const GROWTH = { processor: 1, card: Math.log(10) / Math.log(40) };

/**
 * How fast a stage is at a place: as measured there; else by the nearest model that was measured with the same
 * engine on the same device; else as the same model was on another graphics card. Null where nothing tells: nothing
 * is ever taken from a processor for a card, or back.
 */
export function speedAt(place: StagePlace, runs: readonly StageRun[], weigh: Weigh): Speed | null {
  const alike = runs.filter(
    ({ place: { engine, slot, slotId, kind } }) =>
      engine === place.engine && slot === place.slot && slotId === place.slotId && kind === place.kind,
  );
  const exact = alike.find((run) => samePlace(run.place, place));
  if (exact !== undefined) return { rtf: rtfOf(exact), measured: true };
  const here = alike.filter((run) => run.place.device === place.device);
  const rtf = byModel(place, here, weigh) ?? byCard(place, alike);
  return rtf === null ? null : { rtf, measured: false };
}

function byModel(place: StagePlace, here: readonly StageRun[], weigh: Weigh): number | null {
  // Whichever it will be: the one that was used most.
  if (place.model === null) return rtfOrNull(mostHeard(here));
  const { kind, model, device } = place;
  const growth = device === 'cpu' ? GROWTH.processor : GROWTH.card;
  const near = here
    .flatMap((run) => {
      const ratio =
        run.place.model === null ? null : ratioOf(weigh(kind, model), weigh(kind, run.place.model));
      return ratio === null ? [] : [{ run, ratio, far: Math.abs(Math.log(ratio)) }];
    })
    .filter(({ far }) => far <= Math.log(FURTHEST))
    .toSorted((left, right) => left.far - right.far || right.run.soundMs - left.run.soundMs)[0];
  return near === undefined ? null : rtfOf(near.run) * near.ratio ** growth;
}

/** Between cards of one machine only. */
function byCard(place: StagePlace, alike: readonly StageRun[]): number | null {
  if (place.device === 'cpu') return null;
  return rtfOrNull(
    mostHeard(alike.filter((run) => run.place.model === place.model && run.place.device !== 'cpu')),
  );
}

/** Parameters first: files of the same model differ by how few bits they keep of each. */
function ratioOf(wanted: ModelWeight | null, known: ModelWeight | null): number | null {
  const ratio = (left: number | null | undefined, right: number | null | undefined) =>
    left != null && right != null && left > 0 && right > 0 ? left / right : null;
  return ratio(wanted?.parameters, known?.parameters) ?? ratio(wanted?.bytes, known?.bytes);
}

function mostHeard(runs: readonly StageRun[]): StageRun | null {
  return runs.toSorted((left, right) => right.soundMs - left.soundMs)[0] ?? null;
}

function rtfOf({ workMs, soundMs }: StageRun): number {
  return workMs / soundMs;
}

function rtfOrNull(run: StageRun | null): number | null {
  return run === null ? null : rtfOf(run);
}

/** A stage of a job that is to come. */
export interface ExpectedStage {
  readonly slot: StagePlace['slot'];
  readonly device: string;
  /** Null: it never ran here. */
  readonly speed: Speed | null;
}

/**
 * A whole job: stages on one device share it, stages on two work at the same time. Null where nothing is known of
 * the recogniser.
 */
export function jobSpeed(stages: readonly ExpectedStage[]): JobSpeed | null {
  if (!stages.some(({ slot, speed }) => slot === 'transcribe' && speed !== null)) return null;
  const rtf = longestDevice(stages);
  return {
    rtf,
    laterRtf: rtf - longestDevice(stages.filter(({ slot }) => slot !== 'diarize')),
    measured: stages.every(({ speed }) => speed?.measured === true),
    complete: stages.every(({ speed }) => speed !== null),
  };
}

function longestDevice(stages: readonly ExpectedStage[]): number {
  const byDevice = new Map<string, number>();
  for (const { device, speed } of stages) {
    byDevice.set(device, (byDevice.get(device) ?? 0) + (speed?.rtf ?? 0));
  }
  return Math.max(...byDevice.values());
}
