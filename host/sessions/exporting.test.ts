import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportChoice } from '../../common/contract/projects.ts';
import { allWords } from '../../common/document/queries.ts';
import { FORMATS, formatIds } from '../../common/formats/registry.ts';
import { largeProject } from '../../tests/support/large.ts';
import { newIds } from '../home/newIds.ts';
import { openDocument } from '../projects/openDocument.ts';
import { safeName } from './exporting.ts';
import { change, codeOf, given, never, projectFile, type Workplace, workplace } from './testing/workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await workplace();
});
afterEach(async () => {
  expect(place.bugs).toEqual([]);
  await place.end();
});

const choice: ExportChoice = {
  formats: ['srt'],
  profile: null,
  wordTimes: true,
  folder: null,
  name: null,
  overwrite: false,
};

/** An open project of some words in which one was edited. */
async function talk(): Promise<string> {
  const project = { ...largeProject({ words: 60, speakers: 2, asMonologue: false }), media: [] };
  const { sessionId } = given(
    await place.sessions.open(await projectFile(place, 'talk.wordlane', project), never),
  );
  const [word] = allWords(project);
  given(
    change(place.sessions, sessionId, {
      kind: 'setWordText',
      words: [{ wordId: word?.id ?? '', text: 'Editedword' }],
    }),
  );
  return sessionId;
}

describe('exporting', () => {
  it('writes every format beside the project, each with the edit, and says what is lost', async () => {
    const id = await talk();
    const files = given(await place.sessions.exportFiles(id, { ...choice, formats: [...formatIds] }));
    expect(files.map(({ format }) => format)).toEqual(formatIds);
    for (const { format, path, losses } of files) {
      expect(path).toBe(place.at(`talk${FORMATS.find((known) => known.id === format)?.ending}`));
      expect(await readFile(path, 'utf8'), format).toContain('Editedword');
      // Plain text has no times, which is a loss; the JSON of the whole transcript holds nearly all.
      if (format === 'txt') expect(losses.length).toBeGreaterThan(0);
      const read = given(await openDocument(path, newIds(), null));
      expect([...allWords(read.project)].length, format).toBeGreaterThanOrEqual(60);
    }
  });

  it('replaces nothing that exists unless that is asked for, and then writes none of the others either', async () => {
    const id = await talk();
    await writeFile(place.at('talk.vtt'), 'precious');
    const both = { ...choice, formats: ['srt', 'vtt'] };
    const refused = await place.sessions.exportFiles(id, both);
    expect(refused).toMatchObject({ failure: { code: 'output.exists', file: place.at('talk.vtt') } });
    expect(await readdir(place.folder)).not.toContain('talk.srt');
    given(await place.sessions.exportFiles(id, { ...both, overwrite: true }));
    expect(await readFile(place.at('talk.vtt'), 'utf8')).toContain('Editedword');
  });

  it('goes where and under the name that a person chose, whether they typed the ending or not', async () => {
    const id = await talk();
    await mkdir(place.at('out'));
    for (const name of ['episode 1', 'Episode 2.SRT']) {
      given(await place.sessions.exportFiles(id, { ...choice, folder: place.at('out'), name }));
    }
    expect(await readdir(place.at('out'))).toEqual(['Episode 2.srt', 'episode 1.srt']);
    given(await place.sessions.exportFiles(id, { ...choice, folder: place.at('out'), name: '../up/AC/DC' }));
    expect(await readdir(place.at('out'))).toContain('-up-AC-DC.srt');
  });

  it('says what is wrong with a folder, a format or a profile', async () => {
    const id = await talk();
    const tried = async (part: Partial<ExportChoice>) =>
      codeOf(await place.sessions.exportFiles(id, { ...choice, ...part }));
    expect(await tried({ folder: place.at('nowhere') })).toBe('output.not-writable');
    expect(await tried({ formats: ['nothing'] })).toBe('format.unknown');
    expect(await tried({ profile: 'nothing' })).toBe('profile.unknown');
    const { sessionId } = given(await place.sessions.create(null, never));
    expect(codeOf(await place.sessions.exportFiles(sessionId, choice))).toBe('project.unnamed');
  });

  it('makes the same text for a preview or a download, by the wanted profile', async () => {
    const id = await talk();
    const text = (profile: string | null) =>
      given(place.sessions.exportText(id, { format: 'srt', profile, wordTimes: true }));
    expect(text(null).fileName).toBe('talk.srt');
    given(await place.sessions.exportFiles(id, choice));
    expect(text(null).text).toBe(await readFile(place.at('talk.srt'), 'utf8'));
    expect(text('tiktok').text).not.toBe(text(null).text);
    expect(codeOf(place.sessions.exportText(id, { format: 'x', profile: null, wordTimes: true }))).toBe(
      'format.unknown',
    );
  });

  it('follows edits made after the last export', async () => {
    const id = await talk();
    const text = () =>
      given(place.sessions.exportText(id, { format: 'srt', profile: null, wordTimes: true })).text;
    expect(text()).toContain('Editedword');
    given(place.sessions.undo(id));
    expect(text()).not.toContain('Editedword');
  });

  it('of captions that were opened lies beside them', async () => {
    await writeFile(place.at('talk.srt'), '1\n00:00:01,000 --> 00:00:02,000\nHello there.\n');
    const { sessionId } = given(await place.sessions.open(place.at('talk.srt'), never));
    const [file] = given(await place.sessions.exportFiles(sessionId, { ...choice, formats: ['vtt'] }));
    expect(file?.path).toBe(place.at('talk.vtt'));
  });
});

describe('the name of a file', () => {
  it.each([
    ['Talk', 'Talk'],
    ['AC/DC: live?', 'AC-DC- live-'],
    [' .hidden. ', 'hidden'],
    ['', 'captions'],
    ['日本語 🎬', '日本語 🎬'],
    ['a\u0000b\\c', 'a-b-c'],
  ])('of “%s” is “%s”', (title, name) => {
    expect(safeName(title)).toBe(name);
  });
});
