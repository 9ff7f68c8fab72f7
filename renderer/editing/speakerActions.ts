import type { Action, ActionContext } from '../actions/action.ts';
import type { MessageId } from '../text/text.ts';
import { hasFocus, hasSelection } from './edit.ts';
import { addSpeaker, assignFromHere, assignSelection } from './speakers.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function speakerAt({ session }: ActionContext, number: number): string | null {
  return session?.document.project().speakers[number - 1]?.id ?? null;
}

/** Lanes by number key: `1` gives the chosen words to the first speaker, Shift and `1` the rest of the turn. */
export const speakerActions: readonly Action[] = [
  ...NUMBERS.map(
    (number): Action => ({
      id: `speakers.assign${number}`,
      label: `editing.assign${number}` satisfies MessageId,
      keys: [`Digit${number}`],
      place: 'timeline',
      whileTyping: false,
      menu: null,
      isEnabled: (context) => hasSelection(context) && speakerAt(context, number) !== null,
      isChecked: null,
      run: (context) => {
        const speakerId = speakerAt(context, number);
        if (context.session !== null && speakerId !== null) {
          assignSelection(context, context.session, speakerId);
        }
      },
    }),
  ),
  ...NUMBERS.map(
    (number): Action => ({
      id: `speakers.fromHere${number}`,
      label: `editing.fromHere${number}` satisfies MessageId,
      keys: [`Shift+Digit${number}`],
      place: 'timeline',
      whileTyping: false,
      menu: null,
      isEnabled: (context) => hasFocus(context) && speakerAt(context, number) !== null,
      isChecked: null,
      run: (context) => {
        const speakerId = speakerAt(context, number);
        if (context.session !== null && speakerId !== null) {
          assignFromHere(context, context.session, speakerId);
        }
      },
    }),
  ),
  {
    id: 'speakers.assignNobody',
    label: 'editing.assignNobody',
    keys: ['Digit0'],
    place: 'timeline',
    whileTyping: false,
    menu: { name: 'words', group: 5 },
    isEnabled: hasSelection,
    isChecked: null,
    run: (context) => {
      if (context.session !== null) assignSelection(context, context.session, null);
    },
  },
  {
    id: 'speakers.new',
    label: 'editing.newSpeaker',
    keys: ['$mod+Shift+KeyN'],
    place: 'editor',
    whileTyping: true,
    menu: { name: 'words', group: 5 },
    isEnabled: ({ session }) => session !== null,
    isChecked: null,
    run: (context) => {
      if (context.session === null) return;
      addSpeaker(context, context.session);
      context.session.view.setState({ inspector: 'speakers' });
    },
  },
];
