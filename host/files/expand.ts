import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { type Failure, failure } from '../../common/contract/failure.ts';
import type { InputFile } from '../../common/contract/media.ts';
import type { Result } from '../../common/contract/result.ts';
import { FORMATS } from '../../common/formats/registry.ts';
import type { MediaInfo, Playback } from '../media/media.ts';
import { PROJECT_ENDING } from '../projects/projectFile.ts';
import { mapLimited } from './limited.ts';

export interface ExpandTools {
  readonly playback: Pick<Playback, 'endings' | 'refusal'>;
  /** Decides on a file with an ending that says nothing. */
  readonly probe: (path: string) => Promise<Result<MediaInfo>>;
}

export interface Expanded {
  readonly files: readonly InputFile[];
  readonly failures: readonly Failure[];
}

/** Enough to keep the four threads busy that Node has for files. */
const AT_ONCE = 16;
const CAPTION_ENDINGS: ReadonlySet<string> = new Set(
  FORMATS.filter(({ read }) => read !== null).flatMap(({ readEndings }) => readEndings),
);

/**
 * Files and folders as a person dropped them, as the files in them, each once and in the order of people
 * (`part 2` before `part 10`). Folders give their media and projects, also those of folders below, but not
 * what is hidden nor captions, which share their endings with all kinds of texts; a file that is named
 * itself is judged by its ending, and by its content where the ending says nothing. Folders below are not
 * entered through links, so no circle holds it up.
 */
export async function expandPaths(paths: readonly string[], tools: ExpandTools): Promise<Expanded> {
  const found = await mapLimited(paths, 4, (path) => expandPath(resolve(path), tools));
  const files = new Map<string, InputFile>();
  const failures = new Map<string, Failure>();
  for (const one of found.flat()) {
    if (one.kind === 'failed') failures.set(one.path, one.failure);
    else if (!files.has(one.file.path)) files.set(one.file.path, one.file);
  }
  return { files: [...files.values()], failures: [...failures.values()] };
}

type Found =
  | { readonly kind: 'file'; readonly file: InputFile }
  | { readonly kind: 'failed'; readonly path: string; readonly failure: Failure };

async function expandPath(path: string, tools: ExpandTools): Promise<readonly Found[]> {
  const about = await stat(path).catch(systemCode);
  if (typeof about === 'string') return [failed(path, explain(path, about))];
  if (!about.isDirectory()) return [await judge(path, kindOf(path, tools), tools)];
  const walked = await walk(path, tools);
  const judged = await mapLimited(walked.files, AT_ONCE, ({ path: file, kind }) => judge(file, kind, tools));
  const found = [...judged.filter((one) => !isSourceText(one)), ...walked.failures];
  return found.length > 0 ? found : [failed(path, failure('folder.no-media', { file: path }))];
}

/** A folder of TypeScript is no folder of broken MPEG transport streams. */
function isSourceText(found: Found): boolean {
  return (
    found.kind === 'failed' &&
    /\.m?ts$/iu.test(found.path) &&
    found.failure.code === 'media.unreadable' &&
    found.failure.detail === 'it holds text'
  );
}

interface Walked {
  readonly files: readonly { readonly path: string; readonly kind: 'media' | 'project' }[];
  readonly failures: readonly Found[];
}

/** A folder's own files first, then its folders, each in the order of names. */
async function walk(folder: string, tools: ExpandTools): Promise<Walked> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(systemCode);
  if (typeof entries === 'string') return { files: [], failures: [failed(folder, explain(folder, entries))] };
  const shown = entries
    .filter(({ name }) => !name.startsWith('.'))
    .toSorted((left, right) => BY_NAME.compare(left.name, right.name));
  const files = shown.flatMap((entry) => {
    const kind = kindOf(entry.name, tools);
    const isWanted = !entry.isDirectory() && (kind === 'media' || kind === 'project');
    return isWanted ? [{ path: join(folder, entry.name), kind }] : [];
  });
  const failures: Found[] = [];
  const below: Walked['files'][number][] = [];
  for (const entry of shown) {
    if (!entry.isDirectory()) continue;
    const inner = await walk(join(folder, entry.name), tools);
    below.push(...inner.files);
    failures.push(...inner.failures);
  }
  return { files: [...files, ...below], failures };
}

function kindOf(name: string, tools: ExpandTools): InputFile['kind'] | 'unknown' {
  const lower = name.toLowerCase();
  if (lower.endsWith(PROJECT_ENDING)) return 'project';
  const ending = extname(lower);
  if (tools.playback.endings.has(ending)) return 'media';
  return CAPTION_ENDINGS.has(ending) ? 'captions' : 'unknown';
}

async function judge(path: string, kind: InputFile['kind'] | 'unknown', tools: ExpandTools): Promise<Found> {
  const about = await stat(path).catch(systemCode);
  if (typeof about === 'string') return failed(path, explain(path, about));
  const file = (as: InputFile['kind']): Found => ({
    kind: 'file',
    file: { path, name: basename(path), kind: as, sizeBytes: about.size },
  });
  if (kind === 'project' || kind === 'captions') {
    if (about.size === 0)
      return failed(path, failure('input.unreadable', { file: path, detail: 'it is empty' }));
    const refused = await access(path, constants.R_OK).then(() => null, systemCode);
    return refused === null ? file(kind) : failed(path, explain(path, refused));
  }
  const refusal = await tools.playback.refusal(path);
  if (refusal !== null) return failed(path, refusal);
  if (kind === 'media') return file('media');
  const probed = await tools.probe(path);
  return probed.ok ? file('media') : failed(path, probed.failure);
}

function failed(path: string, why: Failure): Found {
  return { kind: 'failed', path, failure: why };
}

function explain(path: string, code: string): Failure {
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('input.missing', { file: path });
  const denied = code === 'EACCES' || code === 'EPERM';
  return failure('input.unreadable', { file: path, detail: denied ? 'access is denied' : code });
}

/** The code of an error of the file system; others are bugs. */
function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

const BY_NAME = new Intl.Collator('en', { numeric: true });
