import type { CuePlacement } from '../document/types.ts';

/** The nine places by the keys of a number pad, as `{\anN}` counts them: 1 is bottom left, 9 is top right. */
export function placementOfKey(key: number): CuePlacement | null {
  if (!Number.isInteger(key) || key < 1 || key > 9 || key === 2) return null;
  const vertical = (['bottom', 'middle', 'top'] as const)[Math.floor((key - 1) / 3)] ?? 'bottom';
  const align = (['left', 'center', 'right'] as const)[(key - 1) % 3] ?? 'center';
  return { vertical, align };
}

/** 2, the usual place, where there is no other. */
export function keyOfPlacement(placement: CuePlacement | null): number {
  if (placement === null) return 2;
  const row = { bottom: 0, middle: 1, top: 2 }[placement.vertical];
  return row * 3 + { left: 1, center: 2, right: 3 }[placement.align];
}

/** The numbers of SSA (`\aN`, alignment in V4 styles): 1–3 below, 5–7 above, 9–11 in the middle. */
export function keyOfSsaAlignment(alignment: number): number {
  const column = ((alignment - 1) & 3) + 1;
  if (column > 3 || alignment < 1 || alignment > 11) return 2;
  return column + (alignment >= 9 ? 3 : alignment >= 5 ? 6 : 0);
}

export function samePlacement(left: CuePlacement | null, right: CuePlacement | null): boolean {
  return keyOfPlacement(left) === keyOfPlacement(right);
}
