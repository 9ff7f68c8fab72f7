import type { Action } from '../actions/action.ts';

export const timelineActions: readonly Action[] = [];
