import type { Action } from '../actions/action.ts';

export const captionsActions: readonly Action[] = [];
