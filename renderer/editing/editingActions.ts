import type { Action } from '../actions/action.ts';
import { rangeActions } from './rangeActions.ts';
import { speakerActions } from './speakerActions.ts';
import { tapActions } from './tapActions.ts';
import { wordActions } from './wordActions.ts';

/** What changes words, their times and their speakers, besides typing and dragging. */
export const editingActions: readonly Action[] = [
  ...wordActions,
  ...rangeActions,
  ...tapActions,
  ...speakerActions,
];
