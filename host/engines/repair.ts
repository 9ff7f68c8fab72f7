import type { Failure, FailureCode } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { REPAIR_RUNGS, type RepairReport, type RepairRung } from './engine.ts';

/** What no rung can mend: it lies outside, and the next rung would only throw away what has been loaded. */
const OUTSIDE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'cancelled',
  'disk.full',
  'disk.low',
  'output.not-writable',
  'runtime.network',
  'runtime.torch-index',
  'runtime.certificate',
  'runtime.unsupported',
]);

/** The rung after one that failed; null when climbing on is of no use. */
export function nextRung(rung: RepairRung, failed: Failure): RepairRung | null {
  if (OUTSIDE.has(failed.code)) return null;
  const following = REPAIR_RUNGS[REPAIR_RUNGS.indexOf(rung) + 1] ?? null;
  // Without a Python there is nothing to try before one is fetched.
  return failed.code === 'runtime.python-missing' && following !== null ? 'interpreter' : following;
}

/** Tries the rungs from the first on until one works. */
export async function climb(
  attempt: (rung: RepairRung) => Promise<Result<unknown>>,
): Promise<Result<Pick<RepairReport, 'worked' | 'tried'>>> {
  const tried: { readonly rung: RepairRung; readonly failure: Failure }[] = [];
  let rung: RepairRung | null = REPAIR_RUNGS[0];
  while (rung !== null) {
    const done = await attempt(rung);
    if (done.ok) return succeed({ worked: rung, tried });
    if (done.failure.code === 'cancelled') return fail(done.failure);
    tried.push({ rung, failure: done.failure });
    rung = nextRung(rung, done.failure);
  }
  return succeed({ worked: null, tried });
}
