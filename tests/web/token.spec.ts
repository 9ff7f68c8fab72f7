import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { faultsOf } from './support/accessibility.ts';
import { test as base, expect } from './support/app.ts';
import { command } from './support/editor.ts';
import { onHome, openHome } from './support/home.ts';

const TOKEN = 'hf_thisIsOnlyForTests0123456789';
const GATED = 'Speakers: pyannote community-1';

/** Commands of the system's key stores, which keep what they are given in a folder of the test, or keep nothing. */
const KEEPS: Readonly<Record<string, string>> = {
  'secret-tool':
    'case $1 in store) cat > "$kept";; lookup) cat "$kept" 2>/dev/null || exit 1;; clear) rm -f "$kept";; esac',
  security:
    'case $1 in -i) sed "s/.* -w //" > "$kept";; find-generic-password) cat "$kept" 2>/dev/null || exit 44;; delete-generic-password) rm "$kept";; esac',
};
const KEEPS_NOTHING = 'cat > /dev/null; exit 1';

/** A hub that lets nobody in who has not accepted the terms, and notes what it was shown. */
interface ClosedHub {
  readonly url: string;
  readonly shown: string[];
}

interface Options {
  readonly keyStore: 'works' | 'does not work';
  /** Before the program starts: no test comes near the key store of whoever runs it. */
  readonly keys: string;
  readonly hub: ClosedHub;
}

const test = base.extend<Options>({
  keyStore: ['does not work', { option: true }],
  keys: [
    async ({ keyStore }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'wordlane-keys-'));
      const kept = join(folder, 'kept');
      await mkdir(join(folder, 'bin'));
      for (const [name, keeps] of Object.entries(KEEPS)) {
        const path = join(folder, 'bin', name);
        const script = keyStore === 'works' ? keeps : KEEPS_NOTHING;
        await writeFile(path, `#!/bin/sh\nkept='${kept}'\n${script}\n`);
        await chmod(path, 0o755);
      }
      const before = process.env.PATH ?? '';
      process.env.PATH = `${join(folder, 'bin')}${delimiter}${before}`;
      await use(kept);
      process.env.PATH = before;
      await rm(folder, { recursive: true });
    },
    { auto: true },
  ],
  hub: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the braces what a fixture needs
    async ({}, use) => {
      const shown: string[] = [];
      const server = createServer((request, response) => {
        shown.push(request.headers.authorization ?? 'nothing');
        response.writeHead(403, { 'X-Error-Code': 'GatedRepo' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      process.env.HF_ENDPOINT = url;
      await use({ url, shown });
      delete process.env.HF_ENDPOINT;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    { auto: true },
  ],
});
test.skip(process.platform === 'win32', 'keeps it in a file that the system encrypts');

const tokenSheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Token of Hugging Face' });
const field = (page: Page): Locator => tokenSheet(page).getByLabel(/token$/i);
const gatedRow = (page: Page): Locator =>
  page.getByRole('list', { name: 'Models' }).getByRole('listitem').filter({ hasText: GATED });

/** Everything that the host sends to the page from now on. */
function heard(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
  });
  return frames;
}

test.describe('the token for gated models', () => {
  test('is kept in a file of its owner alone where no key store works, and never comes back', async ({
    page,
    app,
  }) => {
    const frames = heard(page);
    await openHome(page, app.url);
    await command(page, 'Token of Hugging Face');
    await expect(tokenSheet(page).getByRole('status')).toHaveText('No token is kept.');
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveAttribute('type', 'password');
    expect(await faultsOf(page)).toEqual([]);

    await page.keyboard.insertText('two words');
    await page.keyboard.press('Enter');
    await expect(tokenSheet(page).getByRole('alert')).toContainText('one word');
    await field(page).fill(` ${TOKEN}\n`);
    await page.keyboard.press('Enter');
    await expect(tokenSheet(page).getByRole('status')).toHaveText(
      'A token is kept in a file that only you may read.',
    );
    await expect(field(page)).toHaveValue('');
    const file = join(app.home, 'secrets.json');
    expect(await readFile(file, 'utf8')).toContain(TOKEN);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await page.keyboard.press('Escape');
    await expect(tokenSheet(page)).toBeHidden();
    await page.reload();
    await onHome(page);
    await command(page, 'Token of Hugging Face');
    await expect(tokenSheet(page).getByRole('status')).toContainText('in a file');
    await expect(field(page)).toHaveValue('');
    await tokenSheet(page).getByRole('button', { name: 'Remove' }).click();
    await expect(tokenSheet(page).getByRole('status')).toHaveText('No token is kept.');
    expect(existsSync(file)).toBe(false);

    const all = frames.join('\n');
    expect(all).toContain('"token":"file"');
    expect(all).not.toContain(TOKEN);
  });
});

test.describe('where the system has a key store', () => {
  test.use({ keyStore: 'works' });

  test('a gated model asks for the token first, which goes there; then the model can be got', async ({
    page,
    app,
    keys,
    hub,
  }) => {
    await openHome(page, app.url);
    await command(page, 'Engines & models');
    await gatedRow(page)
      .getByRole('button', { name: `Token …: ${GATED}` })
      .press('Enter');
    const termsPage = `${hub.url}/pyannote/speaker-diarization-community-1`;
    const terms = tokenSheet(page).getByRole('link', { name: GATED });
    await expect(terms).toHaveAttribute('href', termsPage);
    await expect(terms).toHaveAttribute('rel', /noopener/u);
    await page.keyboard.insertText(TOKEN);
    await page.keyboard.press('Enter');
    await expect(tokenSheet(page).getByRole('status')).toHaveText(
      'A token is kept in the key store of your system.',
    );
    expect((await readFile(keys, 'utf8')).trim()).toBe(TOKEN);
    expect(existsSync(join(app.home, 'secrets.json'))).toBe(false);
    await expect(tokenSheet(page).getByRole('button', { name: `Get ${GATED}` })).toBeVisible();

    await page.keyboard.press('Escape');
    await expect(gatedRow(page).getByRole('button', { name: `Get: ${GATED}` })).toBeFocused();
    await command(page, 'Token of Hugging Face');
    await tokenSheet(page).getByRole('button', { name: 'Remove' }).click();
    await expect(tokenSheet(page).getByRole('status')).toHaveText('No token is kept.');
    expect(existsSync(keys)).toBe(false);
    await page.keyboard.press('Escape');
    await expect(gatedRow(page).getByRole('button', { name: /^Token/ })).toBeVisible();
  });
});

test('a model that is refused all the same says where its terms are, and leads back to the token', async ({
  page,
  app,
  hub,
}) => {
  // The loader may have to be set up first.
  test.slow();
  await openHome(page, app.url);
  await command(page, 'Engines & models');
  await gatedRow(page)
    .getByRole('button', { name: /^Token/ })
    .click();
  await field(page).fill(TOKEN);
  await page.keyboard.press('Enter');
  // With a token there is nothing more to save: Enter goes on with what was wanted.
  await expect(tokenSheet(page).getByRole('button', { name: `Get ${GATED}` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(tokenSheet(page)).toBeHidden();
  const refusal = gatedRow(page).getByRole('alert');
  const terms = `${hub.url}/pyannote/speaker-diarization-community-1`;
  await expect(refusal).toContainText(`accepted its terms at ${terms}`, { timeout: 60_000 });
  await expect(refusal).not.toContainText('`');
  expect(hub.shown).toContain(`Bearer ${TOKEN}`);
  await gatedRow(page).getByRole('button', { name: 'Token …' }).click();
  await expect(tokenSheet(page).getByRole('link', { name: GATED })).toHaveAttribute('href', terms);
});
