import { toast } from 'sonner';
import type { StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';
import type { App } from '../app/app.ts';
import type { EditorSession } from '../session/session.ts';
import { say } from '../text/text.ts';
import { touchUpState } from './touchUpState.ts';

type Distributed<T> = T extends unknown ? Omit<T, 'touchUpId' | 'sessionId'> : never;

/** What is to be done, without whose it is. */
export type TouchUpWish = Distributed<StartTouchUp>;

/** Begins the work; how it goes is seen in `touchUpState`. */
export function startTouchUp(app: App, session: EditorSession, wish: TouchUpWish): void {
  const { sessionId } = session;
  session.document.settle();
  const request: StartTouchUp = { ...wish, touchUpId: crypto.randomUUID(), sessionId };
  const state = touchUpState(session);
  const project = session.document.project();
  state.setState(({ asked }) => ({
    asked: new Map(asked).set(request.touchUpId, { request, project }),
    sheet: null,
  }));
  app.connection.rpc.touchUps.start.mutate(request).catch(app.report);
}

export function cancelTouchUp(app: App, touchUpId: string): void {
  app.connection.rpc.touchUps.cancel.mutate({ touchUpId }).catch(app.report);
}

/** Takes one that has ended off the list, for all windows. */
export function dismissTouchUp(app: App, touchUpId: string): void {
  app.connection.rpc.touchUps.dismiss.mutate({ touchUpId }).catch(app.report);
}

/** Opens what was heard in a stretch that was recognised again. */
export async function reviewHeard(app: App, session: EditorSession, touchUpId: string): Promise<void> {
  const heard = await app.connection.rpc.touchUps.heard.query({ touchUpId });
  if (heard !== null) touchUpState(session).setState({ review: { touchUpId, heard } });
}

/** Follows the work on a session's parts until the returned function is called. */
export function followTouchUps(app: App, session: EditorSession): () => void {
  const state = touchUpState(session);
  const seen = new Set<string>();
  const take = (views: readonly TouchUpView[]) => {
    state.setState({ views });
    for (const view of views) {
      if (view.state === 'running' || seen.has(view.touchUpId)) continue;
      seen.add(view.touchUpId);
      end(app, session, view);
    }
  };
  const { sessionId } = session;
  const stream = app.connection.rpc.touchUps.watch.subscribe(
    { sessionId },
    { onData: take, onError: app.report },
  );
  return () => stream.unsubscribe();
}

/** What is done is told and gone; what was heard and what failed stays until somebody has seen it. */
function end(app: App, session: EditorSession, view: TouchUpView): void {
  const { touchUpId, kind } = view;
  if (view.state === 'cancelled') dismissTouchUp(app, touchUpId);
  if (view.state !== 'done') return;
  if (kind === 'redo') {
    // Whoever asked for it wants to see it; other windows can.
    const { asked, review } = touchUpState(session).getState();
    if (asked.has(touchUpId) && review === null) reviewHeard(app, session, touchUpId).catch(app.report);
    return;
  }
  toast.success(say(`touchUps.done.${kind}`, { count: view.count ?? 0 }), { id: touchUpId });
  dismissTouchUp(app, touchUpId);
}
