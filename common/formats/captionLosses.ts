import type { Cue } from '../captions/cue.ts';
import { hasRealWordTimes } from './captionWrite.ts';
import type { Capabilities, WriteRequest } from './format.ts';

/**
 * What a caption file leaves out of what the project really has, one sentence each; `title` is the format's short
 * name. Word times that the request leaves out on purpose are no loss.
 */
export function captionLosses(
  request: WriteRequest,
  carries: Capabilities,
  title: string,
): readonly string[] {
  const { project, cues, wordTimes } = request;
  const { decisions } = project;
  const losses: string[] = [];
  const hasWord = (test: (cue: Cue) => boolean) => cues.some(test);
  if (!carries.wordTimes && wordTimes && hasWord(hasRealWordTimes))
    losses.push(`${title} has no times for single words, only for cues.`);
  if (!carries.speakers && hasWord((cue) => cue.lines.some(({ speakerId }) => speakerId !== null)))
    losses.push(`${title} has no place for speakers; their names are left out.`);
  if (
    !carries.confidence &&
    hasWord((cue) => cue.lines.some(({ words }) => words.some((word) => word.confidence !== null)))
  )
    losses.push(`${title} does not say how sure the engine was of a word.`);
  if (!carries.styles && decisions.wordStyles.size > 0)
    losses.push(`${title} has no italics, bold, underline or colour.`);
  if (!carries.placement && hasWord(({ placement }) => placement !== null))
    losses.push(`${title} does not place cues on the picture.`);
  if (hasWord(({ style }) => style !== null))
    losses.push(`${title} does not hold the caption styles of the project.`);
  if (decisions.notes.size > 0) losses.push(`${title} has no place for notes.`);
  return losses;
}
