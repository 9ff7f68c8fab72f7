import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from './csp.ts';

/** Where the built page wants the nonce of its load. */
const NONCE_PLACE = '__CSP_NONCE__';

/** A page without the built interface says this alone. */
const NOT_BUILT = 'The interface of Wordlane is not built here: start it once with `npm start`.\n';

/**
 * The interface as it was built into `folder`: the one page, which no cache keeps, and its assets, whose names
 * change with their content. They hold no secret, so they need no token.
 */
export async function addPages(app: FastifyInstance, folder: string): Promise<void> {
  app.route({
    method: 'GET',
    url: '/',
    config: { access: 'public' },
    handler: async (_request, reply) => {
      const page = await readPage(join(folder, 'index.html'));
      reply.header('cache-control', 'no-store');
      if (page === null) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      const nonce = randomBytes(16).toString('base64');
      return reply
        .header('content-security-policy', contentSecurityPolicy(nonce))
        .type('text/html; charset=utf-8')
        .send(page.replaceAll(NONCE_PLACE, nonce));
    },
  });
  await app.register(async (assets) => {
    assets.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await assets.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      index: false,
      maxAge: '365d',
      immutable: true,
    });
  });
}

async function readPage(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
