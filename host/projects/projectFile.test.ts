import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serialiseProject } from '../../common/document/serialise.ts';
import { largeProject } from '../../tests/support/large.ts';
import { anySmallProject } from '../../tests/support/projects.ts';
import { newIds } from '../home/newIds.ts';
import { openDocument } from './openDocument.ts';
import { decodeInTurns, decodeProject, encodeInTurns, encodeProject, readHeaderOf } from './projectFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-project-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A file of this size that takes no room on the disk. */
async function sparse(name: string, start: string, sizeBytes: number): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  await file.write(start);
  await file.truncate(sizeBytes);
  await file.close();
  return path;
}

describe('a project file that is made in turns', () => {
  it('has the same bytes as one that is made at once, and reads as the same project', async () => {
    await fc.assert(
      fc.asyncProperty(anySmallProject, fc.nat(9), async (project, revision) => {
        const { content, header } = await encodeInTurns({ project, revision });
        expect(content.equals(encodeProject({ project, revision }))).toBe(true);
        const read = await decodeInTurns(content, 'a.wordlane');
        expect(read).toEqual(decodeProject(content, 'a.wordlane'));
        expect(read.ok && serialiseProject(read.value.project)).toBe(serialiseProject(project));
        expect(read.ok && read.value.revision).toBe(revision);
        expect(content.length).toBe(content.indexOf('\n') + 1 + header.bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('may be long', async () => {
    const project = largeProject({ words: 20_000, speakers: 0, asMonologue: true });
    const { content } = await encodeInTurns({ project, revision: 1 });
    expect(content.equals(encodeProject({ project, revision: 1 }))).toBe(true);
  });

  it('is refused for the same reasons', async () => {
    const content = encodeProject({
      project: largeProject({ words: 50, speakers: 2, asMonologue: false }),
      revision: 1,
    });
    const broken = Buffer.from(content.toString('utf8').replace('"utterances"', '"utterancez"'));
    for (const bytes of [content.subarray(0, -5), broken, Buffer.from('no header'), Buffer.alloc(0)]) {
      const refused = await decodeInTurns(bytes, 'a.wordlane');
      expect(refused).toMatchObject({ ok: false, failure: { code: 'project.damaged', file: 'a.wordlane' } });
      expect(refused).toEqual(decodeProject(bytes, 'a.wordlane'));
    }
  });
});

describe('the first line of a project file', () => {
  it('tells one version from another, and is null where there is none', async () => {
    const path = join(folder, 'a.wordlane');
    expect(await readHeaderOf(path)).toBeNull();
    const { content, header } = await encodeInTurns({
      project: largeProject({ words: 2000, speakers: 2, asMonologue: false }),
      revision: 3,
    });
    await writeFile(path, content);
    expect(await readHeaderOf(path)).toEqual(header);
    await writeFile(path, 'something else\n');
    expect(await readHeaderOf(path)).toBeNull();
    expect(await readHeaderOf(folder)).toBeNull();
  });
});

describe('a file that is no document', () => {
  it('is refused by its first bytes, however long it is', async () => {
    const film = await sparse('film.mp4', '\0\0\0\x20ftypisom', 8e9);
    expect(await openDocument(film, newIds(), null)).toMatchObject({ failure: { code: 'format.foreign' } });
  });

  it('is refused where no text could be that long', async () => {
    const text = await sparse('long.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n'.repeat(200), 600e6);
    expect(await openDocument(text, newIds(), null)).toMatchObject({ failure: { code: 'input.unreadable' } });
    const project = await sparse('long.wordlane', '{"format":"wordlane"', 600e6);
    expect(await openDocument(project, newIds(), null)).toMatchObject({
      failure: { code: 'input.unreadable' },
    });
  });
});
