// Takes the pictures of the README: `npm run screenshots`. It starts the program with a data root of its own,
// lets the embedded engine transcribe real recordings, and drives the pages in a real browser.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepare } from './bootstrap/bootstrap.mjs';
import { runChild } from './bootstrap/child.mjs';
import { Stop } from './bootstrap/say.mjs';
import { browserFlags, findBrowser } from './browser.mjs';

/**
 * What is said when, as far as it is known; a speaker has all words that begin within their turns.
 *
 * @typedef {object} Talk
 * @property {string} title
 * @property {string} recording
 * @property {readonly { name: string, startMs: number, endMs: number }[]} turns
 *
 * @typedef {import('@playwright/test').Page} Page
 */

const entry = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(entry));
const pictures = path.join(root, 'assets', 'screenshots');
const size = { width: 1440, height: 900 };

process.exitCode = await start();

/** @returns {Promise<number>} the exit code */
async function start() {
  try {
    const node = await prepare(root, 'program', 'lines');
    if (node !== null) {
      return (await runChild(node, [entry], { stdio: 'inherit' }, () => undefined)).exitCode;
    }
    await takeAll();
    return 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.sentence !== null) process.stderr.write(`${error.sentence}\n`);
    return error.exitCode;
  }
}

async function takeAll() {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'wordlane-screenshots-'));
  const home = path.join(place, 'home');
  const files = path.join(place, 'files');
  fs.mkdirSync(home, { mode: 0o700 });
  fs.mkdirSync(files);
  shareRuntimes(home);
  try {
    const talk = await makeTalk(files, home);
    const others = [await makeGerman(files), await makeArabic(files)];
    const { chromium } = await import('@playwright/test');
    const { executablePath, env } = await findBrowser(root);
    const browserEnv = /** @type {Record<string, string>} */ ({ ...process.env, ...env });
    const browser = await chromium.launch({ executablePath, args: browserFlags, env: browserEnv });
    try {
      const context = await browser.newContext({
        viewport: size,
        colorScheme: 'light',
        reducedMotion: 'reduce',
        locale: 'en-GB',
      });
      const page = await context.newPage();
      for (const other of others) {
        await withProgram(home, files, [other], (url) => openOnce(page, url));
      }
      await withProgram(home, files, [talk], (url) => takePictures(page, url));
    } finally {
      await browser.close();
    }
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}

/**
 * The engine's environment is the one of `npm test`, or of the data root that WORDLANE_HOME names: it is fetched
 * once.
 *
 * @param {string} home
 */
function shareRuntimes(home) {
  const shared = process.env.WORDLANE_HOME ?? path.join(root, '.cache', 'test-home');
  const runtimes = path.join(shared, 'runtimes');
  fs.mkdirSync(runtimes, { recursive: true });
  fs.symlinkSync(runtimes, path.join(home, 'runtimes'), 'junction');
}

