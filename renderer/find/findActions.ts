import type { Action, ActionContext } from '../actions/action.ts';
import { goToMatch } from './findState.ts';

const hasWords = ({ session }: ActionContext) =>
  session !== null && session.document.project().utterances.length > 0;

const usual = { place: 'editor', whileTyping: true, isEnabled: hasWords, isChecked: null } as const;

function open({ session }: ActionContext, replace: boolean): void {
  session?.view.setState({ find: { open: true, replace } });
}

export const findActions: readonly Action[] = [
  {
    ...usual,
    id: 'find.open',
    label: 'find.open',
    keys: ['$mod+KeyF'],
    menu: { name: 'edit', group: 3 },
    run: (context) => open(context, false),
  },
  {
    ...usual,
    id: 'find.replace',
    label: 'find.openReplace',
    keys: ['$mod+KeyH'],
    menu: { name: 'edit', group: 3 },
    run: (context) => open(context, true),
  },
  {
    ...usual,
    id: 'find.next',
    label: 'find.next',
    keys: ['F3'],
    menu: { name: 'edit', group: 3 },
    run: ({ session }) => {
      if (session !== null) goToMatch(session, 1);
    },
  },
  {
    ...usual,
    id: 'find.previous',
    label: 'find.previous',
    keys: ['Shift+F3'],
    menu: { name: 'edit', group: 3 },
    run: ({ session }) => {
      if (session !== null) goToMatch(session, -1);
    },
  },
];
