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

/** Every text of the interface in English, by area. Ids are `area.thing` and are what actions and labels name. */
export const en = {
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
} as const;

export type MessageId = keyof typeof en;