/** @returns {Talk} a dialogue where WORDLANE_TEST_MEDIA has one, else the clip of the repository */
function chooseTalk() {
  const media = process.env.WORDLANE_TEST_MEDIA;
  const dialogue = media === undefined ? null : path.join(media, 'media', 'dialog', 'katie_steve.flac');
  if (dialogue === null || !fs.existsSync(dialogue)) {
    const turns = [{ name: 'John F. Kennedy', startMs: 0, endMs: 11_000 }];
    const recording = path.join(root, 'assets', 'sample.ogg');
    return { title: 'Inaugural address', recording, turns };
  }
  const turns = fs
    .readFileSync(dialogue.replace(/\.flac$/, '.rttm'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('SPEAKER '))
    .map((line) => {
      const [, , , from, length, , , name = ''] = line.split(' ');
      const startMs = Number(from) * 1000;
      return {
        name: name.at(0) + name.slice(1).toLowerCase(),
        startMs,
        endMs: startMs + Number(length) * 1000,
      };
    });
  return { title: 'Interview with Steve', recording: dialogue, turns };
}

/**
 * The recording as the embedded engine hears it, with the speakers that are known of it.
 *
 * @param {string} files
 * @param {string} home
 */
async function makeTalk(files, home) {
  const talk = chooseTalk();
  const ending = path.extname(talk.recording);
  const recording = path.join(files, `${talk.title.replaceAll(' ', '_')}${ending}`);
  fs.copyFileSync(talk.recording, recording);
  await runProgram(home, files, ['transcribe', recording, '--format', 'json', '--engine', 'moonshine']);
  const project = recording.replace(ending, '.wordlane');
  const { decodeProject, encodeProject } = await built('host/projects/projectFile.js');
  const { buildProject } = await built('common/document/build.js');
  const { idSource } = await built('common/document/ids.js');
  const heard = need(decodeProject(fs.readFileSync(project), project)).project;
  const transcript = JSON.parse(fs.readFileSync(recording.replace(ending, '.json'), 'utf8'));
  const segments = transcript.segments.map((/** @type {any} */ segment) => ({
    startMs: toMs(segment.start),
    endMs: toMs(segment.end),
    words: segment.words.map((/** @type {any} */ word) => ({
      ...word,
      startMs: toMs(word.start),
      endMs: toMs(word.end),
      speaker: speakerAt(talk.turns, toMs(word.start)),
    })),
  }));
  const named = buildProject({
    ...heard,
    ids: idSource('pict'),
    projectId: heard.id,
    title: talk.title,
    profile: 'bbc',
    segments,
  });
  fs.writeFileSync(project, encodeProject({ project: named, revision: 1 }));
  return project;
}

/**
 * Whose turn is nearest: an engine's times and those of the reference differ by some hundredths of a second.
 *
 * @param {Talk['turns']} turns
 * @param {number | null} timeMs
 */
function speakerAt(turns, timeMs) {
  if (timeMs === null) return null;
  /** @param {Talk['turns'][number]} turn */
  const awayMs = ({ startMs, endMs }) => Math.max(startMs - timeMs, timeMs - endMs, 0);
  return turns.toSorted((one, other) => awayMs(one) - awayMs(other))[0]?.name ?? null;
}

/** @param {string} files */
function makeGerman(files) {
  const text =
    'Das Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz wurde 2013 aufgehoben. Niemand hat es vermisst.';
  return makeWritten(
    files,
    'Donaudampfschifffahrtsgesellschaft: Gespräch mit der Vorstandsvorsitzenden',
    'de',
    text,
  );
}

/** @param {string} files */
function makeArabic(files) {
  return makeWritten(files, 'مقابلة مع المترجمة', 'ar', 'شكرًا لكم، يمكننا أن نبدأ المقابلة الآن.');
}

/**
 * A project that somebody wrote by hand: no media, two words a second.
 *
 * @param {string} files
 * @param {string} title
 * @param {string} language
 * @param {string} text
 */
async function makeWritten(files, title, language, text) {
  const { encodeProject } = await built('host/projects/projectFile.js');
  const { buildProject } = await built('common/document/build.js');
  const { idSource } = await built('common/document/ids.js');
  const words = text.split(' ').map((word, index) => {
    const startMs = index * 500;
    return { text: word, startMs, endMs: startMs + 450, confidence: null, timing: 'user', glue: false };
  });
  const project = buildProject({
    ids: idSource('pict'),
    projectId: `written-${language}`,
    title,
    media: [],
    language,
    profile: 'plain',
    original: null,
    segments: [{ startMs: 0, endMs: words.length * 500, words }],
  });
  const file = path.join(files, `written-${language}.wordlane`);
  fs.writeFileSync(file, encodeProject({ project, revision: 1 }));
  return file;
}

/**
 * Leaves a project among the recent ones.
 *
 * @param {Page} page
 * @param {string} url
 */
async function openOnce(page, url) {
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Transcript' }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} url
 */
async function takePictures(page, url) {
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Transcript' }).waitFor();
  // The strip of the whole file is drawn last.
  await page.getByRole('region', { name: 'Timeline' }).locator('canvas').nth(1).waitFor();
  await goTo(page, '4.9');
  await take(page, 'editor-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('tab', { name: 'Word' }).click();
  await page.getByRole('textbox', { name: 'Transcript' }).click({ position: { x: 160, y: 12 } });
  await page.keyboard.press('F8');
  await goTo(page, '6.7');
  await take(page, 'editor-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Captions', exact: true }).click();
  await page.getByRole('grid', { name: 'Cues' }).waitFor();
  await page.getByRole('tab', { name: 'Checks' }).click();
  await take(page, 'captions');
  await page.keyboard.press('Control+e');
  await page.getByRole('heading', { name: 'Export', level: 1 }).waitFor();
  await take(page, 'export');
  await page.getByRole('button', { name: 'Editor', exact: true }).click();
  await closeProject(page);
  await transcribeSample(page);
  await take(page, 'home');
}

/**
 * As a person tries the app out: the sample, and back to Home when all its words are written.
 *
 * @param {Page} page
 */
async function transcribeSample(page) {
  await page.getByRole('button', { name: /sample/i }).click();
  const sheet = page.getByRole('dialog', { name: /^Transcribe / });
  await sheet.waitFor();
  await sheet.getByText('Looking at it…').waitFor({ state: 'hidden' });
  await take(page, 'transcribe');
  await sheet.getByRole('button', { name: /^Start/ }).click();
  await page.getByRole('textbox', { name: 'Transcript' }).getByText('country').first().waitFor();
  const status = page.getByRole('region', { name: 'Status' });
  await status.getByText(/^Saved/).waitFor();
  await closeProject(page);
}

/**
 * @param {Page} page
 * @param {string} time
 */
async function goTo(page, time) {
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Go to a time' }).fill(time);
  await page.keyboard.press('Enter');
}

/** @param {Page} page */
async function closeProject(page) {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('What do you want to do?').fill('Close project');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Drop video or audio here' }).waitFor();
}

/**
 * A picture of what the page comes to rest at.
 *
 * @param {Page} page
 * @param {string} name
 */
async function take(page, name) {
  await page.mouse.move(size.width - 1, size.height - 1);
  const shoot = () => page.screenshot({ animations: 'disabled', caret: 'hide' });
  let before = await shoot();
  let picture = await shoot();
  while (!picture.equals(before)) {
    before = picture;
    picture = await shoot();
  }
  fs.mkdirSync(pictures, { recursive: true });
  fs.writeFileSync(path.join(pictures, `${name}.png`), picture);
  process.stdout.write(`assets/screenshots/${name}.png ${Math.round(picture.length / 1000)} kB\n`);
}

/**
 * Runs the program until `use` is done with its page.
 *
 * @param {string} home
 * @param {string} folder
 * @param {readonly string[]} opened
 * @param {(url: string) => Promise<void>} use
 */
async function withProgram(home, folder, opened, use) {
  const child = spawnProgram(home, folder, ['open', '--front', 'none', ...opened], 'pipe');
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await use(await addressOf(child));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function addressOf(child) {
  let seen = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (piece) => {
      seen += String(piece);
      const url = /^listening on (\S+)$/m.exec(seen)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Stop(`The program ended before it listened: ${seen}`, 1)));
  });
}

/**
 * @param {string} home
 * @param {string} folder
 * @param {readonly string[]} args
 */
async function runProgram(home, folder, args) {
  const child = spawnProgram(home, folder, args, 'ignore');
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Stop(`wordlane ${args[0]} ended with ${code}.`, 1);
}

/**
 * @param {string} home
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {'pipe' | 'ignore'} stdout
 */
function spawnProgram(home, folder, args, stdout) {
  return spawn(process.execPath, [path.join(root, 'out', 'host', 'cli', 'main.js'), ...args], {
    cwd: folder,
    env: { ...process.env, WORDLANE_HOME: home },
    stdio: ['ignore', stdout, 'inherit'],
  });
}

/** @param {string} file */
function built(file) {
  return import(pathToFileURL(path.join(root, 'out', file)).href);
}

/** @param {{ ok: true, value: any } | { ok: false, failure: { code: string } }} result */
function need(result) {
  if (!result.ok)
    throw new Stop(`A project that was just written cannot be read: ${result.failure.code}.`, 1);
  return result.value;
}

/** @param {number | null} seconds */
function toMs(seconds) {
  return seconds === null ? null : Math.round(seconds * 1000);
}
