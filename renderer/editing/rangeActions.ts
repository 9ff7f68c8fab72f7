import type { Action } from '../actions/action.ts';

/** Shifting and stretching times of many words at once, in a sheet (retimeSheet.tsx). */
export const rangeActions: readonly Action[] = [
  {
    id: 'words.retime',
    label: 'editing.retime',
    keys: ['$mod+Shift+KeyR'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 4 },
    isEnabled: ({ session }) => session !== null && session.document.project().utterances.length > 0,
    isChecked: null,
    run: ({ session }) => session?.view.setState({ retiming: true }),
  },
];
