import type { ExportChoice, ExportedFile } from '../../common/contract/projects.ts';
import type { Result } from '../../common/contract/result.ts';
import type { App } from '../app/app.ts';
import type { EditorSession } from '../session/session.ts';

/** Writes the files on the host's computer. */
export async function exportToFolder(
  session: EditorSession,
  choice: ExportChoice,
): Promise<Result<readonly ExportedFile[]>> {
  session.document.settle();
  return await session.connection.rpc.projects.export.mutate({ sessionId: session.sessionId, choice });
}

/** Hands the files to the browser as downloads, one after the other. */
export async function download(
  app: App,
  session: EditorSession,
  choice: Pick<ExportChoice, 'formats' | 'profile' | 'wordTimes'>,
): Promise<void> {
  session.document.settle();
  const { sessionId } = session;
  const { key } = await app.connection.rpc.app.keyOf.query({ id: sessionId });
  for (const format of choice.formats) {
    const query = new URLSearchParams({ k: key, wordTimes: String(choice.wordTimes) });
    if (choice.profile !== null) query.set('profile', choice.profile);
    const link = document.createElement('a');
    link.href = `/projects/${sessionId}/export/${format}?${query}`;
    link.download = '';
    link.click();
    // A browser takes a second click in the same task for a repetition of the first.
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}
