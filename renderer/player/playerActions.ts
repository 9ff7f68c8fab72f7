import type { Action } from '../actions/action.ts';

export const playerActions: readonly Action[] = [];
