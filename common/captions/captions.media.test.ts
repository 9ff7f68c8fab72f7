import { describe, expect, it } from 'vitest';
import { breakScore, linedRecording, linedRecordings } from '../../tests/support/humanLines.ts';
import { captionSettings, deriveCaptions } from './captions.ts';
import { netflix } from './profiles/netflix.ts';

const media = process.env.WORDLANE_TEST_MEDIA;

describe.runIf(media !== undefined)('captions of verse and of single sentences', () => {
  for (const name of linedRecordings) {
    for (const text of ['written', 'bare'] as const) {
      it(`break at every line that people set: ${name}, ${text}`, () => {
        const { project, lineEnds } = linedRecording(media ?? '', name, text);
        const { cues } = deriveCaptions(project, netflix, captionSettings(project));
        const { recall, f1 } = breakScore(cues, lineEnds);
        expect(recall).toBe(1);
        // Lines of more than 42 characters must be broken once more, which costs precision.
        expect(f1).toBeGreaterThanOrEqual(0.75);
      });
    }
  }
});
