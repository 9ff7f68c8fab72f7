import { isDeepStrictEqual } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import type { VttElement, VttNode } from '../../common/formats/vttCueText.ts';
import { walkVttNodes } from '../../common/formats/vttCueText.ts';
import { parseVtt } from '../../common/formats/vttFile.ts';
import { vttTime } from '../../common/time/clock.ts';
import { WEBVTT_CORPUS } from './webvttCorpus.ts';
import { CHROMIUM_DEVIATIONS } from './webvttDeviations.ts';
import { fuzzedWebVtt } from './webvttFuzz.ts';

interface NodeRecord {
  readonly kind: string;
  /** Element name, or the target of a processing instruction. */
  readonly name: string;
  readonly classes: string;
  readonly title: string | null;
  readonly lang: string | null;
  readonly text: string;
  readonly children: NodeRecord[];
}

interface RegionRecord {
  readonly id: string;
  readonly width: number;
  readonly lines: number;
  readonly anchor: readonly number[];
  readonly scroll: string;
}

interface CueRecord {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly vertical: string;
  readonly snapToLines: boolean;
  readonly line: number | 'auto';
  readonly position: number | 'auto';
  readonly size: number;
  readonly align: string;
  readonly region: RegionRecord | null;
  readonly nodes: readonly NodeRecord[];
}

/** What a browser made of a file: its cues, or that it refused it. */
type TrackRecord = readonly CueRecord[] | 'refused';

// Chromium has regions, but behind a flag.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), '--enable-blink-features=WebVTTRegions'];
    await use({ ...launchOptions, args });
  },
});

test('every file of the corpus is read as Chromium reads it, but where Chromium leaves the specification', async ({
  page,
}) => {
  expect(WEBVTT_CORPUS.length).toBeGreaterThan(150);
  const different = await differences(
    page,
    WEBVTT_CORPUS.map(({ text }) => text),
  );
  expect(different.filter(({ text }) => deviationsIn(text).length === 0)).toEqual([]);
  // A deviation that no file shows any more is struck off the list.
  const seen = new Set(different.flatMap(({ text }) => deviationsIn(text)));
  expect(CHROMIUM_DEVIATIONS.filter(({ reason }) => !seen.has(reason))).toEqual([]);
});

test('files put together at random are read as Chromium reads them', async ({ page }) => {
  const texts = fuzzedWebVtt(20261121, 1500);
  const comparable = texts.filter((text) => deviationsIn(text).length === 0);
  expect(comparable.length).toBeGreaterThan(texts.length / 2);
  expect(comparable.filter((text) => readHere(text).length > 0).length).toBeGreaterThan(
    comparable.length / 2,
  );
  expect(await differences(page, comparable)).toEqual([]);
});

function deviationsIn(text: string): readonly string[] {
  const normal = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return CHROMIUM_DEVIATIONS.filter(({ holds }) => holds(normal)).map(({ reason }) => reason);
}

/** The texts that the browser and our parser read differently, with both readings. */
async function differences(page: Page, texts: readonly string[]) {
  await page.goto('about:blank');
  const theirs = await readInBrowser(page, texts);
  return texts
    .map((text, index) => ({ text, ours: readHere(text), theirs: theirs[index] }))
    .filter((reading) => !isDeepStrictEqual(reading.ours, reading.theirs));
}

/** What our own parser makes of a file, in the browser's terms and order. */
function readHere(text: string): TrackRecord {
  const file = parseVtt(text);
  if (file === null) return 'refused';
  const cues = file.cues.map(({ id, startMs, endMs, settings, text: cueText, nodes }): CueRecord => {
    const region = file.regions.findLast((candidate) => candidate.id === settings.region);
    return {
      id,
      start: startMs / 1000,
      end: endMs / 1000,
      text: cueText,
      vertical: settings.vertical,
      snapToLines: settings.snapToLines,
      line: settings.line ?? 'auto',
      position: settings.position ?? 'auto',
      size: settings.size,
      align: settings.align,
      region:
        region === undefined
          ? null
          : {
              id: region.id,
              width: region.width,
              lines: region.lines,
              anchor: [...region.regionAnchor, ...region.viewportAnchor],
              scroll: region.scroll,
            },
      nodes: recordNodes(nodes),
    };
  });
  // The list of cues of a track is ordered by start, then the longer cue first.
  return cues.sort((left, right) => left.start - right.start || right.end - left.end);
}

