import { initTRPC, tracked } from '@trpc/server';
import { z } from 'zod';
import type { Failure } from '../../common/contract/failure.ts';
import { startJobSchema, transcribeChoiceSchema } from '../../common/contract/jobs.ts';
import { changeSchema, exportChoiceSchema } from '../../common/contract/projects.ts';
import { settingsPatchSchema } from '../../common/contract/settings.ts';
import {
  checkSchema,
  engineRequestSchema,
  importRequestSchema,
  installRequestSchema,
  modelRequestSchema,
  tokenRequestSchema,
} from '../../common/contract/setup.ts';
import { startTouchUpSchema } from '../../common/contract/touchUps.ts';
import type { Services } from './services.ts';
import { changesOf } from './streams.ts';
import { mintTicket, type Tickets } from './tickets.ts';

/** What a call knows besides its input. */
export interface CallContext {
  readonly services: Services;
  readonly tickets: Tickets;
  /** What opens the URLs of one session or file. */
  readonly keyOf: (id: string) => string;
  /** Aborts when the window's connection is gone. */
  readonly gone: AbortSignal;
}

const t = initTRPC.context<CallContext>().create({
  // A thrown error is a bug: it goes to the log, and its words stay here.
  errorFormatter: ({ shape }) => ({ ...shape, message: 'internal', data: { code: shape.data.code } }),
});

const call = t.procedure;
const session = z.strictObject({ sessionId: z.string() });

/**
 * Every call that a page may make. Expected failures come back as `Result` values; only bugs throw. A query or
 * mutation cannot be aborted from the page, so whatever takes long is a job.
 */
