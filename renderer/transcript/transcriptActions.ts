import type { Action } from '../actions/action.ts';

export const transcriptActions: readonly Action[] = [];