function recordNodes(nodes: readonly VttNode[]): readonly NodeRecord[] {
  const root: NodeRecord[] = [];
  const open: NodeRecord[][] = [root];
  walkVttNodes(
    nodes,
    (node) => {
      const record = recordOf(node);
      open.at(-1)?.push(record);
      if (node.kind === 'element') open.push(record.children);
    },
    () => open.pop(),
  );
  return root;
}

/** The specification's "cue text DOM construction rules". */
function recordOf(node: VttNode): NodeRecord {
  const blank = { name: '', classes: '', title: null, lang: null, text: '', children: [] };
  switch (node.kind) {
    case 'text':
      return { ...blank, kind: 'text', text: node.text };
    case 'timestamp':
      return { ...blank, kind: 'instruction', name: 'timestamp', text: vttTime(node.ms) };
    case 'element':
      return {
        ...blank,
        kind: 'element',
        name: domNameOf(node),
        classes: node.classes.join(' '),
        title: node.name === 'v' ? node.annotation : null,
        lang: node.name === 'lang' ? node.annotation : null,
        children: [],
      };
  }
}

function domNameOf({ name }: VttElement): string {
  return name === 'c' || name === 'v' || name === 'lang' ? 'span' : name;
}

/** Loads each text as a track of its own, twenty at a time: a page with a hundred videos loads only some of them. */
async function readInBrowser(page: Page, texts: readonly string[]): Promise<readonly TrackRecord[]> {
  const records: TrackRecord[] = [];
  for (let from = 0; from < texts.length; from += 20)
    records.push(...(await page.evaluate(loadTracks, texts.slice(from, from + 20))));
  return records;
}

/** Runs in the page; must not refer to anything outside itself. */
async function loadTracks(texts: readonly string[]): Promise<TrackRecord[]> {
  // A text without signs is the same as none.
  const recordNodes = (parent: Node): NodeRecord[] =>
    [...parent.childNodes].map(recordNode).filter(({ kind, text }) => kind !== 'text' || text !== '');
  const recordNode = (node: Node): NodeRecord => ({
    kind: node instanceof Element ? 'element' : node instanceof Text ? 'text' : 'instruction',
    name: node instanceof Element ? node.localName : node instanceof Text ? '' : node.nodeName,
    classes: node instanceof Element ? (node.getAttribute('class') ?? '') : '',
    title: node instanceof Element ? node.getAttribute('title') : null,
    lang: node instanceof Element ? node.getAttribute('lang') : null,
    text: node instanceof Element ? '' : (node.textContent ?? ''),
    children: recordNodes(node),
  });
  const recordCue = (cue: VTTCue): CueRecord => ({
    id: cue.id,
    start: cue.startTime,
    end: cue.endTime,
    text: cue.text,
    vertical: cue.vertical,
    snapToLines: cue.snapToLines,
    line: cue.line,
    position: cue.position,
    size: cue.size,
    align: cue.align,
    region:
      cue.region === null
        ? null
        : {
            id: cue.region.id,
            width: cue.region.width,
            lines: cue.region.lines,
            anchor: [
              cue.region.regionAnchorX,
              cue.region.regionAnchorY,
              cue.region.viewportAnchorX,
              cue.region.viewportAnchorY,
            ],
            scroll: cue.region.scroll,
          },
    nodes: recordNodes(cue.getCueAsHTML()),
  });
  const load = (text: string) =>
    new Promise<HTMLTrackElement>((settle) => {
      const video = document.createElement('video');
      const element = document.createElement('track');
      element.src = URL.createObjectURL(new Blob([text]));
      element.onload = () => settle(element);
      element.onerror = () => settle(element);
      video.append(element);
      document.body.append(video);
      element.track.mode = 'hidden';
    });
  const elements = await Promise.all(texts.map(load));
  const records = elements.map((element) =>
    element.readyState === HTMLTrackElement.ERROR
      ? 'refused'
      : [...(element.track.cues ?? [])].map((cue) => recordCue(cue as VTTCue)),
  );
  document.body.replaceChildren();
  return records;
}
