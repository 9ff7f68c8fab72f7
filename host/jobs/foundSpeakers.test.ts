import { describe, expect, it } from 'vitest';
import { apply } from '../../common/document/apply.ts';
import { idSource } from '../../common/document/ids.ts';
import { checkInvariants } from '../../common/document/invariants.ts';
import type { Project } from '../../common/document/types.ts';
import { projectOf, wordsOf } from '../../tests/support/wordNotation.ts';
import { type FoundSpeakers, foundOperation } from './foundSpeakers.ts';

const talk = (name: string): Project => ({
  ...projectOf(wordsOf('one. 100-400 two. 500-900 Three 1300-1500 four 1600-1900')),
  speakers: [{ id: 's', name, color: 0 }],
});
const found = (part: Partial<FoundSpeakers>): FoundSpeakers => ({
  exclusive: [
    { startMs: 0, endMs: 1000, speaker: 'SPEAKER_00' },
    { startMs: 1000, endMs: 3000, speaker: 'SPEAKER_01' },
  ],
  voices: new Map([['SPEAKER_01', [1, 0, 0, 0, 0, 0, 0, 0]]]),
  source: 'basic/ge2e',
  names: new Map(),
  keepsVoices: false,
  ...part,
});
function speakersAfter(project: Project, part: Partial<FoundSpeakers>) {
  const operation = foundOperation(project, found(part), idSource('f'))?.operation;
  if (operation === undefined) throw new Error('nothing to give');
  const applied = apply(project, operation);
  if (!applied.ok) throw new Error(JSON.stringify(applied.failure));
  checkInvariants(applied.value.project);
  return applied.value.project.speakers;
}

describe('speakers that were found', () => {
  it('get the names of voices that are known', () => {
    const names = new Map([
      ['SPEAKER_00', 'Anna'],
      ['SPEAKER_01', 'Ben'],
    ]);
    expect(speakersAfter(talk('Speaker 1'), { names }).map(({ name }) => name)).toEqual(['Anna', 'Ben']);
  });

  it('keep the name that a person gave, and no name is given twice', () => {
    const names = new Map([
      ['SPEAKER_00', 'Ben'],
      ['SPEAKER_01', 'Anna'],
    ]);
    expect(speakersAfter(talk('Anna'), { names }).map(({ name }) => name)).toEqual(['Anna', 'Speaker 2']);
  });

  it('keep their voiceprints only where people want to be recognised', () => {
    expect(speakersAfter(talk('Speaker 1'), {}).some(({ voiceprint }) => voiceprint !== undefined)).toBe(
      false,
    );
    const [first, second] = speakersAfter(talk('Speaker 1'), { keepsVoices: true });
    expect(first?.voiceprint).toBeUndefined();
    expect(second?.voiceprint).toMatch(/^basic\/ge2e /);
  });
});
