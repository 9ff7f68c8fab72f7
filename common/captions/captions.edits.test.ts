import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anyProject } from '../../tests/support/projects.ts';
import { recognisedTalk } from '../../tests/support/recognised-talk.ts';
import { apply } from '../document/apply.ts';
import { captionSettings, deriveCaptions, rederiveCaptions } from './captions.ts';
import { profiles } from './profiles/profiles.ts';

// Long enough for several sections, so that most of the captions are shared between versions.
const anyDocument = fc.oneof(
  recognisedTalk({ speakers: 'named', turns: 40 }),
  recognisedTalk({ speakers: 'unknown', turns: 40 }),
  anyProject({ maxUtterances: 30, maxWords: 60 }),
);

describe('captions after an edit', () => {
  it('are those of a full derivation, whatever operations led there', () => {
    fc.assert(
      fc.property(
        anyDocument,
        fc.array(anyIntention, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...profiles),
        (document, intentions, profile) => {
          const settings = captionSettings(document);
          let project = document;
          let captions = deriveCaptions(project, profile, settings);
          for (const [at, intention] of intentions.entries()) {
            const applied = apply(project, operationFor(project, intention, at));
            if (!applied.ok) continue;
            project = applied.value.project;
            captions = rederiveCaptions(captions, project);
            expect(captions.cues).toEqual(deriveCaptions(project, profile, settings).cues);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
