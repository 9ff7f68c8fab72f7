import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import type { Project } from '../../common/document/types.ts';
import type { DecodedAudio, MediaService } from '../media/media.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** The sound of an open project, or of a part of it. To be released. */
export async function sessionSound(
  request: {
    readonly sessionId: string;
    readonly range: { readonly startMs: number; readonly endMs: number } | null;
  },
  services: { readonly sessions: Sessions; readonly media: MediaService },
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Result<DecodedAudio>> {
  const { sessions, media } = services;
  const project = sessions.document(request.sessionId)?.project ?? null;
  if (project === null) return fail(failure('project.closed', {}));
  const path = mediaPath(sessions, request.sessionId, project);
  if (path === null) {
    const [first] = project.media;
    return fail(failure('media.missing', first === undefined ? {} : { file: first.path }));
  }
  const probed = await media.probe(path, signal);
  if (!probed.ok) return probed;
  const decoded = await media.decode(
    { info: probed.value, audioTrack: null, channel: 'mix', range: request.range },
    ({ doneMs, totalMs }) => onFraction(totalMs === null ? 0 : doneMs / Math.max(1, totalMs)),
    signal,
  );
  return decoded.ok ? succeed(decoded.value) : decoded;
}

/** Where the media is now: the session knows when it was found elsewhere than the project says. */
function mediaPath(sessions: Sessions, sessionId: string, project: Project): string | null {
  const [first] = project.media;
  if (first === undefined) return null;
  const view = sessions.state(sessionId)?.media.find(({ mediaId }) => mediaId === first.id);
  return view?.state === 'missing' ? null : (view?.path ?? first.path);
}