export const router = t.router({
  app: t.router({
    info: call.query(({ ctx }) => ({
      version: ctx.services.version,
      platform: process.platform,
      dataFolder: ctx.services.home.root,
    })),
    /** A one-time way into this host for another window, as the fragment of its URL. */
    ticket: call.mutation(({ ctx }) => ({ ticket: mintTicket(ctx.tickets, Date.now()) })),
    /** The `?k=` of a session's downloads, which a link cannot fetch with the token. */
    keyOf: call
      .input(z.strictObject({ id: z.string().max(200) }))
      .query(({ ctx, input }) => ({ key: ctx.keyOf(input.id) })),
    takeOpening: call.mutation(({ ctx }) => ctx.services.takeOpening()),
    engines: call.query(async ({ ctx }) => await ctx.services.queue.engines()),
    /** How fast each choice would be on this computer. */
    expect: call
      .input(z.strictObject({ choices: z.array(transcribeChoiceSchema).max(100) }))
      .query(async ({ ctx, input }) => await ctx.services.queue.expect(input.choices)),
    logFailure: call
      .input(z.strictObject({ message: z.string().max(4000), stack: z.string().max(20_000) }))
      .mutation(({ ctx, input }) => {
        ctx.services.logBug(Object.assign(new Error(input.message), { stack: input.stack }), 'page');
      }),
  }),
  settings: t.router({
    get: call.query(({ ctx }) => ctx.services.settings.get()),
    change: call.input(settingsPatchSchema).mutation(({ ctx, input }) => ctx.services.settings.change(input)),
    watch: call.subscription(async function* ({ ctx, signal }) {
      const { settings } = ctx.services;
      yield* changesOf(settings.get(), settings.watch, signal ?? ctx.gone);
    }),
  }),
  recent: t.router({
    list: call.query(async ({ ctx }) => await ctx.services.recent.list()),
    watch: call.subscription(async function* ({ ctx, signal }) {
      const { recent } = ctx.services;
      for await (const _ of changesOf(null, (tell) => recent.watch(() => tell(null)), signal ?? ctx.gone)) {
        yield await recent.list();
      }
    }),
    remove: call
      .input(z.strictObject({ path: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.recent.remove(input.path)),
    clear: call.mutation(({ ctx }) => ctx.services.recent.clear()),
  }),
  inputs: t.router({
    /** Files and folders as they were dropped, as the files that are in them; what cannot be used, with reasons. */
    expand: call
      .input(z.strictObject({ paths: z.array(z.string()).max(10_000) }))
      .query(async ({ ctx, input }) => await ctx.services.files.expand(input.paths)),
    /** A clip to try everything with, where the person may write beside it. */
    sample: call.mutation(async ({ ctx }) => await ctx.services.sampleClip()),
    /** Opens a media file for looking at: facts now, waveform and stand-in on demand. */
    inspect: call
      .input(z.strictObject({ path: z.string() }))
      .query(async ({ ctx, input }) => await ctx.services.files.open(input.path, ctx.gone)),
  }),
  projects: t.router({
    open: call
      .input(z.strictObject({ path: z.string() }))
      .mutation(async ({ ctx, input }) => await ctx.services.sessions.open(input.path, ctx.gone)),
    create: call
      .input(z.strictObject({ mediaPath: z.string().nullable() }))
      .mutation(async ({ ctx, input }) => await ctx.services.sessions.create(input.mediaPath, ctx.gone)),
    state: call.input(session).query(({ ctx, input }) => ctx.services.sessions.state(input.sessionId)),
    watch: call
      .input(session.extend({ sinceVersion: z.int().min(0), lastEventId: z.string().nullish() }))
      .subscription(async function* ({ ctx, input, signal }) {
        // After a broken connection the client says which version it saw last.
        const since = Number(input.lastEventId ?? input.sinceVersion);
        let version = since;
        for await (const event of ctx.services.sessions.watch(input.sessionId, since, signal ?? ctx.gone)) {
          if (event.kind === 'operation' || event.kind === 'reset') version = event.version;
          yield tracked(String(version), event);
        }
      }),
    change: call.input(changeSchema).mutation(({ ctx, input }) => ctx.services.sessions.change(input)),
    undo: call.input(session).mutation(({ ctx, input }) => ctx.services.sessions.undo(input.sessionId)),
    redo: call.input(session).mutation(({ ctx, input }) => ctx.services.sessions.redo(input.sessionId)),
    undoSteps: call
      .input(session.extend({ count: z.int().min(1) }))
      .mutation(({ ctx, input }) => ctx.services.sessions.undoSteps(input.sessionId, input.count)),
    mark: call
      .input(session.extend({ name: z.string().max(80) }))
      .mutation(({ ctx, input }) => ctx.services.sessions.mark(input.sessionId, input.name)),
    undoToMark: call
      .input(session.extend({ name: z.string().max(80) }))
      .mutation(({ ctx, input }) => ctx.services.sessions.undoToMark(input.sessionId, input.name)),
    save: call
      .input(session.extend({ path: z.string().nullable() }))
      .mutation(async ({ ctx, input }) => await ctx.services.sessions.save(input.sessionId, input.path)),
    /** Saves although another program changed the file: the person was asked. */
    saveOver: call
      .input(session.extend({ path: z.string().nullable() }))
      .mutation(async ({ ctx, input }) => await ctx.services.sessions.saveOver(input.sessionId, input.path)),
    relink: call
      .input(session.extend({ mediaId: z.string(), path: z.string() }))
      .mutation(
        async ({ ctx, input }) =>
          await ctx.services.sessions.relink(input.sessionId, input.mediaId, input.path, ctx.gone),
      ),
    /** Begins making the waveform and, where needed, the stand-in of a session's media. */
    prepareMedia: call.input(z.strictObject({ fileId: z.string() })).mutation(({ ctx, input }) => {
      ctx.services.files.prepare(input.fileId);
    }),
    export: call
      .input(session.extend({ choice: exportChoiceSchema }))
      .mutation(
        async ({ ctx, input }) => await ctx.services.sessions.exportFiles(input.sessionId, input.choice),
      ),
    exportText: call
      .input(session.extend({ format: z.string(), profile: z.string().nullable(), wordTimes: z.boolean() }))
      .query(({ ctx, input: { sessionId, ...choice } }) =>
        ctx.services.sessions.exportText(sessionId, choice),
      ),
    close: call.input(session).mutation(({ ctx, input }) => ctx.services.sessions.close(input.sessionId)),
    unsaved: call.query(({ ctx }) => ctx.services.sessions.unsaved()),
  }),
  setup: t.router({
    view: call.query(async ({ ctx }) => await ctx.services.setup.view()),
    watch: call.subscription(async function* ({ ctx, signal }) {
      yield* ctx.services.setup.watch(signal ?? ctx.gone);
    }),
    install: call.input(installRequestSchema).mutation(({ ctx, input }) => ctx.services.setup.install(input)),
    verify: call
      .input(engineRequestSchema)
      .mutation(({ ctx, input }) => ctx.services.setup.verify(input.engineId)),
    repair: call
      .input(engineRequestSchema)
      .mutation(({ ctx, input }) => ctx.services.setup.repair(input.engineId)),
    cancel: call
      .input(engineRequestSchema)
      .mutation(({ ctx, input }) => ctx.services.setup.cancel(input.engineId)),
    remove: call
      .input(engineRequestSchema)
      .mutation(async ({ ctx, input }) => await ctx.services.setup.remove(input.engineId)),
    download: call.input(modelRequestSchema).mutation(({ ctx, input }) => ctx.services.setup.download(input)),
    cancelModel: call
      .input(modelRequestSchema)
      .mutation(({ ctx, input }) => ctx.services.setup.cancelModel(input)),
    importModel: call
      .input(importRequestSchema)
      .mutation(async ({ ctx, input }) => await ctx.services.setup.importModel(input)),
    removeModel: call
      .input(modelRequestSchema)
      .mutation(async ({ ctx, input }) => await ctx.services.setup.removeModel(input)),
    moveModels: call
      .input(z.strictObject({ folder: z.string().min(1) }))
      .mutation(async ({ ctx, input }) => await ctx.services.setup.moveModels(input.folder)),
    setToken: call
      .input(tokenRequestSchema)
      .mutation(async ({ ctx, input }) => await ctx.services.setup.setToken(input.token)),
    removeToken: call.mutation(async ({ ctx }) => await ctx.services.setup.removeToken()),
    diagnose: call.mutation(async ({ ctx }) => await ctx.services.setup.diagnose()),
    report: call
      .input(z.strictObject({ checks: z.array(checkSchema).max(500) }))
      .query(async ({ ctx, input }) => await ctx.services.setup.report(input.checks)),
  }),
  voices: t.router({
    list: call.query(async ({ ctx }) => await ctx.services.voices.list()),
    forget: call
      .input(z.strictObject({ name: z.string().max(200) }))
      .mutation(async ({ ctx, input }) => await ctx.services.voices.forget(input.name)),
    forgetAll: call.mutation(async ({ ctx }) => await ctx.services.voices.forgetAll()),
  }),
  touchUps: t.router({
    start: call
      .input(startTouchUpSchema)
      .mutation(({ ctx, input }) => ctx.services.queue.touchUps.start(input)),
    cancel: call
      .input(z.strictObject({ touchUpId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.touchUps.cancel(input.touchUpId)),
    dismiss: call
      .input(z.strictObject({ touchUpId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.touchUps.dismiss(input.touchUpId)),
    watch: call.input(session).subscription(async function* ({ ctx, input, signal }) {
      yield* ctx.services.queue.touchUps.watch(input.sessionId, signal ?? ctx.gone);
    }),
    heard: call
      .input(z.strictObject({ touchUpId: z.string() }))
      .query(({ ctx, input }) => ctx.services.queue.touchUps.heard(input.touchUpId)),
  }),
  jobs: t.router({
    start: call.input(startJobSchema).mutation(({ ctx, input }) => ctx.services.queue.start(input)),
    cancel: call
      .input(z.strictObject({ jobId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.cancel(input.jobId)),
    hurry: call
      .input(z.strictObject({ jobId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.hurry(input.jobId)),
    runOnProcessor: call
      .input(z.strictObject({ jobId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.runOnProcessor(input.jobId)),
    remove: call
      .input(z.strictObject({ jobId: z.string() }))
      .mutation(({ ctx, input }) => ctx.services.queue.remove(input.jobId)),
    watch: call.subscription(async function* ({ ctx, signal }) {
      yield* ctx.services.queue.watch(signal ?? ctx.gone);
    }),
    alignWords: call
      .input(session.extend({ wordIds: z.array(z.string()).min(1).max(100_000) }))
      .mutation(async ({ ctx, input }) => await ctx.services.queue.alignWords(input, ctx.gone)),
  }),
});

/** The renderer imports this type alone. */
export type AppRouter = typeof router;

/** What a call of a page may be refused with. */
export type CallFailure = Failure;
