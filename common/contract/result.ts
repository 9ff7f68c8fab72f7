import type { Failure } from './failure.ts';

/**
 * The outcome of something that can fail in ways we expect. Expected failures are values;
 * bugs throw.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T>(failure: Failure): Result<T> {
  return { ok: false, failure };
}
