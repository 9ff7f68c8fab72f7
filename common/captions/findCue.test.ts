import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recognisedTalk } from '../../tests/support/recognisedTalk.ts';
import { allWords } from '../document/queries.ts';
import { captionSettings, deriveCaptions } from './captions.ts';
import { cueIndexOfWord } from './findCue.ts';
import { plain } from './profiles/plain.ts';

test('every word is found in the one cue that shows it', () => {
  fc.assert(
    fc.property(recognisedTalk({ speakers: 'named', turns: 6, manner: 'in turn' }), (project) => {
      const captions = deriveCaptions(project, plain, captionSettings(project));
      for (const word of allWords(project)) {
        const index = cueIndexOfWord(captions, word);
        const shown = captions.cues.findIndex((cue) => cue.lines.some((line) => line.words.includes(word)));
        expect(index).toBe(shown < 0 ? null : shown);
      }
    }),
    { numRuns: 30 },
  );
});

test('a word that is not there is in no cue', () => {
  const [project] = fc.sample(recognisedTalk({ speakers: 'named', turns: 2, manner: 'in turn' }), 1);
  if (project === undefined) throw new Error('no talk');
  const captions = deriveCaptions(project, plain, captionSettings(project));
  expect(cueIndexOfWord(captions, { id: 'nobody', startMs: 0 })).toBeNull();
});
