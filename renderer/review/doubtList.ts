import type { Suspicion, SuspicionReason } from '../../common/document/suspicion.ts';

/** The gravest first, as people choose from them. */
export const REASONS: readonly SuspicionReason[] = [
  'repeated',
  'untimed',
  'unsure',
  'fast',
  'long',
  'short',
  'estimated',
];

export interface DoubtWish {
  /** Null: whatever the reason. */
  readonly reason: SuspicionReason | null;
  readonly order: 'time' | 'score';
}

/** The words of a wish. `suspicions` come in the order of the text; those of one score stay in it. */
export function listed(suspicions: readonly Suspicion[], wish: DoubtWish): readonly Suspicion[] {
  const { reason, order } = wish;
  const chosen = reason === null ? suspicions : suspicions.filter(({ reasons }) => reasons.includes(reason));
  return order === 'time' ? chosen : [...chosen].sort((left, right) => right.score - left.score);
}

/** How many words each reason has. */
export function countReasons(suspicions: readonly Suspicion[]): ReadonlyMap<SuspicionReason, number> {
  const counts = new Map<SuspicionReason, number>();
  for (const { reasons } of suspicions) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
