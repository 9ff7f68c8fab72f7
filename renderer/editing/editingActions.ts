import type { Action } from '../actions/action.ts';

export const editingActions: readonly Action[] = [];
