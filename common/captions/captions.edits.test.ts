import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import type { Intention } from '../../tests/support/operations.ts';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anyProject } from '../../tests/support/projects.ts';
import { recognisedTalk } from '../../tests/support/recognisedTalk.ts';
import { apply } from '../document/apply.ts';
import type { DecisionChange, Operation } from '../document/operations.ts';
import { allWords, utteranceOfWord } from '../document/queries.ts';
import type { Project, Word } from '../document/types.ts';
import { captionSettings, deriveCaptions, rederiveCaptions } from './captions.ts';
import { netflix } from './profiles/netflix.ts';
import type { Profile } from './profiles/profile.ts';
import { profiles } from './profiles/profiles.ts';

/** Carries out the intentions one by one and compares each version's captions with a full derivation. */
function expectSameAsDerived(document: Project, intentions: readonly Intention[], profile: Profile): void {
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
}

interface SmallEdit {
  readonly kind: 'retype' | 'delete' | 'insert' | 'untime' | 'pin' | 'hide' | 'break' | 'unbreak';
  /** Where in the talk, as a share of its words. */
  readonly place: number;
  readonly text: string;
}

const anySmallEdit: fc.Arbitrary<SmallEdit> = fc.record({
  kind: fc.constantFrom('retype', 'delete', 'insert', 'untime', 'pin', 'hide', 'break', 'unbreak'),
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
  text: fc.constantFrom('the', 'stop.', 'nevertheless,', 'incomprehensibilities', 'and', 'I'),
});

function operationOf(project: Project, { kind, place, text }: SmallEdit, unique: number): Operation {
  const words = [...allWords(project)];
  const at = Math.floor(place * words.length);
  const word = words[at] as Word;
  const last = words[Math.min(words.length - 1, at + 4)] as Word;
  const decide = (about: 'breaks' | 'hidden', value: 'cue' | 'none' | true): Operation => ({
    kind: 'decide',
    changes: [{ about, wordId: word.id, value } as DecisionChange],
  });
  switch (kind) {
    case 'retype':
      return { kind: 'setWordText', words: [{ wordId: word.id, text }] };
    case 'delete':
      return { kind: 'deleteWords', wordIds: words.slice(at, at + 3).map(({ id }) => id) };
    case 'insert':
      return {
        kind: 'insertWords',
        utteranceId: utteranceOfWord(project, word.id)?.id ?? '',
        afterWordId: word.id,
        words: [{ ...word, id: `new${unique}`, text, startMs: null, endMs: null, timing: null }],
        joinsCue: 'none',
      };
    case 'untime':
      return { kind: 'setWordTimes', words: [{ wordId: word.id, startMs: null, endMs: null, timing: null }] };
    case 'pin': {
      const startMs = word.startMs ?? 0;
      const value = {
        firstWordId: word.id,
        lastWordId: last.id,
        startMs,
        endMs: Math.max(startMs + 300, last.endMs ?? 0),
        lineBreaks: [],
      };
      return { kind: 'decide', changes: [{ about: 'pinnedCues', wordId: word.id, value }] };
    }
    case 'hide':
      return decide('hidden', true);
    case 'break':
      return decide('breaks', 'cue');
    case 'unbreak':
      return decide('breaks', 'none');
  }
}

describe('captions after an edit', () => {
  it('are those of a full derivation, whatever operations led there', () => {
    const anyDocument = fc.oneof(
      recognisedTalk({ speakers: 'named', turns: 25, manner: 'at once' }),
      recognisedTalk({ speakers: 'unknown', turns: 25, manner: 'at once' }),
      anyProject({ maxUtterances: 30, maxWords: 60 }),
    );
    const anyEdits = fc.array(anyIntention, { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(anyDocument, anyEdits, fc.constantFrom(...profiles), expectSameAsDerived), {
      numRuns: 60,
    });
  });

  it('are those of a full derivation after small edits in a long talk', () => {
    const anyLong = recognisedTalk({ speakers: 'named', turns: 20, manner: 'in turn' });
    const anyEdits = fc.array(anySmallEdit, { minLength: 1, maxLength: 12, size: 'max' });
    fc.assert(
      fc.property(anyLong, anyEdits, fc.constantFrom(...profiles), (document, edits, profile) => {
        const settings = captionSettings(document);
        let project = document;
        let captions = deriveCaptions(project, profile, settings);
        for (const [at, edit] of edits.entries()) {
          if (project.utterances.length === 0) break;
          const applied = apply(project, operationOf(project, edit, at));
          if (!applied.ok) continue;
          project = applied.value.project;
          captions = rederiveCaptions(captions, project);
          expect(captions.cues).toEqual(deriveCaptions(project, profile, settings).cues);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are the same objects away from the edit', () => {
    for (const asMonologue of [true, false]) {
      const project = largeProject({ words: 6000, speakers: 2, asMonologue });
      const before = deriveCaptions(project, netflix, captionSettings(project));
      const word = [...allWords(project)][3000];
      const applied = apply(project, {
        kind: 'setWordText',
        words: [{ wordId: word?.id ?? '', text: 'extraordinarily,' }],
      });
      if (!applied.ok) throw new Error('the edit was refused');
      const after = rederiveCaptions(before, applied.value.project);
      const old = new Set(before.cues);
      const fresh = after.cues.filter((cue) => !old.has(cue));
      expect(fresh.length).toBeGreaterThan(0);
      expect(fresh.length).toBeLessThan(80);
    }
  });

  it('are the same list when the edit does not concern captions', () => {
    const project = largeProject({ words: 300, speakers: 1, asMonologue: true });
    const before = deriveCaptions(project, netflix, captionSettings(project));
    expect(rederiveCaptions(before, { ...project, title: 'Another title' }).cues).toBe(before.cues);
  });
});
