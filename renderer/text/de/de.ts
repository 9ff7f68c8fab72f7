import type { MessageId } from '../en/en.ts';
import { app } from './app.ts';
import { captions } from './captions.ts';
import { editing } from './editing.ts';
import { exporting } from './export.ts';
import { failures } from './failures.ts';
import { find } from './find.ts';
import { frame } from './frame.ts';
import { home } from './home.ts';
import { inspector } from './inspector.ts';
import { player } from './player.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { setup } from './setup.ts';
import { timeline } from './timeline.ts';
import { token } from './token.ts';
import { touchUps } from './touchUps.ts';
import { transcribe } from './transcribe.ts';
import { transcript } from './transcript.ts';

/** German. Partial by type: a text that is missing is shown in English, and a test lists it. */
export const de: Partial<Record<MessageId, string>> = {
  ...app,
  ...failures,
  ...find,
  ...frame,
  ...home,
  ...transcribe,
  ...exporting,
  ...settings,
  ...setup,
  ...player,
  ...review,
  ...captions,
  ...timeline,
  ...token,
  ...touchUps,
  ...transcript,
  ...inspector,
  ...editing,
};
