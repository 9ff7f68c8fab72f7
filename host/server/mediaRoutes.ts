import type { FastifyInstance } from 'fastify';
import type { FileParts, FileService } from '../files/files.ts';
import { turnAway } from './guard.ts';
import { type ServedFile, sendFile, sendSlice } from './sendFile.ts';

/** A minute of 16 kHz: more than a loop or a scrub needs, and 1.9 MB at the most. */
const LONGEST_SLICE_SAMPLES = 960_000;
const SAMPLE_BYTES = 2;

/**
 * `/media/:id` and what was made of it. Ids were given to files that a person opened; no URL holds a path. With
 * the key of the id as `?k=`, because a media element sends no header.
 */
export function addMediaRoutes(app: FastifyInstance, files: FileService): void {
  const part = (url: string, choose: (parts: FileParts) => ServedFile | null) => {
    app.route<{ Params: { id: string } }>({
      // A HEAD that the server makes of a GET says 0 bytes for what it does not send.
      method: ['GET', 'HEAD'],
      url,
      config: { access: 'key' },
      handler: async (request, reply) => {
        const parts = files.parts(request.params.id);
        if (parts === null) return turnAway(reply, { status: 404, code: 'unknown' });
        const chosen = choose(parts);
        if (chosen === null) return reply.code(404).send({ code: 'not-ready' });
        return await sendFile(request, reply, chosen);
      },
    });
  };
  part('/media/:id', ({ playing }) => playing);
  part('/media/:id/peaks', ({ peaksPath }) => asType(peaksPath, 'application/octet-stream'));
  part('/media/:id/thumbnail', ({ thumbnailPath }) => asType(thumbnailPath, imageType(thumbnailPath)));
  addSampleRoute(app, files);
}

function asType(path: string | null, type: string): ServedFile | null {
  return path === null ? null : { path, type };
}

const IMAGE_TYPES: Readonly<Record<string, string>> = { png: 'image/png', webp: 'image/webp' };

function imageType(path: string | null): string {
  const ending = path?.split('.').at(-1) ?? '';
  return IMAGE_TYPES[ending.toLowerCase()] ?? 'image/jpeg';
}

/**
 * Decoded sound from sample `from` up to `to`, raw 16 kHz s16le; sample 0 is 0 of the media clock. What lies
 * beyond the end is left out.
 */
function addSampleRoute(app: FastifyInstance, files: FileService): void {
  app.get<{ Params: { id: string }; Querystring: { from?: unknown; to?: unknown } }>(
    '/media/:id/pcm',
    { config: { access: 'key' } },
    async (request, reply) => {
      const parts = files.parts(request.params.id);
      if (parts === null) return turnAway(reply, { status: 404, code: 'unknown' });
      const slice = sampleSlice(request.query.from, request.query.to);
      if (typeof slice === 'string') return reply.code(400).send({ code: slice });
      if (parts.pcmPath === null) return reply.code(404).send({ code: 'not-ready' });
      return await sendSlice(reply, parts.pcmPath, {
        start: slice.from * SAMPLE_BYTES,
        end: slice.to * SAMPLE_BYTES - 1,
      });
    },
  );
}

/** Whole sample numbers, `from` before `to`, at most a minute apart; else the code of what is wrong. */
export function sampleSlice(
  from: unknown,
  to: unknown,
): { readonly from: number; readonly to: number } | 'bad-slice' | 'slice-too-long' {
  if (typeof from !== 'string' || typeof to !== 'string') return 'bad-slice';
  // Fifteen digits stay exact, also as bytes.
  if (!/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(to)) return 'bad-slice';
  const slice = { from: Number(from), to: Number(to) };
  if (slice.to <= slice.from) return 'bad-slice';
  return slice.to - slice.from > LONGEST_SLICE_SAMPLES ? 'slice-too-long' : slice;
}
