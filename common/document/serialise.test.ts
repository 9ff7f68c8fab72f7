import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyIntention, operationFor } from '../../tests/support/operations.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { apply } from './apply.ts';
import { emptyProject } from './build.ts';
import { toArray } from './list.ts';
import { parseProject, projectFromPlain } from './parse.ts';
import { allWords } from './queries.ts';
import { serialiseProject } from './serialise.ts';
import type { Project } from './types.ts';

function read(text: string): Project {
  const result = parseProject(text);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

describe('a project written and read again', () => {
  test('is equal, decisions and all', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        expect(read(serialiseProject(project))).toEqual(project);
      }),
    );
  });

  test('keeps all that is known of its media, speakers, styles and where it came from', () => {
    const project: Project = {
      ...emptyProject({ projectId: 'p', title: 'Talk', profile: 'netflix', language: 'de-AT' }),
      media: [
        {
          id: 'm',
          path: '/films/talk "1".mp4',
          relativePath: '../talk "1".mp4',
          fingerprint: 'f',
          durationMs: 61_000,
          streams: [
            {
              index: 0,
              kind: 'video',
              codec: 'h264',
              language: null,
              isDefault: true,
              picture: { width: 1920, height: 1080 },
            },
            { index: 1, kind: 'audio', codec: 'aac', language: 'deu', isDefault: true },
          ],
          frameRate: { numerator: 30000, denominator: 1001 },
          startOffsetMs: -23,
        },
      ],
      speakers: [{ id: 's', name: 'Ann', color: null, style: 'ann', voiceprint: 'abc' }],
      styles: [{ id: 'ann', definition: '{}' }],
      original: {
        engine: { id: 'moonshine', model: 'tiny', version: '1' },
        align: { id: 'pocketsphinx', version: '5' },
        createdAt: '2026-11-21T00:00:00Z',
      },
      imported: { format: 'vtt', header: 'WEBVTT', blocks: ['STYLE'], trailer: ['NOTE end'] },
    };
    expect(read(serialiseProject(project))).toEqual(project);
  });

  test('gives the same text again, also after edits that lie differently in memory', () => {
    fc.assert(
      fc.property(anySmallProject, fc.array(anyIntention, { maxLength: 8 }), (start, intentions) => {
        let project = start;
        intentions.forEach((intention, step) => {
          const result = apply(project, operationFor(project, intention, step));
          if (result.ok) project = result.value.project;
        });
        const text = serialiseProject(project);
        const again = read(text);
        expect(serialiseProject(again)).toBe(text);
        expect([...allWords(again)]).toEqual([...allWords(project)]);
        expect(toArray(again.utterances).map(({ id }) => id)).toEqual(
          toArray(project.utterances).map(({ id }) => id),
        );
      }),
    );
  });

  test('is JSON with one word a line', () => {
    fc.assert(
      fc.property(anySmallProject, (project) => {
        const text = serialiseProject(project);
        expect(() => JSON.parse(text)).not.toThrow();
        const words = [...allWords(project)];
        expect(
          text.split('\n').filter((line) => line.includes('"startMs"') && line.includes('"text"')),
        ).toHaveLength(words.length);
      }),
    );
  });
});

describe('a file that is not right', () => {
  const good = (): Record<string, unknown> & { utterances: { words: Record<string, unknown>[] }[] } =>
    JSON.parse(
      '{"schema":1,"id":"p","title":"","language":null,"profile":"plain","original":null,"media":[],"speakers":[],"styles":[],' +
        '"utterances":[{"id":"u","speakerId":null,"language":null,"words":[' +
        '{"id":"a","text":"one","startMs":0,"endMs":100,"confidence":0.5,"timing":"aligned"},' +
        '{"id":"b","text":"two","startMs":null,"endMs":null,"confidence":null,"timing":null,"glue":true}]}],' +
        '"decisions":{"pinnedCues":[],"breaks":[],"placements":[],"wordStyles":[],"cueStyles":[],"hidden":["a"],"reviewed":[],"notes":[]},' +
        '"imported":null}',
    );

  function detail(change: (project: ReturnType<typeof good>) => void): string {
    const plain = good();
    change(plain);
    const result = projectFromPlain(plain);
    return result.ok ? 'read' : `${result.failure.code} ${result.failure.detail}`;
  }

  test('is told from one that is', () => {
    expect(detail(() => undefined)).toBe('read');
  });

  test('of a newer schema asks for a newer version', () => {
    expect(detail((project) => Object.assign(project, { schema: 2, utterances: 'other' }))).toBe(
      'project.newer schema 2',
    );
  });

  const word = (project: ReturnType<typeof good>, at: number) => project.utterances[0]?.words[at] ?? {};
  test.each<[string, (project: ReturnType<typeof good>) => void, RegExp]>([
    ['a word without text', (p) => Object.assign(word(p, 1), { text: '' }), /utterances\.0\.words\.1\.text/],
    ['a fraction of a millisecond', (p) => Object.assign(word(p, 0), { startMs: 0.5 }), /words\.0\.startMs/],
    ['a time as text', (p) => Object.assign(word(p, 0), { endMs: '100' }), /words\.0\.endMs/],
    ['an unknown origin', (p) => Object.assign(word(p, 0), { timing: 'guess' }), /words\.0\.timing/],
    ['a confidence of 2', (p) => Object.assign(word(p, 0), { confidence: 2 }), /confidence 2/],
    ['a word of no length', (p) => Object.assign(word(p, 0), { endMs: 0 }), /no length/],
    ['a time without origin', (p) => Object.assign(word(p, 0), { timing: null }), /origin/],
    ['an id twice', (p) => Object.assign(word(p, 1), { id: 'a' }), /unique ids/],
    ['an unknown speaker', (p) => Object.assign(p.utterances[0] ?? {}, { speakerId: 'x' }), /known speakers/],
    ['no words', (p) => Object.assign(p.utterances[0] ?? {}, { words: [] }), /no empty utterance/],
    ['words that are no list', (p) => Object.assign(p.utterances[0] ?? {}, { words: {} }), /not a list/],
    ['no decisions', (p) => Object.assign(p, { decisions: null }), /decisions/],
    [
      'a decision about nothing',
      (p) => Object.assign(p.decisions as object, { hidden: ['gone'] }),
      /decisions refer to words/,
    ],
    ['no schema', (p) => Object.assign(p, { schema: null }), /no project/],
  ])('%s is named with its place', (_, change, expected) => {
    expect(detail(change)).toMatch(/^project\.damaged/);
    expect(detail(change)).toMatch(expected);
  });

  test('that is cut off, or no JSON at all, is damaged', () => {
    fc.assert(
      fc.property(anySmallProject, fc.nat(), (project, number) => {
        const text = serialiseProject(project).trimEnd();
        const result = parseProject(text.slice(0, number % text.length));
        expect(result.ok).toBe(false);
      }),
    );
    for (const text of ['', 'null', '[]', '1', '"x"', '{}']) expect(parseProject(text).ok).toBe(false);
  });
});
