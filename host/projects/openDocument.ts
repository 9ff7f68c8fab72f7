import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Project } from '../../common/document/types.ts';
import { decodeText } from '../../common/formats/encoding.ts';
import type { Format } from '../../common/formats/format.ts';
import { detectFormat, readCaptions } from '../../common/formats/registry.ts';
import { decodeProject, looksLikeProject, PROJECT_ENDING } from './projectFile.ts';
import { explainReadError } from './readError.ts';

/** A project file or a caption file of any format, read. */
export interface OpenedDocument {
  readonly project: Project;
  /** null for a project file. */
  readonly format: Format | null;
  /** Sentences on what was read all the same, such as a guessed encoding. */
  readonly notices: readonly string[];
}

/** Reads whatever the file holds: content decides, the ending only where content leaves it open. */
export async function openDocument(
  path: string,
  ids: IdSource,
  language: string | null,
): Promise<Result<OpenedDocument>> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    return fail(explainReadError(path, error));
  }
  if (looksLikeProject(content) || path.toLowerCase().endsWith(PROJECT_ENDING)) {
    const opened = decodeProject(content, path);
    return opened.ok ? succeed({ project: opened.value.project, format: null, notices: [] }) : opened;
  }
  const { text } = decodeText(content, language);
  if (isBinary(text)) return fail(failure('format.foreign', { file: path, detail: 'a binary file' }));
  const fileName = basename(path);
  const read = readCaptions(fileName, text, { fileName, ids, language });
  if (!read.ok) return fail({ ...read.failure, file: path });
  const { project, notices } = read.value;
  const detected = detectFormat(fileName, text);
  return succeed({
    project,
    format: detected?.kind === 'known' ? detected.format : null,
    notices: notices.map(({ line, message }) => (line === null ? message : `Line ${line}: ${message}`)),
  });
}

/** Looked at of a file: media and archives show what they are in their first bytes. */
const SAMPLE_CHARACTERS = 4096;

/** More than one in a hundred characters that no text holds; a stray one is left to the reader. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const foreign = sample.match(/[\0-\x08\x0e-\x19\x1c-\x1f\x7f]/g)?.length ?? 0;
  return foreign * 100 > sample.length;
}
