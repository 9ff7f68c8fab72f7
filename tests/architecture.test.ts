import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseModule } from './architecture/imports.ts';
import {
  type Declared,
  importViolations,
  nameViolations,
  placeViolations,
  publicFiles,
  pythonViolations,
} from './architecture/rules.ts';

const root = join(import.meta.dirname, '..');
const maxLines = 400;

/** Tracked files and those that are about to be, so that a mistake shows before its commit. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
})
  .toString('utf8')
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const withEnding = (endings: RegExp) => files.filter((file) => endings.test(file));
const modules = withEnding(/\.(ts|tsx|mjs)$/).map((file) => parseModule(file, read(file)));
const pythonFiles = withEnding(/^python-runtime\/.*\.py$/);
const manifest: unknown = JSON.parse(read('package.json'));

function packagesIn(section: string): readonly string[] {
  const value =
    manifest !== null && typeof manifest === 'object' ? Reflect.get(manifest, section) : undefined;
  return value !== null && typeof value === 'object' ? Object.keys(value) : [];
}

const declared: Declared = {
  shipped: new Set(packagesIn('dependencies')),
  development: new Set(packagesIn('devDependencies')),
};

describe('what is inspected', () => {
  test('there is something to inspect in every environment that exists', () => {
    for (const folder of ['common', 'host', 'build', 'tests']) {
      const inside = modules.filter((module) => module.file.startsWith(`${folder}/`));
      expect(inside.length, folder).toBeGreaterThan(2);
    }
    expect(modules.flatMap((module) => module.imports).length).toBeGreaterThan(200);
    expect(pythonFiles.length).toBeGreaterThan(2);
    expect(declared.shipped.size).toBeGreaterThan(2);
  });

  test('every public file that the rules name exists', () => {
    expect(Object.values(publicFiles).filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the checkout', () => {
  test('every import is allowed where it stands', () => {
    expect(modules.flatMap((module) => importViolations(module, declared))).toEqual([]);
  });

  test('no engine and no worker part imports an engine that is not its own', () => {
    const engines = [
      ...new Set(files.flatMap((file) => /^python-runtime\/engines\/([^/]+)\//.exec(file)?.[1] ?? [])),
    ];
    expect(engines.length).toBeGreaterThan(0);
    expect(pythonFiles.flatMap((file) => pythonViolations(file, read(file), engines))).toEqual([]);
  });

  test(`no source is longer than ${maxLines} lines`, () => {
    const long = withEnding(/\.(ts|tsx|mjs|py|css|sh)$/).filter(
      (file) => read(file).trimEnd().split('\n').length > maxLines,
    );
    expect(long).toEqual([]);
  });

  test('no folder or file has a name that says nothing', () => {
    expect(files.flatMap(nameViolations)).toEqual([]);
  });

  test('only configurations have a default export', () => {
    const found = modules.filter(
      (module) => module.hasDefaultExport && !/\.config\.(ts|mjs)$/.test(module.file),
    );
    expect(found.map((module) => module.file)).toEqual([]);
  });

  test('no text names a place of one machine or the address of a registry', () => {
    const texts = files
      .map((file) => ({ file, bytes: readFileSync(join(root, file)) }))
      .filter(({ file, bytes }) => !bytes.includes(0) && !file.startsWith('tests/architecture'));
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.flatMap(({ file, bytes }) => placeViolations(file, bytes.toString('utf8')))).toEqual([]);
  });

  test('the lock records no address to load from', () => {
    expect(read('package-lock.json')).toContain('"integrity"');
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });
});

describe('the rules themselves', () => {
  const broken = (file: string, source: string) =>
    importViolations(parseModule(file, source), declared).length > 0;

  test.each([
    ['common/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['common/a.ts', "import { createApp } from '../host/app.ts';"],
    ['common/a.ts', "export type { App } from '../host/app.ts';"],
    ['common/a.ts', "import { execa } from 'execa';"],
    ['common/a.test.ts', "import { createApp } from '../host/app.ts';"],
    ['host/media/a.ts', "import { app } from 'electron';"],
    ['host/media/a.ts', "const view = await import('../../renderer/view.ts');"],
    ['host/media/a.ts', "type Inner = import('../engines/runtime/uv.ts').Uv;"],
    ['host/jobs/a.ts', "import { probe } from '../media/probe/probe.ts';"],
    ['host/jobs/a.ts', "import { createApp } from '../app.ts';"],
    ['host/jobs/a.ts', "import { test } from 'vitest';"],
    ['host/jobs/a.ts', "import pad from 'left-pad';"],
    ['renderer/a.tsx', "import { join } from 'node:path';"],
    ['renderer/a.tsx', "import { router } from '../host/router.ts';"],
    ['electron/main.ts', "import { segment } from '../common/captions/segment.ts';"],
    ['build/start.mjs', "import { main } from '../host/cli/main.ts';"],
  ])('%s must not hold: %s', (file, source) => {
    expect(broken(file, source)).toBe(true);
  });

  test.each([
    ['common/a.ts', "import { z } from 'zod'; import type { Word } from './document/types.ts';"],
    ['common/a.test.ts', "import { readFileSync } from 'node:fs'; import { test } from 'vitest';"],
    [
      'host/jobs/a.ts',
      "import type { MediaService } from '../media/media.ts'; import { execa } from 'execa';",
    ],
    [
      'host/cli/a.ts',
      "import { createApp } from '../app.ts'; import { probe } from '../media/probe/probe.ts';",
    ],
    ['host/app.ts', "import { createMediaService } from './media/mediaService.ts';"],
    ['renderer/a.tsx', "import type { Router } from '../host/router.ts'; const a = <b />;"],
    [
      'electron/main.ts',
      "import { app } from 'electron-is-free'; import type { Word } from '../common/a.ts';",
    ],
  ])('%s may hold: %s', (file, source) => {
    const known: Declared = {
      shipped: new Set([...declared.shipped, 'electron-is-free']),
      development: new Set(),
    };
    const modern = { shipped: known.shipped, development: declared.development };
    expect(importViolations(parseModule(file, source), modern)).toEqual([]);
  });

  test('a Python import of another engine is found, one of its own is not', () => {
    const engines = ['moonshine', 'faster-whisper'];
    const inMoonshine = 'python-runtime/engines/moonshine/adapter.py';
    expect(pythonViolations(inMoonshine, 'from engines.faster_whisper import load', engines)).toHaveLength(1);
    expect(pythonViolations(inMoonshine, 'from engines.moonshine import vad', engines)).toEqual([]);
    expect(
      pythonViolations('python-runtime/worker/main.py', 'import engines.moonshine', engines),
    ).toHaveLength(1);
    const library = 'from faster_whisper.tokenizer import Tokenizer';
    expect(pythonViolations(inMoonshine, library, engines)).toEqual([]);
    expect(pythonViolations('python-runtime/speech/a.py', 'from engine import vad', engines)).toHaveLength(1);
  });

  test('empty names, machine paths and registries are found', () => {
    expect(nameViolations('host/media/utils/a.ts')).toHaveLength(1);
    expect(nameViolations('host/common/a.ts')).toHaveLength(1);
    expect(nameViolations('common/time/time.ts')).toEqual([]);
    for (const [start, rest] of [
      ['/ro', 'ot/.cache/x'],
      ['see "/ho', 'me/me/talk.mp4"'],
      ['https://pypi', '.org/simple/uv'],
    ] as const) {
      expect(placeViolations('docs/a.md', `${start}${rest}`)).toHaveLength(1);
    }
    expect(placeViolations('docs/a.md', 'https://example.org/home/page, ./work/x and ~/work/')).toEqual([]);
  });
});
