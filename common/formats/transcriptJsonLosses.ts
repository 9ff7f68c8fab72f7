import type { Cue } from '../captions/cue.ts';
import { eachWord } from '../document/queries.ts';
import type { Project } from '../document/types.ts';
import type { Capabilities, WriteRequest } from './format.ts';

interface Contents {
  wordTimes: boolean;
  confidence: boolean;
  alternatives: boolean;
}

function contentsOf(project: Project): Contents {
  const found: Contents = { wordTimes: false, confidence: false, alternatives: false };
  eachWord(project, (word) => {
    found.wordTimes ||= word.startMs !== null;
    found.confidence ||= word.confidence !== null;
    found.alternatives ||= word.alternatives !== undefined && word.alternatives.length > 0;
  });
  return found;
}

function isBroken(cue: Cue): boolean {
  return cue.lines.length > 1;
}

/**
 * What a transcript file leaves out of what the project really has, one sentence each. What the project
 * does not use is no loss. Word times that the request leaves out on purpose are none either.
 */
export function transcriptLosses(request: WriteRequest, carries: Capabilities): readonly string[] {
  const { project, cues } = request;
  const { decisions } = project;
  const contents = contentsOf(project);
  const losses: readonly (readonly [boolean, string])[] = [
    [!carries.wordTimes && request.wordTimes && contents.wordTimes, 'The times of words are left out.'],
    [!carries.cueTimes && cues.length > 0, 'The captions and their times are left out.'],
    [!carries.confidence && contents.confidence, 'How sure the engine was of each word is left out.'],
    [
      carries.cueTimes && !carries.lineBreaks && cues.some(isBroken),
      'Line breaks inside captions are written as spaces.',
    ],
    [
      !carries.styles && (decisions.wordStyles.size > 0 || decisions.cueStyles.size > 0),
      'Italics, colours and caption styles are left out.',
    ],
    [!carries.placement && decisions.placements.size > 0, 'Where captions stand on the picture is left out.'],
    [decisions.hidden.size > 0, 'That some words are cut from the captions is left out.'],
    [decisions.notes.size > 0 || decisions.reviewed.size > 0, 'Notes and review marks are left out.'],
    [contents.alternatives, 'What else the engine heard in unsure places is left out.'],
  ];
  return losses.flatMap(([lost, sentence]) => (lost ? [sentence] : []));
}
