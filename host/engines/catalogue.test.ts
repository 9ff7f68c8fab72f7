import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';

const OWN = fileURLToPath(new URL('../../python-runtime', import.meta.url));

describe('the engines of this Wordlane', () => {
  const { manifests, requirementsFile } = readCatalogue(OWN);

  it('hold exactly one that is set up by the first start, and it comes first', () => {
    expect(manifests.filter(({ embedded }) => embedded)).toEqual(manifests.slice(0, 1));
    expect(manifests[0]?.id).toBe('moonshine');
  });

  it('have requirements for each variant: pinned, with a hash, and without any address', async () => {
    for (const { id, variants } of manifests) {
      for (const variant of variants) {
        const text = await readFile(requirementsFile(id, variant.id), 'utf8');
        const packages = text.split('\n').filter((line) => /^[A-Za-z0-9]/u.test(line));
        expect(packages.length).toBeGreaterThan(0);
        for (const line of packages) expect(line).toMatch(/^\S+==\S+/u);
        expect(text.match(/--hash=sha256:[0-9a-f]{64}/gu)?.length).toBeGreaterThanOrEqual(packages.length);
        expect(text).not.toMatch(/https?:/u);
      }
    }
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
