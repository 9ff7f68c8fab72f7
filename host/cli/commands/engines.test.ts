import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallProgress } from '../../engines/engine.ts';
import { tellProgress } from '../engineChoice.ts';
import type { RawOptions } from '../options.ts';
import { EXIT, type Terminal, WrongUse } from '../terminal.ts';
import { type EnginesVerb, engines } from './engines.ts';

let home: string;
let before: string | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wordlane-engines-'));
  before = process.env.WORDLANE_HOME;
  process.env.WORDLANE_HOME = home;
});
afterEach(() => {
  if (before === undefined) delete process.env.WORDLANE_HOME;
  else process.env.WORDLANE_HOME = before;
  rmSync(home, { recursive: true, force: true });
});

async function run(verb: EnginesVerb, id: string | undefined, options: RawOptions) {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    isInteractive: false,
    columns: 80,
  };
  const code = await engines(verb, id, options, terminal);
  return { code, ...said };
}

describe('wordlane engines list', () => {
  it('tells as JSON what each engine has, and what each of its variants takes', async () => {
    const { out } = await run('list', undefined, { json: true });
    const rows = JSON.parse(out) as Record<string, unknown>[];
    const whisperx = rows.find(({ id }) => id === 'whisperx');
    expect(whisperx).toMatchObject({ installed: false, variant: null, disk_bytes: null, self_test: null });
    expect(whisperx?.variants).toEqual(
      ['cpu', 'cu126', 'cu128'].map((id) => ({
        id,
        download_bytes: expect.any(Number),
        disk_bytes: expect.any(Number),
        unhashed: id === 'cu126' ? ['torch', 'torchaudio'] : [],
      })),
    );
    expect(rows[0]).toMatchObject({ id: 'moonshine', slots: ['transcribe', 'align'], word_times: 'aligned' });
  });

  it('says before installing how much is to load, how much it takes, and what has no published hashes', async () => {
    const { out, code } = await run('list', 'whisperx', {});
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/^whisperx {2}WhisperX \(not installed\)$/mu);
    expect(out).toMatch(/^ {2}cpu: [\d.]+ (GB|MB) to load, [\d.]+ GB on the disk$/mu);
    expect(out).toMatch(/^ {2}cu126: .*; no published hashes for torch, torchaudio$/mu);
    expect(out).not.toContain('moonshine');
  });
});

describe('wordlane engines', () => {
  it.each([
    ['an engine that nobody knows', 'install', 'whisperr', {}, /whisperr is not known.*whisperx/u],
    ['a variant that it has not', 'install', 'whisperx', { variant: 'cu12' }, /no variant cu12\..*cu126/u],
    [
      'a folder that is none',
      'install',
      'whisperx',
      { from: '/nowhere' },
      /--from \/nowhere is not a folder/u,
    ],
  ] as const)('refuses %s', async (_what, verb, id, options, message) => {
    const refused = await run(verb, id, options).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WrongUse);
    expect((refused as WrongUse).message).toMatch(message);
  });

  it('says what to do about an engine that is not installed', async () => {
    const { code, err } = await run('verify', 'whisperx', {});
    expect(code).toBe(EXIT.someFailed);
    expect(err).toContain('Run `wordlane engines install whisperx`.');
    expect((await run('remove', 'whisperx', {})).err).toContain('there is nothing to remove');
  });
});

describe('the progress of an installation', () => {
  const loading = (doneBytes: number, remainingMs: number | null): InstallProgress => ({
    step: 'packages',
    fraction: 0.5,
    message: `Loading 9 packages: ${doneBytes} of 70 MB`,
    bytes: { done: doneBytes * 1e6, total: 70e6 },
    remainingMs,
    stalled: false,
  });
  const step = (message: string): InstallProgress => ({
    ...loading(0, null),
    message,
    bytes: null,
  });

  function told(isInteractive: boolean, progress: readonly InstallProgress[]): readonly string[] {
    const said: string[] = [];
    const tell = tellProgress({
      terminal: { out: () => {}, err: () => {}, isInteractive, columns: 80 },
      view: { show: () => {}, say: (message) => said.push(message), close: () => {} },
    });
    for (const each of progress) tell(each);
    return said;
  }
  const all = [
    step('Looking up packages'),
    loading(1, null),
    loading(35, 90_000),
    loading(35, 80_000),
    step('Done'),
  ];

  it('is drawn each time on a terminal, with the time that is left', () => {
    expect(told(true, all)).toEqual([
      'Looking up packages',
      'Loading 9 packages: 1 of 70 MB',
      'Loading 9 packages: 35 of 70 MB, 1:30 left',
      'Done',
    ]);
  });

  it('does not fill a log', () => {
    expect(told(false, all)).toEqual(['Looking up packages', 'Loading 9 packages: 1 of 70 MB', 'Done']);
  });
});
