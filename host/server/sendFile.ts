import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ByteRange, byteRangeOf } from './byteRange.ts';
import { turnAway } from './guard.ts';

/** Read at a time: 660 MB/s, where the usual 64 KiB gave 460. */
const PIECE_BYTES = 256 * 1024;

/** What is sent, and as what. */
export interface ServedFile {
  readonly path: string;
  readonly type: string;
}

/**
 * Sends a file or the part of it that was asked for: 200, 206, 304, 416; 404 where it is not there. Our own and
 * not the static plugin's, which refuses names with a backslash or a line feed and asks for size and content
 * by name, one after the other: here both come of one open file, also when it is replaced meanwhile.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, type }: ServedFile,
): Promise<FastifyReply> {
  return await withFile(path, reply, ({ file, stat, sizeBytes }) => {
    // Strong, as a part needs it: any write gives another time, any replacement another inode.
    const tag = `"${stat.ino.toString(36)}-${stat.size.toString(36)}-${stat.mtimeNs.toString(36)}"`;
    reply.headers({ 'accept-ranges': 'bytes', etag: tag, 'content-type': type });
    if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
    const range = rangeFor(request, tag, sizeBytes);
    if (range === 'outside') return refuseRange(reply, sizeBytes);
    if (range !== 'all') {
      reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
    }
    const part = range === 'all' ? { start: 0, end: sizeBytes - 1 } : range;
    reply.header('content-length', part.end - part.start + 1);
    if (request.method === 'HEAD' || sizeBytes === 0) return reply.send();
    return { file, part };
  });
}

/** Sends these bytes of a file as a whole of their own; what lies beyond its end is left out. */
export async function sendSlice(reply: FastifyReply, path: string, slice: ByteRange): Promise<FastifyReply> {
  return await withFile(path, reply, ({ file, sizeBytes }) => {
    if (slice.start >= sizeBytes) return refuseRange(reply, sizeBytes);
    const part = { start: slice.start, end: Math.min(slice.end, sizeBytes - 1) };
    reply.headers({
      'content-type': 'application/octet-stream',
      'content-length': part.end - part.start + 1,
    });
    return { file, part };
  });
}

interface OpenFile {
  readonly file: FileHandle;
  readonly stat: BigIntStats;
  readonly sizeBytes: number;
}

/** Opens a file for an answer, which either is given already or is a part that is still to be sent. */
async function withFile(
  path: string,
  reply: FastifyReply,
  answer: (opened: OpenFile) => FastifyReply | { readonly file: FileHandle; readonly part: ByteRange },
): Promise<FastifyReply> {
  const file = await openToRead(path);
  if (file === null) return turnAway(reply, { status: 404, code: 'missing' });
  let isHandedOver = false;
  try {
    const stat = await file.stat({ bigint: true });
    if (!stat.isFile()) return turnAway(reply, { status: 404, code: 'missing' });
    // Recordings are private: the browser keeps none of them on its disk.
    reply.header('cache-control', 'no-store');
    const answered = answer({ file, stat, sizeBytes: Number(stat.size) });
    if (!('part' in answered)) return answered;
    isHandedOver = true;
    // The stream closes the file, at its end and when the reader goes away.
    return reply.send(file.createReadStream({ ...answered.part, highWaterMark: PIECE_BYTES }));
  } finally {
    if (!isHandedOver) await file.close();
  }
}

function refuseRange(reply: FastifyReply, sizeBytes: number): FastifyReply {
  return reply
    .code(416)
    .header('content-range', `bytes */${sizeBytes}`)
    .type('application/json; charset=utf-8')
    .send({ code: 'outside' });
}

/** null where nothing can be read there; the guard has let this reader in, so it is told no more than that. */
async function openToRead(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return null;
    throw error;
  }
}

function rangeFor(request: FastifyRequest, tag: string, sizeBytes: number): ByteRange | 'all' | 'outside' {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== tag) return 'all';
  return byteRangeOf(request.headers.range ?? null, sizeBytes);
}

function namesTag(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((each) => each.trim() === tag);
}
