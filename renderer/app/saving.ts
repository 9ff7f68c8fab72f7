import { toast } from 'sonner';
import type { FailureCode } from '../../common/contract/failure.ts';
import type { SessionState } from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import type { EditorSession } from '../session/session.ts';
import { type MessageId, say } from '../text/text.ts';
import type { App } from './app.ts';
import { fileNameOf, inFolder, nameOf, withEnding } from './paths.ts';

const ENDING = 'wordlane';

/** Saves where the project lies; asks for a place where it has none. False when it was not saved. */
export async function save(app: App, session: EditorSession): Promise<boolean> {
  if (session.document.state().path === null) return await saveAs(app, session);
  return await settle(app, session, null, await saveTo(session, null));
}

/** Asks where to save, then saves there. */
export async function saveAs(app: App, session: EditorSession): Promise<boolean> {
  const suggested = await suggestPath(app, session);
  const path =
    app.desktop === null
      ? await new Promise<string | null>((resolve) =>
          app.openLayer({ kind: 'saveAs', suggested, settle: resolve }),
        )
      : await app.desktop.chooseSavePath({
          title: say('frame.saveAs'),
          suggestedPath: suggested,
          ending: ENDING,
        });
  if (path === null) return false;
  // The system's own dialog has asked already whether to replace what is there.
  const written = app.desktop === null ? await saveTo(session, path) : await saveOver(session, path);
  const saved = await settle(app, session, path, written);
  if (saved) app.desktop?.addRecent(path);
  return saved;
}

/** Gives the project as a download, for a browser tab whose host runs elsewhere. */
export async function downloadProject(app: App, session: EditorSession): Promise<void> {
  const answer = await app.connection.request(`/projects/${session.sessionId}/file`, {});
  if (!answer.ok) return app.tell({ code: 'project.closed', file: null, detail: null });
  const { path } = session.document.state();
  const title = `${fileNameOf(session.document.project().title)}.${ENDING}`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = path === null ? title : withEnding(nameOf(path), ENDING);
  link.click();
  URL.revokeObjectURL(link.href);
}

function saveTo(session: EditorSession, path: string | null): Promise<Result<SessionState>> {
  const { sessionId, connection, document } = session;
  document.settle();
  return connection.rpc.projects.save.mutate({ sessionId, path });
}

function saveOver(session: EditorSession, path: string | null): Promise<Result<SessionState>> {
  const { sessionId, connection, document } = session;
  document.settle();
  return connection.rpc.projects.saveOver.mutate({ sessionId, path });
}

/** What a person is asked before a file is replaced that may hold somebody's work. */
const QUESTIONS: Readonly<Partial<Record<FailureCode, readonly [MessageId, MessageId]>>> = {
  'project.changed-on-disk': ['frame.changedOnDisk', 'frame.changedOnDisk.safe'],
  'output.exists': ['frame.existsAlready', 'frame.existsAlready.safe'],
};

async function settle(
  app: App,
  session: EditorSession,
  path: string | null,
  saved: Result<SessionState>,
): Promise<boolean> {
  if (saved.ok) return true;
  const { failure } = saved;
  // A caption file was opened: saving makes a project of it, which needs a name.
  if (failure.code === 'project.unnamed') return await saveAs(app, session);
  const question = QUESTIONS[failure.code];
  if (question === undefined) {
    app.tell(failure);
    return false;
  }
  const [title, safe] = question;
  return await new Promise((resolve) => {
    toast.warning(say(title, { name: nameOf(failure.file ?? '') }), {
      description: say(safe),
      duration: Number.POSITIVE_INFINITY,
      action: {
        label: say('frame.saveAnyway'),
        onClick: () => {
          saveOver(session, path)
            .then((again) => {
              if (!again.ok) app.tell(again.failure);
              resolve(again.ok);
            })
            .catch(app.report);
        },
      },
      onDismiss: () => resolve(false),
    });
  });
}

/** Where it lies, else beside its media, else in the data root. */
async function suggestPath(app: App, session: EditorSession): Promise<string> {
  const { path, media } = session.document.state();
  if (path !== null) return withEnding(path, ENDING);
  const [first] = media;
  if (first !== undefined) return withEnding(first.path, ENDING);
  const { dataFolder } = await app.connection.rpc.app.info.query();
  return inFolder(dataFolder, `${fileNameOf(session.document.project().title)}.${ENDING}`);
}
