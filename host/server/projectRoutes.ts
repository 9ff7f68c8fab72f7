import { basename } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseProject } from '../../common/document/parse.ts';
import { serialiseProject } from '../../common/document/serialise.ts';
import { encodeProject, PROJECT_ENDING } from '../projects/projectFile.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { attachment } from './attachment.ts';
import { turnAway } from './guard.ts';
import { safeName } from './safeName.ts';

/** A document of 150,000 words has 14 MB; the journal of a year of meetings still fits. */
const LONGEST_DOCUMENT_BYTES = 512 * 1024 * 1024;

interface Named {
  readonly Params: { readonly id: string };
}

/** Whole documents and files of open projects: too long for calls, and downloads need a URL. */
export async function addProjectRoutes(app: FastifyInstance, sessions: Sessions): Promise<void> {
  addDocument(app, sessions);
  await app.register(async (scope) => addRestoring(scope, sessions));
  addDownloads(app, sessions);
}

/** The document as it is, with the version from which `projects.watch` goes on. */
function addDocument(app: FastifyInstance, sessions: Sessions): void {
  app.get<Named>('/projects/:id/document', async (request, reply) => {
    const found = sessions.document(request.params.id);
    if (found === null) return unknown(reply);
    return reply
      .header('x-wordlane-version', String(found.version))
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(serialiseProject(found.project));
  });
}

/** Takes back what a window still holds after the host had to start again; answers a `Result` of its state. */
function addRestoring(app: FastifyInstance, sessions: Sessions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', 'application/octet-stream'],
    { parseAs: 'string', bodyLimit: LONGEST_DOCUMENT_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.put<Named & { Querystring: { path?: unknown } }>(
    '/projects/:id/document',
    { bodyLimit: LONGEST_DOCUMENT_BYTES },
    async (request, reply) => {
      const { path } = request.query;
      const project = parseProject(typeof request.body === 'string' ? request.body : '');
      if (!project.ok) return reply.code(422).send(project);
      return reply.send(
        sessions.restore({
          sessionId: request.params.id,
          project: project.value,
          path: typeof path === 'string' && path !== '' ? path : null,
        }),
      );
    },
  );
}

/** Exports and the project itself, for a browser tab, which cannot write files. With the session's key as `?k=`. */
function addDownloads(app: FastifyInstance, sessions: Sessions): void {
  app.get<{
    Params: { id: string; format: string };
    Querystring: { profile?: unknown; wordTimes?: unknown };
  }>('/projects/:id/export/:format', { config: { access: 'key' } }, async (request, reply) => {
    const { id, format } = request.params;
    const { profile, wordTimes } = request.query;
    if (sessions.document(id) === null) return unknown(reply);
    const made = sessions.exportText(id, {
      format,
      profile: typeof profile === 'string' && profile !== '' ? profile : null,
      wordTimes: wordTimes !== 'false',
    });
    if (!made.ok) return reply.code(422).send({ code: made.failure.code, failure: made.failure });
    return download(reply, made.value.fileName).send(Buffer.from(made.value.text, 'utf8'));
  });
  app.get<Named>('/projects/:id/file', { config: { access: 'key' } }, async (request, reply) => {
    const found = sessions.document(request.params.id);
    if (found === null) return unknown(reply);
    const path = sessions.state(request.params.id)?.path ?? null;
    const name = path?.endsWith(PROJECT_ENDING)
      ? basename(path)
      : safeName(`${found.project.title || 'project'}${PROJECT_ENDING}`);
    // A person keeps it, so no job may replace it: its revision says so.
    return download(reply, name).send(encodeProject({ project: found.project, revision: 1 }));
  });
}

function unknown(reply: FastifyReply): FastifyReply {
  return turnAway(reply, { status: 404, code: 'unknown' });
}

function download(reply: FastifyReply, name: string): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('cache-control', 'no-store')
    .header('content-disposition', attachment(name));
}
