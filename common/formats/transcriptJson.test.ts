import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { largeProject } from '../../tests/support/large.ts';
import {
  asrFixture,
  asrFixtures,
  documentText,
  pinnedCues,
  projects,
  readContext,
  segmentCues,
  spokenLines,
  wordsOf,
} from '../../tests/support/transcripts.ts';
import { explainFailure } from '../contract/failure.ts';
import { toArray } from '../document/list.ts';
import type { Project } from '../document/types.ts';
import { importCaptions } from './captionImport.ts';
import type { ReadOutcome } from './format.ts';
import { markedTextBuilder, NO_STYLE } from './markedText.ts';
import { transcriptJsonFormat } from './transcriptJson.ts';
import { readTranscriptJson } from './transcriptJsonRead.ts';
import { writeTranscriptJson } from './transcriptJsonWrite.ts';
import { readWhisperx } from './whisperxRead.ts';

const documentation = documentText('transcript-json.md');

/** The schema that the documentation prints is the one that files are checked against. */
function documentedSchema(): z.ZodType {
  const block = /```json schema\n([\s\S]*?)\n```/u.exec(documentation)?.[1] ?? '';
  return z.fromJSONSchema(JSON.parse(block));
}

function read(text: string): ReadOutcome {
  const result = readTranscriptJson(text, readContext('talk.json'));
  if (!result.ok) throw new Error(explainFailure(result.failure).reason);
  return result.value;
}

const write = (project: Project, cues = segmentCues(project)) =>
  writeTranscriptJson({ project, cues, wordTimes: true });

/** What the file promises to hold of a document. */
function heldBy(project: Project) {
  return {
    speakers: project.speakers.map(({ id, name }) => ({ id, name })),
    utterances: toArray(project.utterances).map(({ id, speakerId, language, words }) => ({
      id,
      speakerId,
      language,
      words: toArray(words),
    })),
    pinnedCues: [...project.decisions.pinnedCues.values()],
    language: project.language,
  };
}

/** Two people, three captions, one of them in two lines. */
function importedCaptions(): Project {
  const cue = (
    line: number,
    startMs: number,
    endMs: number,
    text: string,
    voice: string | null,
    id?: string,
  ) => {
    const marked = markedTextBuilder();
    marked.add(text, NO_STYLE, voice);
    const source = id === undefined ? null : { format: 'vtt', id, settings: 'line:0', before: ['NOTE a'] };
    return { line, startMs, endMs, text: marked.finish(), placement: null, source };
  };
  const cues = [
    cue(1, 1000, 2400, 'Good evening\nand welcome.', 'Ann', 'intro'),
    cue(2, 2500, 4000, 'Thank you "all"!', 'Bob'),
    cue(3, 9000, 9500, '[applause]', null),
  ];
  return importCaptions({ cues, imported: null, language: 'en', notices: [] }, readContext('a.vtt')).project;
}

