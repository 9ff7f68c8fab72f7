import { glob, readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { explainSystemError } from './systemErrors.ts';

/** Endings by which media is found in a folder. A file that is named itself may have any ending or none. */
export const MEDIA_ENDINGS: ReadonlySet<string> = new Set([
  ...[
    '.3g2',
    '.3gp',
    '.aac',
    '.ac3',
    '.aif',
    '.aifc',
    '.aiff',
    '.amr',
    '.ape',
    '.asf',
    '.au',
    '.avi',
    '.awb',
  ],
  ...[
    '.caf',
    '.dts',
    '.dv',
    '.eac3',
    '.f4v',
    '.flac',
    '.flv',
    '.gxf',
    '.m2a',
    '.m2t',
    '.m2ts',
    '.m4a',
    '.m4b',
  ],
  ...[
    '.m4v',
    '.mka',
    '.mkv',
    '.mov',
    '.mp2',
    '.mp3',
    '.mp4',
    '.mpa',
    '.mpeg',
    '.mpg',
    '.mts',
    '.mxf',
    '.oga',
  ],
  ...['.ogg', '.ogm', '.ogv', '.oma', '.opus', '.qt', '.rm', '.rmvb', '.snd', '.spx', '.tak', '.ts', '.tta'],
  ...['.vob', '.voc', '.w64', '.wav', '.wave', '.webm', '.wma', '.wmv', '.wtv', '.wv'],
]);

export interface ExpandedInputs {
  /** In the order of the inputs, each file once, named as the input named it. */
  readonly files: readonly string[];
  readonly failures: readonly Failure[];
}

/**
 * The media files behind what a person typed: files as they are, folders by their media files (not those
 * in folders below, not hidden ones), patterns by what they match, for shells that do not expand them.
 * A name that exists is never a pattern, so `take [1].wav` means that file. Within a folder or pattern the
 * order is that of people: `part 2` before `part 10`. A folder without media is `folder.no-media`, a name
 * or pattern without file `media.missing`.
 */
export async function expandInputs(inputs: readonly string[]): Promise<ExpandedInputs> {
  const files = new Map<string, string>();
  const failures: Failure[] = [];
  for (const input of inputs) {
    const found = await expandInput(input);
    if (Array.isArray(found)) {
      for (const file of found) if (!files.has(resolve(file))) files.set(resolve(file), file);
    } else {
      failures.push(found);
    }
  }
  return { files: [...files.values()], failures };
}

async function expandInput(input: string): Promise<string[] | Failure> {
  try {
    const found = await stat(input);
    return found.isDirectory() ? await mediaIn(input) : [input];
  } catch (error) {
    const failed = explainSystemError(input, error);
    if (failed.code !== 'media.missing' || !/[*?[{]/u.test(input)) return failed;
    const matches = await matchesOf(input);
    return matches.length === 0 ? failed : matches;
  }
}

async function mediaIn(folder: string): Promise<string[] | Failure> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && hasMediaEnding(entry.name))
    .map((entry) => entry.name);
  if (names.length === 0) return failure('folder.no-media', { file: folder });
  return names.toSorted(BY_NAME.compare).map((name) => join(folder, name));
}

/** Media files that a pattern matches; whatever it matches when none of it has a known ending. */
async function matchesOf(pattern: string): Promise<string[]> {
  const matches: string[] = [];
  for await (const match of glob(pattern)) {
    if (await isFile(match)) matches.push(match);
  }
  const media = matches.filter(hasMediaEnding);
  return (media.length > 0 ? media : matches).toSorted(BY_NAME.compare);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    // A link that leads nowhere, or something that was there a moment ago.
    explainSystemError(path, error);
    return false;
  }
}

function hasMediaEnding(name: string): boolean {
  return MEDIA_ENDINGS.has(extname(name).toLowerCase());
}

const BY_NAME = new Intl.Collator('en', { numeric: true });
