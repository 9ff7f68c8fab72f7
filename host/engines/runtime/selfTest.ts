import type { HealthCheck, SelfTest } from '../engine.ts';
import { lockedVersions } from './plan.ts';

/** What a worker said when it was asked how it is. */
export interface TrialReport {
  readonly checks: readonly { readonly id: string; readonly ok: boolean; readonly detail: string }[];
  readonly versions: Readonly<Record<string, string>>;
}

/** The versions that are there against the lock of the variant; `python` is none of its packages. */
export function checkLock(
  requirements: string,
  versions: TrialReport['versions'],
): TrialReport['checks'][number] {
  const locked = lockedVersions(requirements);
  const compared = Object.entries(versions).filter(([name]) => name in locked);
  const wrong = compared
    .filter(([name, version]) => locked[name]?.includes(version) !== true)
    .map(([name, version]) => `${name} ${version} instead of ${locked[name]?.join(' or ')}`);
  const detail = wrong.length > 0 ? wrong.join('; ') : `${compared.length} packages are as they are locked`;
  return { id: 'lock', ok: wrong.length === 0, detail };
}

/** What is kept of a trial. The speed stays what it was: checks transcribe nothing. */
export function selfTestOf(
  report: TrialReport,
  card: string | null,
  before: SelfTest | null,
  repair: string,
  at: Date,
): SelfTest {
  const checks: readonly HealthCheck[] = report.checks.map((check) => ({
    ...check,
    action: check.ok ? null : repair,
  }));
  return {
    checks,
    device: card ?? 'CPU',
    rtf: before?.rtf ?? null,
    at: at.toISOString(),
  };
}

/** Engines say by a check `graphics-card` or `cuda` (or one that ends so) that something ran on the card. */
export function computesOnCard({ checks }: TrialReport): boolean {
  const onCard = checks.filter(({ id }) => /(?:^|-)cuda$|^graphics-card$/u.test(id));
  return onCard.length > 0 && onCard.every(({ ok }) => ok);
}
