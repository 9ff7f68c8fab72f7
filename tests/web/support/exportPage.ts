import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { idSource } from '../../../common/document/ids.ts';
import { itemsOf } from '../../../common/document/list.ts';
import { joinWords } from '../../../common/document/queries.ts';
import type { Project } from '../../../common/document/types.ts';
import { formatById } from '../../../common/formats/registry.ts';
import { expect } from './app.ts';

export type FormatId = 'srt' | 'vtt' | 'ass' | 'json' | 'txt';

/** Opens the export screen and chooses exactly these formats. */
export async function chooseFormats(page: Page, ids: readonly FormatId[]): Promise<void> {
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible();
  const boxes = page.getByRole('table', { name: 'Export' }).getByRole('checkbox');
  const wanted = new Set(ids.map((id) => formatById(id)?.title));
  for (const box of await boxes.all()) {
    const name = (await box.getAttribute('aria-label')) ?? '';
    await box.setChecked(wanted.has(name));
  }
}

/** Downloads these formats and gives their texts; the editor is shown again afterwards. */
export async function downloadExports(
  page: Page,
  ids: readonly FormatId[],
): Promise<ReadonlyMap<FormatId, string>> {
  await chooseFormats(page, ids);
  const downloads: Download[] = [];
  const take = (download: Download) => downloads.push(download);
  page.on('download', take);
  await page.getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => downloads.length).toBe(ids.length);
  page.off('download', take);
  const texts = new Map<FormatId, string>();
  for (const download of downloads) {
    const id = ids.find((one) => download.suggestedFilename().endsWith(formatById(one)?.ending ?? '?'));
    if (id !== undefined) texts.set(id, await readFile(await download.path(), 'utf8'));
  }
  await page.getByRole('button', { name: 'Editor', exact: true }).click();
  return texts;
}

/** The text of one downloaded format. */
export function exportedText(files: ReadonlyMap<FormatId, string>, id: FormatId): string {
  const text = files.get(id);
  if (text === undefined) throw new Error(`no ${id} was downloaded`);
  return text;
}

/** What one exported file says, read by its own format. */
export function readBack(id: FormatId, text: string): Project {
  const format = formatById(id);
  if (format?.read == null) throw new Error(`${id} cannot be read`);
  const read = format.read(text, {
    fileName: `exported${format.ending}`,
    ids: idSource('read'),
    language: null,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.project;
}

export interface SaidWord {
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly speaker: string | null;
}

/** The words of a document with their times and speakers, without ids. */
export function wordsOf(project: Project): readonly SaidWord[] {
  const names = new Map(project.speakers.map(({ id, name }) => [id, name]));
  return [...itemsOf(project.utterances)].flatMap(({ speakerId, words }) =>
    [...itemsOf(words)].map(({ text, startMs, endMs }) => ({
      text,
      startMs,
      endMs,
      speaker: speakerId === null ? null : (names.get(speakerId) ?? null),
    })),
  );
}

export interface ShownCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** The cues of a caption file that was read back: every one is pinned. */
export function cuesOf(project: Project): readonly ShownCue[] {
  const words = [...itemsOf(project.utterances)].flatMap((utterance) => [...itemsOf(utterance.words)]);
  const places = new Map(words.map(({ id }, place) => [id, place]));
  return [...project.decisions.pinnedCues.values()]
    .map(({ firstWordId, lastWordId, startMs, endMs }) => ({
      startMs,
      endMs,
      text: joinWords(words.slice(places.get(firstWordId), (places.get(lastWordId) ?? -1) + 1)),
    }))
    .sort((left, right) => left.startMs - right.startMs);
}
