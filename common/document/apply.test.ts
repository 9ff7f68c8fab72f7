import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeProject } from '../../tests/support/large.ts';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { apply } from './apply.ts';
import { checkInvariants } from './invariants.ts';
import { itemsOf, toArray } from './list.ts';
import { allWords, findUtterance, findWord } from './queries.ts';
import type { Project } from './types.ts';

/** The document without how it lies in chunks and in which order decisions were made. */
function plain(project: Project): unknown {
  const sorted = <T>(entries: Iterable<readonly [string, T]>) =>
    [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
  const { decisions } = project;
  return {
    ...project,
    utterances: toArray(project.utterances).map((utterance) => ({
      ...utterance,
      words: toArray(utterance.words),
    })),
    decisions: {
      pinnedCues: sorted(decisions.pinnedCues),
      breaks: sorted(decisions.breaks),
      placements: sorted(decisions.placements),
      wordStyles: sorted(decisions.wordStyles),
      cueStyles: sorted(decisions.cueStyles),
      notes: sorted(decisions.notes),
      hidden: [...decisions.hidden].sort(),
      reviewed: [...decisions.reviewed].sort(),
    },
  };
}

const anyHistory = fc.tuple(anySmallProject, fc.array(anyIntention, { minLength: 1, maxLength: 12 }));

describe('any operation on any document', () => {
  test('leaves the invariants whole, or is refused', () => {
    fc.assert(
      fc.property(anyHistory, ([start, intentions]) => {
        let project = start;
        expect(checkInvariants(project)).toEqual([]);
        intentions.forEach((intention, step) => {
          const result = apply(project, operationFor(project, intention, step));
          if (result.ok) project = result.value.project;
          expect(checkInvariants(project)).toEqual([]);
        });
      }),
      { numRuns: 600 },
    );
  });

  test('is undone by its inverse, and done again by the inverse of that', () => {
    fc.assert(
      fc.property(anyHistory, ([start, intentions]) => {
        let project = start;
        intentions.forEach((intention, step) => {
          const done = apply(project, operationFor(project, intention, step));
          if (!done.ok) return;
          const undone = apply(done.value.project, done.value.inverse);
          if (!undone.ok) throw new Error(JSON.stringify(undone.failure));
          expect(plain(undone.value.project)).toEqual(plain(project));
          const redone = apply(undone.value.project, undone.value.inverse);
          if (!redone.ok) throw new Error(JSON.stringify(redone.failure));
          expect(plain(redone.value.project)).toEqual(plain(done.value.project));
          project = done.value.project;
        });
      }),
      { numRuns: 600 },
    );
  });

  test('never changes the document that it was applied to', () => {
    fc.assert(
      fc.property(anyHistory, ([start, intentions]) => {
        const before = JSON.stringify(plain(start));
        intentions.forEach((intention, step) => {
          apply(start, operationFor(start, intention, step));
        });
        expect(JSON.stringify(plain(start))).toBe(before);
      }),
    );
  });

  test('survives JSON, with its inverse', () => {
    fc.assert(
      fc.property(anySmallProject, anyIntention, (project, intention) => {
        const operation = operationFor(project, intention, 0);
        const sent = JSON.parse(JSON.stringify(operation));
        const here = apply(project, operation);
        const there = apply(project, sent);
        expect(there.ok).toBe(here.ok);
        if (!here.ok || !there.ok) return;
        expect(plain(there.value.project)).toEqual(plain(here.value.project));
        expect(JSON.parse(JSON.stringify(here.value.inverse))).toEqual(here.value.inverse);
      }),
    );
  });

  test('words and utterances are found in every version, newest and oldest', () => {
    fc.assert(
      fc.property(anyHistory, ([start, intentions]) => {
        const versions = [start];
        intentions.forEach((intention, step) => {
          const project = versions[(step * 7) % versions.length] ?? start;
          const result = apply(project, operationFor(project, intention, step));
          if (result.ok) versions.push(result.value.project);
        });
        const ids = new Set(versions.flatMap((version) => toArray(version.utterances).flatMap(idsOf)));
        for (const version of [...versions, ...versions.reverse()]) {
          const present = new Map<string, string>();
          for (const utterance of itemsOf(version.utterances)) {
            present.set(utterance.id, '');
            for (const word of itemsOf(utterance.words)) present.set(word.id, utterance.id);
          }
          for (const id of ids) {
            const owner = present.get(id);
            expect(findWord(version, id)?.utterance.id ?? null).toBe(owner || null);
            expect(findUtterance(version, id)?.utterance.id ?? null).toBe(owner === '' ? id : null);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe.each([
  ['a monologue', true],
  ['a dialogue', false],
])('%s of many chunks', (_, asMonologue) => {
  /** Mostly insertions, deletions, replacements, splits and joins: what moves words between chunks. */
  const anyShuffling = fc.array(
    fc.record({
      intention: anyIntention,
      kind: fc.constantFrom(0, 6, 7, 8, 9, 10, 11, 13, 14, 17, 24),
      /** Which of the last versions it is applied to: mostly the newest. */
      back: fc.constantFrom(0, 0, 0, 0, 1, 5),
      undo: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
    }),
    { minLength: 20, maxLength: 60, size: 'max' },
  );

  test('is edited, undone and searched like a short one', () => {
    const start = largeProject({ words: 2500, speakers: 2, asMonologue });
    fc.assert(
      fc.property(anyShuffling, (steps) => {
        const versions = [start];
        steps.forEach(({ intention, kind, back, undo }, step) => {
          const project = versions[Math.max(0, versions.length - 1 - back)] ?? start;
          const spread = { ...intention, kind, a: intention.a * 31, b: intention.b * 17 };
          const done = apply(project, operationFor(project, spread, step));
          if (!done.ok) return;
          versions.push(done.value.project);
          if (!undo) return;
          const undone = apply(done.value.project, done.value.inverse);
          if (!undone.ok) throw new Error(JSON.stringify(undone.failure));
          expect(wordIds(undone.value.project)).toEqual(wordIds(project));
          versions.push(undone.value.project);
        });
        const ids = new Set(versions.flatMap(wordIds));
        for (const version of [versions.at(-1), versions[0], versions[Math.floor(versions.length / 2)]]) {
          if (version === undefined) continue;
          expect(checkInvariants(version)).toEqual([]);
          const present = new Set(wordIds(version));
          for (const id of ids) expect(findWord(version, id) !== null).toBe(present.has(id));
        }
      }),
      { numRuns: 40 },
    );
  });
});

function wordIds(project: Project): string[] {
  return [...allWords(project)].map(({ id }) => id);
}

function idsOf(utterance: { id: string; words: Parameters<typeof toArray>[0] }): string[] {
  return [utterance.id, ...toArray(utterance.words).map((word) => (word as { id: string }).id)];
}
