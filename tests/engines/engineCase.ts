import { copyFile, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout, startWordlane } from '../support/command.ts';

const clip = join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac');
const CLIP_SECONDS = 11;

export interface EngineCase {
  readonly id: string;
  /** Variant to install; null: the one that fits. */
  readonly variant: string | null;
  /** Puts a made-up model into the folder and gives its path. */
  readonly model: (folder: string) => Promise<string>;
  /** Where the word times come from; null: there are none. */
  readonly timing: string | null;
}

/** The parts of `--format json` that are looked at. */
interface Transcript {
  readonly engine: { readonly id: string };
  readonly segments: readonly {
    readonly words: readonly {
      readonly text: string;
      readonly start: number | null;
      readonly end: number | null;
      readonly timing: string | null;
    }[];
  }[];
}

/** What a person does with an engine, by the command line, from installing to captions. */
export function describeEngine({ id, variant, model, timing }: EngineCase): void {
  describe(`the engine ${id}`, () => {
    let folder: string;
    let env: Readonly<Record<string, string>>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), `wordlane-${id}-`));
      await copyFile(clip, join(folder, 'jfk.flac'));
      const home = process.env.WORDLANE_HOME;
      if (home === undefined) throw new Error('WORDLANE_HOME keeps what is installed');
      // What is installed stays for the next run; projects and models do not.
      await symlink(join(home, 'runtimes'), join(folder, 'runtimes'));
      env = { WORDLANE_HOME: folder };
    });
    afterAll(async () => {
      await rm(folder, { recursive: true });
    });
    const wordlane = async (...args: readonly string[]) =>
      await startWordlane(args, { cwd: folder, env }).ended;

    it('is installed by its own command, and says that it works', async () => {
      const chosen = variant === null ? [] : ['--variant', variant];
      const installed = await wordlane('engines', 'install', id, ...chosen);
      expect(installed.stderr).toContain('works');
      expect(installed.code).toBe(0);
      const listed = JSON.parse((await wordlane('engines', 'list', id, '--json')).stdout);
      expect(listed).toMatchObject([{ id, installed: true }]);
    }, 900_000);

    it('passes its own checks', async () => {
      const verified = await wordlane('engines', 'verify', id);
      expect(verified.stdout).not.toContain('failed');
      expect(verified.code).toBe(0);
    });

    it('says what is missing before it has a model', async () => {
      const refused = await wordlane('transcribe', 'jfk.flac', '--engine', id, '--output-dir', 'none');
      expect(refused.stderr).toContain('model');
      expect(refused.code).toBe(1);
    });

    it('makes word-timed captions of a recording with a model that was imported', async () => {
      const path = await model(folder);
      const imported = await wordlane('models', 'import', path, '--id', 'made-up');
      expect(imported.stderr + imported.stdout).toContain('made-up');
      const chosen = ['--engine', id, '--model', 'made-up', '--language', 'en'];
      const ran = await wordlane('transcribe', 'jfk.flac', ...chosen, '--format', 'srt,json');
      expect(ran.stderr).toContain('words from');
      expect(ran.code).toBe(0);
      const text = await readFile(join(folder, 'jfk.json'), 'utf8');
      const { engine, segments } = JSON.parse(text) as Transcript;
      expect(engine.id).toBe(id);
      const words = segments.flatMap((segment) => segment.words);
      expect(words.length).toBeGreaterThan(0);
      let lastStart = 0;
      for (const word of words) {
        if (word.start === null || word.end === null) continue;
        expect(word.start).toBeGreaterThanOrEqual(lastStart);
        expect(word.end).toBeGreaterThan(word.start);
        expect(word.end).toBeLessThanOrEqual(CLIP_SECONDS + 0.1);
        lastStart = word.start;
      }
      if (timing !== null) expect(words.some((word) => word.timing === timing)).toBe(true);
    });

    it('tells with the models how fast that was', async () => {
      const listed = await wordlane('models', 'list', '--installed', '--json');
      const [row] = JSON.parse(listed.stdout);
      expect(row).toMatchObject({ id: 'made-up', state: 'ready' });
      expect(row.speeds).toEqual([
        {
          ...{ engine: id, slot: 'transcribe', as: id, device: expect.stringMatching(/^(cpu|cuda:\d+)$/u) },
          ...{ times_real_time: expect.any(Number), measured: true },
        },
      ]);
      expect(row.speeds[0].times_real_time).toBeGreaterThan(0);
      expect((await wordlane('models', 'list', '--installed')).stdout).toMatch(/ × real time with /u);
    });
  });
}
