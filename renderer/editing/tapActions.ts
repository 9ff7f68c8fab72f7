import type { Action } from '../actions/action.ts';
import { hasFocus } from './edit.ts';

export const tapActions: readonly Action[] = [
  {
    id: 'words.tap',
    label: 'editing.tap',
    keys: ['KeyT'],
    place: 'timeline',
    whileTyping: false,
    menu: { name: 'words', group: 4 },
    isEnabled: hasFocus,
    isChecked: ({ session }) => session?.view.getState().tapping === true,
    run: ({ session }) => session?.view.setState(({ tapping }) => ({ tapping: !tapping })),
  },
];
