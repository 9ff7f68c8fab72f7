import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyProject } from '../../tests/support/projects.ts';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { apply } from './apply.ts';
import { idSource } from './ids.ts';
import { checkInvariants } from './invariants.ts';
import { toArray } from './list.ts';
import { allWords, joinWords } from './queries.ts';
import { type SpeakerTurn, speakerOperations, speakersOf } from './speakerTurns.ts';
import type { Project } from './types.ts';

const turn = (speaker: string, startMs: number, endMs: number): SpeakerTurn => ({ speaker, startMs, endMs });
const two = [turn('A', 0, 1000), turn('B', 1000, 3000)];

function diarized(project: Project, turns: readonly SpeakerTurn[]): Project {
  const change = speakerOperations(project, turns, idSource('d'));
  if (change === null) return project;
  const applied = apply(project, { kind: 'batch', operations: change.operations });
  if (!applied.ok) throw new Error(JSON.stringify(applied.failure));
  return applied.value.project;
}

function lines(project: Project): string[] {
  return toArray(project.utterances).map(({ speakerId, words }) => {
    const name = project.speakers.find(({ id }) => id === speakerId)?.name ?? 'nobody';
    return `${name}: ${joinWords(toArray(words))}`;
  });
}

describe('who says a word', () => {
  test('is the one whose turn it overlaps most, else the nearest within 1.5 s', () => {
    const words = wordsOf('one 100-400 two 900-1300 far 4400-4600 gone 9000-9100');
    expect(speakersOf(words, two)).toEqual(['A', 'B', 'B', null]);
  });

  test('is told by the neighbours where it has no time', () => {
    expect(speakersOf(wordsOf('first - one 100-400 1999 - two 1300-1500'), two)).toEqual([
      'A',
      'A',
      'A',
      'B',
    ]);
  });

  test('is not somebody else for one word in the middle of a flow', () => {
    const turns = [turn('A', 0, 500), turn('B', 500, 700), turn('A', 700, 2000)];
    const flow = wordsOf('so 100-300 we 500-690 went 710-900');
    expect(speakersOf(flow, turns)).toEqual(['A', 'A', 'A']);
    const remark = wordsOf('went. 100-300 Yes. 500-690 So 710-900');
    expect(speakersOf(remark, turns)).toEqual(['A', 'B', 'A']);
  });

  test('changes at the end of a sentence where that is a word or two away', () => {
    const late = wordsOf('I 100-300 know. 400-700 Do 750-900 you 1100-1300 see 1400-1600 it? 1700-1900');
    expect(speakersOf(late, two)).toEqual(['A', 'A', 'B', 'B', 'B', 'B']);
    const early = wordsOf('I 100-300 do 400-700 know. 1050-1200 Do 1300-1500 you 1600-1700 see 1800-1900');
    expect(speakersOf(early, two)).toEqual(['A', 'A', 'A', 'B', 'B', 'B']);
  });
});

describe('giving words to the speakers that were found', () => {
  test('cuts utterances where the speaker changes and names new ones in order', () => {
    const nobody = withoutSpeaker(projectOf(wordsOf('Hello 100-500 there. 700-1100 Hi 1300-1700')));
    const project = diarized(nobody, [turn('SPEAKER_00', 0, 1200), turn('SPEAKER_01', 1250, 3000)]);
    expect(lines(project)).toEqual(['Speaker 1: Hello there.', 'Speaker 2: Hi']);
    checkInvariants(project);
  });

  test('keeps a person who said most of what a found one says, and removes who says nothing any more', () => {
    const words = wordsOf('one. 100-400 two. 500-900 Three 1300-1500 four 1600-1900');
    const project = {
      ...projectOf(words),
      speakers: [
        { id: 's', name: 'Anna', color: 3 },
        { id: 'x', name: 'Nobody here', color: 1 },
      ],
    };
    const first = diarized(project, two);
    expect(first.speakers.map(({ name }) => name)).toEqual(['Anna', 'Speaker 3']);
    const again = diarized(first, two);
    expect(lines(again)).toEqual(lines(first));
    expect(again.speakers).toEqual(first.speakers);
  });

  test('does nothing where no speech was found', () => {
    expect(speakerOperations(projectOf(wordsOf('one 100-400')), [], idSource('d'))).toBeNull();
  });

  test('keeps every word with its times, whatever the turns, in a valid document', () => {
    const turns = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom('A', 'B', 'C')), { maxLength: 20 })
      .map((parts) => {
        let at = 0;
        return parts.map(([length, speaker]) => {
          const startMs = at;
          at += length;
          return turn(speaker, startMs, at);
        });
      });
    fc.assert(
      fc.property(anyProject({ maxUtterances: 5, maxWords: 12 }), turns, (project, found) => {
        const after = diarized(project, found);
        checkInvariants(after);
        const texts = (of: Project) => [...allWords(of)].map(({ id, text }) => `${id} ${text}`).sort();
        expect(texts(after)).toEqual(texts(project));
      }),
    );
  });
});

function withoutSpeaker(project: Project): Project {
  const removed = apply(project, { kind: 'removeSpeaker', speakerId: 's' });
  if (!removed.ok) throw new Error(JSON.stringify(removed.failure));
  return removed.value.project;
}
