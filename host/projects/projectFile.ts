import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { parsePlain, parseProject, projectFromPlain } from '../../common/document/parse.ts';
import { projectPieces, serialiseProject } from '../../common/document/serialise.ts';
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
  const header = headerOf(body.length, createHash('sha256').update(body).digest('hex'), revision);
  return Buffer.concat([firstLine(header), body]);
}

/** How long the encoding of a long project may keep everything else waiting. */
const TURN_MS = 10;
const PIECE_CHARACTERS = 64 * 1024;

/** The same bytes, made in turns of 10 ms, so that a host answers its windows while it saves 150,000 words. */
export async function encodeInTurns({
  project,
  revision,
}: OpenedProject): Promise<{ readonly content: Buffer; readonly header: ProjectHeader }> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let text = '';
  let turnEndsMs = performance.now() + TURN_MS;
  const take = () => {
    const part = Buffer.from(text, 'utf8');
    hash.update(part);
    parts.push(part);
    text = '';
  };
  for (const piece of projectPieces(project)) {
    text += piece;
    if (text.length < PIECE_CHARACTERS) continue;
    take();
    if (performance.now() < turnEndsMs) continue;
    await setImmediate();
    turnEndsMs = performance.now() + TURN_MS;
  }
  take();
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const header = headerOf(bytes, hash.digest('hex'), revision);
  return { content: Buffer.concat([firstLine(header), ...parts]), header };
}

function headerOf(bytes: number, sha256: string, revision: number): ProjectHeader {
  return { format: 'wordlane', schema: SCHEMA, minReader: SCHEMA, revision, bytes, sha256 };
}

function firstLine(header: ProjectHeader): Buffer {
  return Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
}

/** Refuses what is damaged or from a newer version, with the reason. `file` is for the message. */
export function decodeProject(content: Buffer, file: string): Result<OpenedProject> {
  const whole = wholeBody(content, file);
  if (!whole.ok) return whole;
  return opened(parseProject(whole.value.text), whole.value.header, file);
}

/** The same with pauses, so that a host answers its windows while it opens 150,000 words: at most 100 ms at a time. */
export async function decodeInTurns(content: Buffer, file: string): Promise<Result<OpenedProject>> {
  const whole = wholeBody(content, file);
  if (!whole.ok) return whole;
  await setImmediate();
  const plain = parsePlain(whole.value.text);
  await setImmediate();
  return opened(plain.ok ? projectFromPlain(plain.value) : plain, whole.value.header, file);
}

function wholeBody(
  content: Buffer,
  file: string,
): Result<{ readonly text: string; readonly header: ProjectHeader }> {
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
  return succeed({ text: covered.toString('utf8'), header });
}

function opened(parsed: Result<Project>, { revision }: ProjectHeader, file: string): Result<OpenedProject> {
  if (parsed.ok) return succeed({ project: parsed.value, revision });
  return fail(failure(parsed.failure.code, { file, detail: parsed.failure.detail ?? 'not readable' }));
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

/** The first line of a project file, which tells one version of it from another; null where there is none. */
export async function readHeaderOf(path: string): Promise<ProjectHeader | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
      return readHeader(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    // Not there or not to be read: whoever reads or writes the file itself says why.
    return null;
  }
}

/** A header has about 160 bytes; a longer first line is some other file. */
const LONGEST_HEADER = 4096;

function readHeader(content: Buffer): ProjectHeader | null {
  const end = content.indexOf(0x0a);
  if (end < 0 || end > LONGEST_HEADER) return null;
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