describe('the transcript JSON', () => {
  const jfk = () => {
    const result = readWhisperx(asrFixture('wx_plain_jfk.json'), readContext('jfk.json'));
    if (!result.ok) throw new Error(explainFailure(result.failure).reason);
    return result.value.project;
  };

  test('has the documented form, with times of three decimals', () => {
    const text = write(jfk());
    const file = JSON.parse(text);
    expect(Object.keys(file)).toEqual([
      'schema',
      'media',
      'language',
      'engine',
      'speakers',
      'segments',
      'cues',
    ]);
    expect(file).toMatchObject({ schema: 1, media: null, language: 'en', engine: null, speakers: [] });
    expect(file.segments[0]).toMatchObject({
      start: 0.29,
      end: 2.16,
      speaker: null,
      text: 'And so, my fellow Americans:',
    });
    expect(text).toContain(
      '"text": "fellow", "start": 1.240, "end": 1.630, "confidence": 0.87, "timing": "aligned", "glue": false',
    );
    expect(file.cues[0]).toEqual({
      start: 0.29,
      end: 2.16,
      lines: ['And so, my', 'fellow Americans:'],
      speaker: null,
    });
  });

  test('names the recording without the folders of this machine, and the engine', () => {
    const project = largeProject({ words: 20, speakers: 1, asMonologue: false });
    const file = JSON.parse(write(project));
    expect(file.media).not.toContain('/recordings');
    const engine = { id: 'moonshine', model: 'tiny', version: '1' };
    const made = { ...project, original: { engine, align: null, createdAt: '2026-01-01T00:00:00.000Z' } };
    expect(JSON.parse(write(made)).engine).toEqual(engine);
    expect(read(write(made)).project.original?.engine).toEqual(engine);
  });

  test('ends a segment with the sentence, with the speaker and where a second of silence begins', () => {
    const segment = (speaker: string, words: readonly (readonly [string, number, number])[]) => ({
      speaker,
      words: words.map(([word, start, end]) => ({ word, start, end })),
    });
    const source = {
      segments: [
        segment('Ann', [
          ['One.', 0, 0.3],
          ['Two', 0.4, 0.6],
          ['three', 1.6, 2],
          ['four', 2.9, 3],
        ]),
        segment('Bob', [['five', 3, 3.2]]),
      ],
    };
    const result = readWhisperx(JSON.stringify(source), readContext('x.json'));
    if (!result.ok) throw new Error('unreadable');
    const texts = JSON.parse(write(result.value.project)).segments.map(({ text }: { text: string }) => text);
    expect(texts).toEqual(['One.', 'Two', 'three four', 'five']);
  });

  test('leaves word times out when asked to, but keeps those of segments and cues', () => {
    const project = jfk();
    const file = JSON.parse(writeTranscriptJson({ project, cues: segmentCues(project), wordTimes: false }));
    expect(file.segments[0]).toMatchObject({ start: 0.29 });
    expect(file.segments[0].words[0]).toMatchObject({ start: null, end: null, timing: null });
  });

  test('loses nothing of a recognised document, and says what it loses of a styled one', () => {
    const project = jfk();
    const losses = (one: Project) =>
      transcriptJsonFormat.write?.({ project: one, cues: [], wordTimes: true }).losses;
    expect(losses(project)).toEqual([]);
    const [first] = wordsOf(project);
    const id = first?.id ?? '';
    const decisions = {
      ...project.decisions,
      wordStyles: new Map([[id, { italic: true }]]),
      hidden: new Set([id]),
    };
    expect(losses({ ...project, decisions })).toEqual([
      'Italics, colours and caption styles are left out.',
      'That some words are cut from the captions is left out.',
    ]);
  });
});

