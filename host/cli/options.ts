import { extname } from 'node:path';
import type { Profile } from '../../common/captions/profiles/profile.ts';
import { findProfile, profiles } from '../../common/captions/profiles/profiles.ts';
import type { Format } from '../../common/formats/format.ts';
import { formatById, formatIds } from '../../common/formats/registry.ts';
import { parseTime } from '../../common/time/parseTime.ts';
import { MEDIA_ENDINGS } from '../media/inputs.ts';
import { PROJECT_ENDING } from '../projects/projectFile.ts';
import { suggestion } from './nearest.ts';
import { WrongUse } from './terminal.ts';

/** Options as commander hands them over: strings, `true` for a bare flag, nothing when absent. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** A given text; an empty one, as an unset shell variable gives it, is wrong use. */
export function textOption(options: RawOptions, name: string): string | null {
  const value = options[name];
  if (value === '') {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new WrongUse(`--${flag} needs a value.`);
  }
  return typeof value === 'string' ? value : null;
}

/** The formats of `--format srt,vtt`, each once, in the order given. */
export function formatsOption(list: string): readonly Format[] {
  const ids = [...new Set(list.split(',').map((id) => id.trim().toLowerCase()))].filter((id) => id !== '');
  if (ids.length === 0) throw new WrongUse(`--format needs a format. Known: ${formatIds.join(', ')}.`);
  return ids.map((id) => {
    const format = formatById(id);
    if (format?.write == null) {
      throw new WrongUse(`The format ${id} is not known.${suggestion(id, formatIds)}`);
    }
    return format;
  });
}

export function profileOption(id: string): Profile {
  const profile = findProfile(id);
  if (profile.ok) return profile.value;
  const known = profiles.map((each) => each.id);
  throw new WrongUse(`The profile ${id} is not known.${suggestion(id, known)}`);
}

/** `--from`, `--to`: integer milliseconds. */
export function timeOption(options: RawOptions, name: 'from' | 'to'): number | null {
  const text = textOption(options, name);
  if (text === null) return null;
  const time = parseTime(text);
  if (time === null) throw new WrongUse(`--${name} ${text} is not a time. Write 1:02:03.5, 90s or 1m30s.`);
  return time;
}

export type OverwriteChoice = 'no' | 'outputs' | 'edited';

export function overwriteOption(options: RawOptions): OverwriteChoice {
  const value = options.overwrite;
  if (value === undefined) return 'no';
  if (value === true || value === 'any') return 'outputs';
  if (value === 'edited') return 'edited';
  throw new WrongUse(`--overwrite takes only the value edited, not ${String(value)}.`);
}

/** Where results go: `--output FILE`, `--output -`, `--output-dir DIR`, or beside the input. */
export type Destination =
  | { readonly kind: 'beside' }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdout' };

export function destinationOption(options: RawOptions, formats: readonly Format[]): Destination {
  const file = textOption(options, 'output');
  const folder = textOption(options, 'outputDir');
  if (file !== null && folder !== null) throw new WrongUse('Give either --output or --output-dir, not both.');
  if (folder !== null) return { kind: 'folder', path: folder };
  if (file === null) return { kind: 'beside' };
  if (formats.length > 1) throw new WrongUse('--output takes one format; use --output-dir for several.');
  if (/[/\\]$/.test(file)) {
    throw new WrongUse(`--output takes a file; use --output-dir for the folder ${file}.`);
  }
  if (MEDIA_ENDINGS.has(extname(file).toLowerCase())) {
    throw new WrongUse(
      `--output names the captions, and ${file} would be a recording. Choose another ending.`,
    );
  }
  if (file.toLowerCase().endsWith(PROJECT_ENDING)) {
    throw new WrongUse(`--output names the captions, and ${file} would be a project. Choose another ending.`);
  }
  return file === '-' ? { kind: 'stdout' } : { kind: 'file', path: file };
}

export function wholeNumberOption(text: string, name: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new WrongUse(`--${name} ${text} is not a whole number from ${least} on.`);
  }
  return value;
}
