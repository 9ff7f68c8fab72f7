import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSecretFile } from './secretFile.ts';
import { createSecrets } from './secrets.ts';
import type { RunTool } from './tool.ts';
import { windowsSeal } from './windowsSeal.ts';

const NAME = 'hugging-face-token';
const TOKEN = 'hf_thisIsOnlyForTests0123456789';

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'wordlane-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return { folder, file: join(folder, 'secrets.json') };
}

/** A command of the system, as a shell script that keeps what it is given and notes its arguments. */
async function fakeCommand(folder: string, name: string, script: string): Promise<void> {
  const path = join(folder, name);
  const noting = `#!/bin/sh\necho "$@" >> '${folder}/arguments'\nkept='${folder}/kept'\n`;
  await writeFile(path, `${noting}${script}\n`);
  await chmod(path, 0o755);
}

const KEY_RING =
  'case $1 in store) cat > "$kept";; lookup) cat "$kept" 2>/dev/null || exit 1;; clear) rm -f "$kept";; esac';
const KEY_CHAIN =
  'case $1 in -i) sed "s/.* -w //" > "$kept";; find-generic-password) cat "$kept" 2>/dev/null || exit 44;; delete-generic-password) rm "$kept";; esac';

const hasShell = process.platform !== 'win32';

describe.runIf(hasShell).each([
  ['linux', 'secret-tool', KEY_RING],
  ['darwin', 'security', KEY_CHAIN],
] as const)('the key store of %s', (platform, command, script) => {
  test('keeps a secret, which is no argument and in no file of ours', async () => {
    const { folder, file } = await openFolder();
    await fakeCommand(folder, command, script);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const secrets = createSecrets({ file, platform, env });
    expect(await secrets.find(NAME)).toBeNull();
    expect(await secrets.write(NAME, TOKEN)).toEqual({ ok: true, value: 'key store' });
    expect(await secrets.find(NAME)).toEqual({ value: TOKEN, place: 'key store' });
    expect(await readFile(join(folder, 'arguments'), 'utf8')).not.toContain(TOKEN);
    expect(existsSync(file)).toBe(false);
    expect(await secrets.remove(NAME)).toMatchObject({ ok: true });
    expect(await secrets.find(NAME)).toBeNull();
  });

  test('that does not answer is replaced by the file', async () => {
    const { folder, file } = await openFolder();
    await fakeCommand(folder, command, 'cat > /dev/null; exit 1');
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const secrets = createSecrets({ file, platform, env });
    expect(await secrets.write(NAME, TOKEN)).toEqual({ ok: true, value: 'file' });
    expect(await secrets.find(NAME)).toEqual({ value: TOKEN, place: 'file' });
  });

  test('that says yes and keeps nothing is found out', async () => {
    const { folder, file } = await openFolder();
    await fakeCommand(folder, command, 'cat > /dev/null');
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const secrets = createSecrets({ file, platform, env });
    expect(await secrets.write(NAME, TOKEN)).toEqual({ ok: true, value: 'file' });
  });
});

describe('the file', () => {
  test.runIf(hasShell)('is readable by its owner alone, and goes with its last secret', async () => {
    const { file } = await openFolder();
    const secrets = createSecrets({ file, platform: 'linux', env: { PATH: '' } });
    expect(await secrets.write(NAME, TOKEN)).toEqual({ ok: true, value: 'file' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await createSecrets({ file, platform: 'linux', env: { PATH: '' } }).find(NAME)).toEqual({
      value: TOKEN,
      place: 'file',
    });
    await secrets.remove(NAME);
    expect(existsSync(file)).toBe(false);
  });

  test('that was damaged holds nothing and takes new secrets', async () => {
    const { file } = await openFolder();
    await writeFile(file, '{"hugging-face');
    const kept = createSecretFile(file, null);
    expect(await kept.read(NAME)).toBeNull();
    await kept.write(NAME, TOKEN);
    expect(await kept.read(NAME)).toBe(TOKEN);
  });

  test('on Windows holds what the system has encrypted for its user', async () => {
    const { file } = await openFolder();
    const seen: (readonly string[])[] = [];
    const powershell: RunTool = async (command, args, input) => {
      seen.push([command, ...args]);
      const script = args.at(-1) ?? '';
      const text = input.trim();
      const output = script.includes('::Protect(')
        ? Buffer.from(text).toString('base64')
        : Buffer.from(text, 'base64').toString();
      return { ok: true, output: `${output}\r\n` };
    };
    const kept = createSecretFile(file, windowsSeal(powershell));
    await kept.write(NAME, TOKEN);
    expect(await readFile(file, 'utf8')).not.toContain(TOKEN);
    expect(await kept.read(NAME)).toBe(TOKEN);
    expect(JSON.stringify(seen)).not.toContain(TOKEN);
  });
});
