import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout } from '../support/command.ts';

const program = join(checkout, 'out', 'host', 'cli', 'main.js');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wordlane-streams-'));
  await copyFile(join(checkout, 'tests', 'fixtures', 'media', 'jfk.flac'), join(folder, 'talk.flac'));
  await writeFile(join(folder, 'talk.srt'), '1\n00:00:01,000 --> 00:00:03,000\nGood morning to you all\n');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Streams {
  readonly closeOutput: boolean;
  readonly closeError: boolean;
}

/** Runs a command whose readers go away before it writes. */
async function withLostReaders(args: readonly string[], streams: Streams) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let stdout = '';
  if (streams.closeOutput) child.stdout.destroy();
  else child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  if (streams.closeError) child.stderr.destroy();
  else child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

const exported = ['export', 'talk.srt', '--format', 'vtt', '--output', '-'];

describe('a reader that goes away', () => {
  it.each([[exported], [['check', 'talk.srt']], [['--help']], [['engines', 'list']]])(
    'of standard output ends %j without a word',
    async (args) => {
      const ran = await withLostReaders(args, { closeOutput: true, closeError: false });
      expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );

  it('of standard error costs no result', async () => {
    const args = ['transcribe', 'talk.flac', '--output', '-', '--progress', 'json'];
    const ran = await withLostReaders(args, { closeOutput: false, closeError: true });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/fellow Americans/);
  });
});

describe.skipIf(process.platform !== 'linux')('a full disk behind a stream', () => {
  it('of results is one sentence and a failure', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [program, ...exported], {
      cwd: folder,
      stdio: ['ignore', full.fd, 'pipe'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    await full.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^wordlane: standard output: There is no room left on the disk.*\n$/);
  });

  it('of messages costs no result', async () => {
    const full = await open('/dev/full', 'w');
    const args = ['export', 'talk.srt', '--format', 'vtt'];
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', full.fd],
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    await full.close();
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'talk.vtt'), 'utf8')).toMatch(/Good morning/);
  });
});
