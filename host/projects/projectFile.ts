import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { parseProject } from '../../common/document/parse.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import type { Project } from '../../common/document/types.ts';
import { type OutputEffects, writeWhole } from '../output/output.ts';
import { explainReadError } from './readError.ts';

/** The ending of project files. The format is described in docs/file-format.md. */
export const PROJECT_ENDING = '.wordlane';

const SCHEMA = 1;

/** First line of a project file: enough to know the file, and whether it is whole, without reading the rest. */
export interface ProjectHeader {
  readonly format: 'wordlane';
  readonly schema: number;
  /** The oldest schema whose readers understand this file. */
  readonly minReader: number;
  /** How often a person saved it; 0 as a job wrote it. A file with edits is never replaced by a job. */
  readonly revision: number;
  /** Length of what follows the first line feed. */
  readonly bytes: number;
  /** Hex digest of exactly these bytes. */
  readonly sha256: string;
}

export interface OpenedProject {
  readonly project: Project;
  readonly revision: number;
}

export function encodeProject({ project, revision }: OpenedProject): Buffer {
  const body = Buffer.from(serialiseProject(project), 'utf8');
  const header: ProjectHeader = {
    format: 'wordlane',
    schema: SCHEMA,
    minReader: SCHEMA,
    revision,
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, 'utf8'), body]);
}

/** Refuses what is damaged or from a newer version, with the reason. `file` is for the message. */
export function decodeProject(content: Buffer, file: string): Result<OpenedProject> {
  const header = readHeader(content);
  if (header === null)
    return fail(failure('project.damaged', { file, detail: 'its first line is not a header' }));
  if (header.minReader > SCHEMA) {
    return fail(failure('project.newer', { file, detail: `file schema ${header.schema}` }));
  }
  const body = content.subarray(content.indexOf(0x0a) + 1);
  if (body.length < header.bytes) {
    return fail(
      failure('project.damaged', { file, detail: `${header.bytes - body.length} bytes are missing` }),
    );
  }
  const covered = body.subarray(0, header.bytes);
  if (createHash('sha256').update(covered).digest('hex') !== header.sha256) {
    return fail(failure('project.damaged', { file, detail: 'its content does not match its checksum' }));
  }
  const parsed = parseProject(covered.toString('utf8'));
  if (!parsed.ok) {
    return fail(failure(parsed.failure.code, { file, detail: parsed.failure.detail ?? 'not readable' }));
  }
  return succeed({ project: parsed.value, revision: header.revision });
}

/** True for content that means to be a project file, whole or not. */
export function looksLikeProject(content: Buffer): boolean {
  return content.subarray(0, 64).toString('latin1').replaceAll(' ', '').startsWith('{"format":"wordlane"');
}

export async function readProjectFile(path: string): Promise<Result<OpenedProject>> {
  try {
    return decodeProject(await readFile(path), path);
  } catch (error) {
    return fail(explainReadError(path, error));
  }
}

export async function writeProjectFile(
  path: string,
  opened: OpenedProject,
  effects: OutputEffects,
): Promise<Result<void>> {
  return await writeWhole(path, encodeProject(opened), effects);
}

function readHeader(content: Buffer): ProjectHeader | null {
  const end = content.indexOf(0x0a);
  // A header has about 160 bytes; a longer first line is some other file.
  if (end < 0 || end > 4096) return null;
  try {
    const header: unknown = JSON.parse(content.subarray(0, end).toString('utf8'));
    return isHeader(header) ? header : null;
  } catch {
    // Not JSON, so not a header: the caller says so.
    return null;
  }
}

function isHeader(value: unknown): value is ProjectHeader {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Record<string, unknown>;
  const count = (field: unknown) => Number.isSafeInteger(field) && (field as number) >= 0;
  return (
    header.format === 'wordlane' &&
    count(header.schema) &&
    count(header.minReader) &&
    count(header.revision) &&
    count(header.bytes) &&
    typeof header.sha256 === 'string'
  );
}
