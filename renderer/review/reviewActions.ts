import type { Action } from '../actions/action.ts';

/** Where the list of words worth a look takes the focus. */
export const REVIEW_LIST = 'data-review-list';

export const reviewActions: readonly Action[] = [
  {
    id: 'review.show',
    label: 'review.list',
    keys: ['Alt+F8'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 6 },
    isEnabled: ({ session }) => session !== null,
    isChecked: null,
    run: ({ session }) => {
      session?.view.setState({ inspector: 'review' });
      // Drawn by then; without a list there is nothing to move in.
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[${REVIEW_LIST}]`)?.focus());
    },
  },
];
