import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySmallProject, anyWordText } from '../../tests/support/projects.ts';
import { projectOf, shown, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { toArray } from './list.ts';
import { joinWords } from './queries.ts';
import { replaceTranscript } from './replaceTranscript.ts';
import type { Project } from './types.ts';

describe('another text for the whole transcript', () => {
  const dialogue = projectOf(
    wordsOf('Good 0-200 morning. 200-600'),
    wordsOf('How 2000-2200 are 2200-2400 you? 2400-2700').map((word) => ({ ...word, id: `b${word.id}` })),
  );

  function replaced(project: Project, text: string): Project {
    const operation = replaceTranscript(project, text, idSource('new'));
    if (operation === null) return project;
    const result = apply(project, operation);
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    return result.value.project;
  }

  function lines(project: Project): string[] {
    return toArray(project.utterances).map((utterance) => joinWords(toArray(utterance.words)));
  }

  test('keeps every word that it agrees on, with its utterance', () => {
    const after = replaced(dialogue, 'Good evening.\nHow are you?');
    expect(shown(after)).toEqual([
      'w0 Good 0-200',
      'w1 evening. 200-600',
      'bw0 How 2000-2200',
      'bw1 are 2200-2400',
      'bw2 you? 2400-2700',
    ]);
  });

  test('gives new words to the utterance of their line', () => {
    expect(lines(replaced(dialogue, 'Good morning dear friends.\nAnd how are you?'))).toEqual([
      'Good morning dear friends.',
      'And how are you?',
    ]);
    expect(lines(replaced(dialogue, 'Good morning. And how are you?'))).toEqual([
      'Good morning. And',
      'how are you?',
    ]);
  });

  test('removes utterances that it leaves out', () => {
    expect(lines(replaced(dialogue, 'How are you?'))).toEqual(['How are you?']);
  });

  test('fills an empty project line by line, without times', () => {
    const empty = projectOf();
    const after = replaced(empty, 'One two.\n\nThree.');
    expect(lines(after)).toEqual(['One two.', 'Three.']);
    expect(shown(after)[0]).toMatch(/One -$/);
  });

  test('is nothing when it is the same text', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        const text = toArray(project.utterances)
          .map((utterance) => joinWords(toArray(utterance.words)))
          .join('\n');
        const after = replaced(project, text);
        expect(shown(after)).toEqual(shown(project));
      }),
    );
  });

  test('leaves every invariant whole, whatever it is', () => {
    fc.assert(
      fc.property(anySmallProject, fc.array(anyWordText, { maxLength: 20 }), (project, texts) => {
        expect(checkInvariants(replaced(project, texts.join(' ')))).toEqual([]);
      }),
    );
  });
});
