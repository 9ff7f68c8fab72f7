import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Failure, failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { makeFolder } from '../output/output.ts';
import { turnAway } from './guard.ts';
import { safeName } from './safeName.ts';

/**
 * `POST /uploads?name=…`: a file that was dropped into a browser tab, which has no path for it. It is written as
 * it arrives (any size, no more memory) into a folder of its own under `root`, and gone again when the page goes
 * away before the end. Answers `{path}`. A whole one is never deleted here: a project may lean on it.
 */
export async function addUploads(app: FastifyInstance, root: string): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(fastifyMultipart, {
      limits: { files: 1, fields: 8, fieldSize: 4096, fileSize: Number.POSITIVE_INFINITY },
    });
    scope.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
    scope.post<{ Querystring: { name?: unknown } }>('/uploads', async (request, reply) => {
      const { name } = request.query;
      const wished = typeof name === 'string' ? name : null;
      const full = await roomFailure(root, Number(request.headers['content-length'] ?? 0));
      if (full !== null) return answerUpload(reply, fail(full));
      if (!request.isMultipart()) {
        if (!(request.body instanceof Readable)) return turnAway(reply, { status: 415, code: 'wrong-type' });
        return answerUpload(reply, await keep(request.body, root, wished ?? ''));
      }
      let kept: Result<string> | null = null;
      for await (const part of request.parts()) {
        if (part.type !== 'file') continue;
        kept = await keep(part.file, root, wished ?? part.filename ?? '');
        // What is left of the body is not worth reading.
        if (!kept.ok) break;
      }
      return kept === null ? turnAway(reply, { status: 400, code: 'no-file' }) : answerUpload(reply, kept);
    });
  });
}

function answerUpload(reply: FastifyReply, kept: Result<string>): FastifyReply {
  if (kept.ok) return reply.send({ path: kept.value });
  // 507: the request was right, the place has no room for it.
  return reply
    .code(507)
    .header('connection', 'close')
    .send({ code: kept.failure.code, failure: kept.failure });
}

/** Marks the folder of an upload that is not whole. */
const PARTIAL = '.part';

/** Throws when the sender went away; nothing is left of the file then, nor after a failure. */
async function keep(content: Readable, root: string, name: string): Promise<Result<string>> {
  const folder = join(root, randomBytes(9).toString('base64url'));
  const partial = `${folder}${PARTIAL}`;
  const made = await makeFolder(partial, 0o700);
  if (!made.ok) return made;
  const fileName = safeName(name);
  try {
    const file = createWriteStream(join(partial, fileName), {
      flags: 'wx',
      mode: 0o600,
      highWaterMark: 1 << 20,
    });
    await pipeline(content, file);
    await rename(partial, folder);
    return succeed(join(folder, fileName));
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const full = diskFailure(root, error);
    if (full !== null) return fail(full);
    throw error;
  }
}

/** Longer than any upload rests, also one into another program on the same data root. */
const ABANDONED_MS = 24 * 3_600_000;

/** Removes what a host that was killed left half written. Whole uploads stay: a project may lean on them. */
export async function removeAbandonedUploads(root: string, nowMs: number): Promise<void> {
  for (const name of await namesIn(root)) {
    if (!name.endsWith(PARTIAL)) continue;
    const folder = join(root, name);
    const places = [folder, ...(await namesIn(folder)).map((each) => join(folder, each))];
    const writtenMs = await Promise.all(places.map(async (place) => (await stat(place)).mtimeMs));
    if (nowMs - Math.max(...writtenMs) > ABANDONED_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** None where the folder is not there (any more). */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function diskFailure(root: string, error: unknown): Failure | null {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk.full', { file: root, detail: code });
  // Only the file side has a system call of these: a lost connection has another, or none.
  return syscall === 'open' || syscall === 'write' || syscall === 'rename'
    ? failure('home.not-usable', { file: root, detail: code ?? syscall })
    : null;
}

/** Said before gigabytes travel, where the length is known. */
async function roomFailure(root: string, neededBytes: number): Promise<Failure | null> {
  const made = await makeFolder(root, 0o700);
  if (!made.ok) return made.failure;
  const { bavail, bsize } = await statfs(root);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return null;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const detail = `${gigabytes(neededBytes)} are needed and ${gigabytes(freeBytes)} are free`;
  return failure('disk.low', { file: root, detail });
}
