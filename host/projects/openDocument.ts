import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { IdSource } from '../../common/document/ids.ts';
import type { Project } from '../../common/document/types.ts';
import { decodeText } from '../../common/formats/encoding.ts';
import type { Format } from '../../common/formats/format.ts';
import { detectFormat, readCaptions } from '../../common/formats/registry.ts';
import { decodeInTurns, looksLikeProject, PROJECT_ENDING } from './projectFile.ts';
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
    const refusal = await refuseBySample(path, language);
    if (refusal !== null) return fail(refusal);
    content = await readFile(path);
  } catch (error) {
    return fail(explainReadError(path, error));
  }
  if (looksLikeProject(content) || hasProjectEnding(path)) {
    const opened = await decodeInTurns(content, path);
    return opened.ok ? succeed({ project: opened.value.project, format: null, notices: [] }) : opened;
  }
  const { text } = decodeText(content, language);
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
const SAMPLE_BYTES = 4096;

/** No text of words comes near: 150,000 of them with all their times are 18 MB. A longer string cannot be made. */
const LARGEST_BYTES = 500e6;

/** Refuses a film before it is read into memory. Rejects with the system's error. */
async function refuseBySample(path: string, language: string | null): Promise<Failure | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const sample = buffer.subarray(0, bytesRead);
    const isProject = looksLikeProject(sample) || hasProjectEnding(path);
    if (!isProject && isBinary(decodeText(sample, language).text)) {
      return failure('format.foreign', { file: path, detail: 'a binary file' });
    }
    if (size <= LARGEST_BYTES) return null;
    return failure('input.unreadable', { file: path, detail: 'it is larger than 500 MB' });
  } finally {
    await file.close();
  }
}

function hasProjectEnding(path: string): boolean {
  return path.toLowerCase().endsWith(PROJECT_ENDING);
}

/** More than one in a hundred characters that no text holds; a stray one is left to the reader. */
function isBinary(sample: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const foreign = sample.match(/[\0-\x08\x0e-\x19\x1c-\x1f\x7f]/g)?.length ?? 0;
  return foreign * 100 > sample.length;
}