describe('what is written follows the documented schema', () => {
  const schema = documentedSchema();

  test('the schema refuses what is not a transcript', () => {
    const good = JSON.parse(write(importedCaptions()));
    expect(schema.safeParse(good).success).toBe(true);
    expect(schema.safeParse({ ...good, schema: 2 }).success).toBe(false);
    expect(schema.safeParse({ ...good, extra: 1 }).success).toBe(false);
    const [segment] = good.segments;
    const word = { ...segment.words[0], timing: 'guessed' };
    expect(schema.safeParse({ ...good, segments: [{ ...segment, words: [word] }] }).success).toBe(false);
  });

  test('the example in the documentation follows it and can be read', () => {
    const example = /```json\n([\s\S]*?)\n```/u.exec(documentation)?.[1] ?? '';
    expect(schema.safeParse(JSON.parse(example)).success).toBe(true);
    expect(spokenLines(read(example).project)).toEqual(['Ann: And so,']);
  });

  test('for every file of other programs that can be read', () => {
    let checked = 0;
    for (const name of asrFixtures) {
      const result = readWhisperx(asrFixture(name), readContext(name));
      if (!result.ok) continue;
      checked++;
      expect(schema.safeParse(JSON.parse(write(result.value.project))).error).toBeUndefined();
    }
    expect(checked).toBeGreaterThan(15);
  });

  test('for captions that were imported', () => {
    const project = importedCaptions();
    expect(schema.safeParse(JSON.parse(write(project, pinnedCues(project)))).error).toBeUndefined();
  });

  test('for any document', () => {
    fc.assert(
      fc.property(projects({ speakers: [null, 'Ann', 'B"ob'] }), (project) => {
        expect(schema.safeParse(JSON.parse(write(project))).error).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});

describe('reading it back', () => {
  test('any document keeps its words, ids, times, their origin, confidence, glue, turns and speakers', () => {
    fc.assert(
      fc.property(projects({ speakers: [null, 'Ann', 'B"ob'] }), (project) => {
        const outcome = read(write(project));
        expect(heldBy(outcome.project)).toEqual(heldBy(project));
        expect(outcome.notices).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a long dialogue comes back whole', () => {
    const project = largeProject({ words: 3000, speakers: 3, asMonologue: false });
    expect(heldBy(read(write(project)).project)).toEqual(heldBy(project));
  });

  test('a turn in several sentences, interrupted by another speaker, stays one utterance', () => {
    const words = (id: string, start: number, texts: readonly string[]) =>
      texts.map((text, at) => ({
        id: `${id}${at}`,
        text,
        start: start + at,
        end: start + at + 0.5,
        confidence: null,
        timing: 'aligned',
        glue: false,
      }));
    const file = {
      schema: 1,
      segments: [
        { id: 'u', speaker: 'a', words: words('a', 0, ['One.']) },
        { id: 'v', speaker: 'b', words: words('b', 0.5, ['Hm.']) },
        { id: 'u.2', speaker: 'a', words: words('c', 1, ['Two.']) },
      ],
    };
    expect(spokenLines(read(JSON.stringify(file)).project)).toEqual(['a: One. Two.', 'b: Hm.']);
  });

  test('derived cues are not pinned: they are derived again', () => {
    const project = importedCaptions();
    expect(read(write(project)).project.decisions.pinnedCues.size).toBe(0);
  });

  test('pinned cues come back with their words, times, lines and what their format had besides', () => {
    const project = importedCaptions();
    const again = read(write(project, pinnedCues(project))).project;
    expect([...again.decisions.pinnedCues]).toEqual([...project.decisions.pinnedCues]);
    expect(write(again, pinnedCues(again))).toBe(write(project, pinnedCues(project)));
  });

  test('a pinned cue that names strange words, or words of another one, is left out and told', () => {
    const project = importedCaptions();
    const file = JSON.parse(write(project, pinnedCues(project)));
    const [first, second] = file.cues;
    file.cues = [
      first,
      { ...second, pinned: { ...first.pinned } },
      { ...second, pinned: { first: 'x', last: 'y', breaks: [] } },
    ];
    const outcome = read(JSON.stringify(file));
    expect(outcome.project.decisions.pinnedCues.size).toBe(1);
    expect(outcome.notices.map(({ message }) => message)).toEqual([
      'Pinned captions without words or time of their own (2) were left out.',
    ]);
  });

  test('media and language of the file are taken', () => {
    const { project } = read('{"schema": 1, "media": "clips/a.mp4", "language": "fr", "segments": []}');
    expect(project.media.map(({ path, relativePath }) => [path, relativePath])).toEqual([
      ['clips/a.mp4', 'clips/a.mp4'],
    ]);
    expect(project.language).toBe('fr');
    expect(project.title).toBe('talk');
  });
});

test('only its own files are taken for it', () => {
  const detect = (text: string) => transcriptJsonFormat.detect(text.slice(0, 65536));
  expect(detect(write(importedCaptions()))).toBeGreaterThan(0.9);
  expect(detect(asrFixture('wx_plain_jfk.json'))).toBe(0);
  expect(detect('WEBVTT')).toBe(0);
});
