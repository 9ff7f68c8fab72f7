import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProject } from '../../common/document/build.ts';
import { idSource } from '../../common/document/ids.ts';
import { encodeProject } from '../../host/projects/projectFile.ts';
import { evenly, type SpokenWord } from '../support/recognisedTalk.ts';
import { test as base, expect, mediaFixtures } from './support/app.ts';
import {
  chooseWord,
  closeProject,
  cueTexts,
  documentOf,
  saved,
  showCaptions,
  showTranscript,
  status,
  transcript,
} from './support/editor.ts';
import {
  cuesOf,
  downloadExports,
  exportedText,
  type FormatId,
  readBack,
  wordsOf,
} from './support/exportPage.ts';
import { onHome, recentRow } from './support/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'wordlane-journey-scripts-'));
const arabic = evenly('شكرًا لكم يمكننا أن نبدأ المقابلة الآن', 500, 90);
const japanese = ['今日', 'は', '良い', '天気', 'です', 'ね。'].map((text, at): SpokenWord => {
  return [text, 500 + at * 400, 900 + at * 400];
});

const ALL: readonly FormatId[] = ['srt', 'vtt', 'ass', 'json', 'txt'];

async function write(
  name: string,
  language: string,
  words: readonly SpokenWord[],
  glue: boolean,
): Promise<void> {
  const media = join(mediaFixtures, 'jfk.wav');
  const project = buildProject({
    ids: idSource('test'),
    projectId: name,
    title: name,
    media: [
      {
        id: 'medium',
        path: media,
        relativePath: null,
        fingerprint: null,
        durationMs: 11_000,
        streams: [],
        frameRate: null,
        startOffsetMs: 0,
      },
    ],
    language,
    profile: 'plain',
    original: null,
    segments: [
      {
        startMs: 0,
        endMs: 11_000,
        words: words.map(([text, startMs, endMs], at) => {
          return { text, startMs, endMs, confidence: 0.9, timing: 'aligned', glue: glue && at > 0 };
        }),
      },
    ],
  });
  await writeFile(join(folder, `${name}.wordlane`), encodeProject({ project, revision: 1 }));
}

const test = base.extend({});
test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await write('arabic', 'ar', arabic, false);
  await write('japanese', 'ja', japanese, true);
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

for (const { name, sought, typed, at, words, direction } of [
  { name: 'arabic', sought: 'المقابلة', typed: 'الحوار', at: 5, words: arabic, direction: 'rtl' },
  { name: 'japanese', sought: '天気', typed: '花火', at: 3, words: japanese, direction: 'ltr' },
] as const) {
  test.describe(name, () => {
    test.use({ opened: [join(folder, `${name}.wordlane`)] });

    test('is typed into, saved, opened again and exported with every letter', async ({ page, app }) => {
      await page.goto(app.url);
      await expect(transcript(page)).toContainText(sought);
      const line = transcript(page).locator('.cm-line').first();
      expect(await line.evaluate((element) => getComputedStyle(element).direction)).toBe(direction);
      await chooseWord(page, sought);
      await page.keyboard.insertText(typed);
      const before = words.map(([text, startMs, endMs]) => ({ text, startMs, endMs, speaker: null }));
      const expected = before.map((word, place) => (place === at ? { ...word, text: typed } : word));
      await expect.poll(async () => wordsOf(await documentOf(page))).toEqual(expected);

      await showCaptions(page);
      const prose = expected.map(({ text }) => text).join(name === 'arabic' ? ' ' : '');
      const shown = await cueTexts(page);
      expect(shown.join(name === 'arabic' ? ' ' : '')).toBe(prose);
      await showTranscript(page);
      await expect(status(page)).toContainText('Not saved');
      await page.keyboard.press('Control+s');
      await saved(page);
      await closeProject(page);
      await onHome(page);
      await recentRow(page, name).getByRole('button').click();
      await expect(transcript(page)).toContainText(typed);

      const files = await downloadExports(page, ALL);
      expect(wordsOf(readBack('json', exportedText(files, 'json')))).toEqual(expected);
      for (const id of ['srt', 'vtt', 'ass'] as const) {
        expect(
          cuesOf(readBack(id, exportedText(files, id))).map(({ text }) => text),
          id,
        ).toEqual(shown);
      }
      expect(exportedText(files, 'txt').trim()).toBe(prose);
    });
  });
}
