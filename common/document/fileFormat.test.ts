import { describe, expect, test } from 'vitest';
import { documentText } from '../../tests/support/transcripts.ts';
import { parseProject } from './parse.ts';
import { allWords } from './queries.ts';
import { serialiseProject } from './serialise.ts';
import type { Project } from './types.ts';

const DOCUMENT = documentText('file-format.md');

function example(): string {
  return /^```json project\n(.*?)^```$/msu.exec(DOCUMENT)?.[1] ?? '';
}

function read(): Project {
  const result = parseProject(example());
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Every key at any depth of a plain value. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe('the example of docs/file-format.md', () => {
  test('is read, and written again to the letter', () => {
    expect(serialiseProject(read())).toBe(example());
  });

  test('shows each kind of decision and each part of a project', () => {
    const { decisions, media, speakers, styles, original, imported } = read();
    for (const [about, of] of Object.entries(decisions)) expect(of.size, about).toBeGreaterThan(0);
    expect([media, speakers, styles].map(({ length }) => length > 0)).toEqual([true, true, true]);
    expect([original, imported]).not.toContain(null);
    expect([...allWords(read())].map(({ kind }) => kind)).toContain('sound');
  });

  test('has no field that the text above it does not name', () => {
    const text = DOCUMENT.slice(0, DOCUMENT.indexOf('```json project'));
    const unnamed = keysOf(JSON.parse(example())).filter(
      (key) => !new RegExp(`[\`"]${key}[\`"]`, 'u').test(text),
    );
    expect(unnamed).toEqual([]);
  });
});
