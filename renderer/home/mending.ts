import type { FailureCode } from '../../common/contract/failure.ts';
import type { JobView } from '../../common/contract/jobs.ts';
import type { SetupSubject } from '../app/app.ts';

/** The one thing that gets a failed job going. */
export type Mending =
  | { readonly kind: 'setup'; readonly about: SetupSubject }
  /** `page`: whose terms are to be accepted; null where it is the token that is wrong. */
  | { readonly kind: 'token'; readonly page: string | null };

/** Parts of the program that Engines & models mends. */
const MENDED_THERE: readonly string[] = ['engine', 'device', 'runtime', 'model'];

/** Another choice helps with these, or more memory: nothing that is set up. */
const CHOSEN_ANEW: readonly FailureCode[] = ['engine.language', 'engine.slot-missing', 'engine.killed'];

/** Codes whose `detail` names the engine; the others are about the one that transcribes. */
const NAMES_ENGINE: readonly FailureCode[] = ['engine.not-installed', 'engine.unknown'];

/** Null where nothing that is set up is at fault. */
export function mendingOf({ failure, engine }: Pick<JobView, 'failure' | 'engine'>): Mending | null {
  if (failure === null) return null;
  const { code, detail, file } = failure;
  if (code === 'model.gated') return { kind: 'token', page: detail };
  if (code === 'model.token') return { kind: 'token', page: null };
  const [area = ''] = code.split('.');
  if (!MENDED_THERE.includes(area) || CHOSEN_ANEW.includes(code)) return null;
  if (area === 'model') {
    const name = (code === 'model.broken' ? file : detail) ?? '';
    return { kind: 'setup', about: { kind: 'model', name } };
  }
  const name = NAMES_ENGINE.includes(code) ? (detail ?? engine) : engine;
  return { kind: 'setup', about: { kind: 'engine', name } };
}

/** A graphics card alone is to blame for these. */
const BY_CARD: readonly FailureCode[] = ['engine.device', 'device.driver-old', 'device.driver-silent'];

/** What the processor may get over if it was a card's: it has memory of its own, and more precisions. */
const PERHAPS_BY_CARD: readonly FailureCode[] = [
  'engine.killed',
  'engine.precision',
  'engine.crashed',
  'engine.stalled',
];

/** Whether the same file may be tried on the processor, once a person asks for it. */
export function mayRunOnProcessor({
  state,
  failure,
  device,
  usedDevice,
}: Pick<JobView, 'state' | 'failure' | 'device' | 'usedDevice'>): boolean {
  if (state !== 'failed' || failure === null || device === 'cpu') return false;
  const wasOnCard = device !== 'auto' || (usedDevice !== null && usedDevice !== 'cpu');
  return BY_CARD.includes(failure.code) || (wasOnCard && PERHAPS_BY_CARD.includes(failure.code));
}
