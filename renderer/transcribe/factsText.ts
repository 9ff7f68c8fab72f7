import type { MediaFacts } from '../../common/contract/media.ts';
import { framesPerSecond } from '../../common/time/frameRate.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';

/** `1920 × 1080 · 25 fps · 48 kHz, 2 channels`: a file in a line. */
export function factsText({ picture, frameRate, audio }: MediaFacts): string {
  const parts = [
    picture === null ? null : `${picture.width} × ${picture.height}`,
    frameRate === null
      ? null
      : `${figure(framesPerSecond(frameRate), Number.isInteger(framesPerSecond(frameRate)) ? 0 : 2)} fps`,
    audio === null
      ? say('transcribe.noSound')
      : say('transcribe.sound', {
          rate: figure(audio.rateHz / 1000, audio.rateHz % 1000 === 0 ? 0 : 1),
          channels: audio.channels,
        }),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
