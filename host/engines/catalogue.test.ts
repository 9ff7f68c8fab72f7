import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';

const OWN = fileURLToPath(new URL('../../python-runtime', import.meta.url));

describe('the engines of this Wordlane', () => {
  const { manifests } = readCatalogue(OWN);

  it('begin with the one that transcribes from the first start on, then what else needs no asking', () => {
    expect(manifests[0]?.id).toBe('moonshine');
    const embedded = manifests.filter((each) => each.embedded);
    expect(manifests.slice(0, embedded.length)).toEqual(embedded);
    expect(embedded.filter(({ slots }) => slots.includes('transcribe'))).toHaveLength(1);
  });
});

describe('a wrong manifest', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wordlane-catalogue-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function readWith(id: string, change: Record<string, unknown>) {
    const engine = join(folder, 'engines', id);
    mkdirSync(engine, { recursive: true });
    const good = JSON.parse(
      await readFile(join(OWN, 'engines', 'moonshine', 'engine.json'), 'utf8'),
    ) as object;
    writeFileSync(join(engine, 'engine.json'), JSON.stringify({ ...good, id, ...change }));
    return () => readCatalogue(folder);
  }

  it.each([
    ['without slots', 'a', { slots: [] }, /slots/u],
    ['with a slot that does not exist', 'a', { slots: ['sing'] }, /slots/u],
    ['whose id leaves its folder', 'a', { id: '../b' }, /id/u],
    ['whose id is not its folder', 'a', { id: 'b' }, /not its folder/u],
    ['that would share the folder of the tools', 'tools', {}, /tools/u],
  ])('%s is named with its file', async (_how, id, change, message) => {
    const read = await readWith(id, change);
    expect(read).toThrow(message);
    expect(read).toThrow(/engine\.json/u);
  });

  it('is none when nothing is wrong', async () => {
    expect((await readWith('a', {}))().manifests).toHaveLength(1);
  });
});
