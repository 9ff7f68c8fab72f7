import type { StoreApi } from 'zustand/vanilla';
import type { Failure } from '../../common/contract/failure.ts';
import type { App, AppState, Upload } from './app.ts';

/** Drawn at most this often: a fast disk tells of progress hundreds of times a second. */
const TELL_EVERY_MS = 100;

const cancels = new Map<string, AbortController>();

/** Sends files into the data root, one after another, and gives the paths of those that arrived. */
export async function uploadFiles(
  app: App,
  state: StoreApi<AppState>,
  files: readonly File[],
): Promise<readonly string[]> {
  const waiting = files.map((file) => ({ file, upload: begin(file) }));
  state.setState(({ uploads }) => ({ uploads: [...uploads, ...waiting.map(({ upload }) => upload)] }));
  const paths: string[] = [];
  for (const { file, upload } of waiting) {
    const path = await uploadFile(app, state, file, upload);
    if (path !== null) paths.push(path);
    cancels.delete(upload.id);
    state.setState(({ uploads }) => ({ uploads: uploads.filter(({ id }) => id !== upload.id) }));
  }
  return paths;
}

/** Ends an upload, or takes a waiting one off the list; what was sent of it is gone. */
export function cancelUpload(id: string): void {
  cancels.get(id)?.abort();
}

function begin(file: File): Upload {
  const id = crypto.randomUUID();
  cancels.set(id, new AbortController());
  return { id, name: file.name, sentBytes: 0, totalBytes: file.size, startedAtMs: performance.now() };
}

async function uploadFile(
  app: App,
  state: StoreApi<AppState>,
  file: File,
  { id }: Upload,
): Promise<string | null> {
  const signal = cancels.get(id)?.signal;
  if (signal === undefined || signal.aborted) return null;
  const change = (patch: Partial<Upload>) =>
    state.setState(({ uploads }) => ({
      uploads: uploads.map((each) => (each.id === id ? { ...each, ...patch } : each)),
    }));
  change({ startedAtMs: performance.now() });
  let toldAtMs = 0;
  try {
    const sent = await app.connection.send(`/uploads?name=${encodeURIComponent(file.name)}`, file, {
      signal,
      onProgress: (sentBytes) => {
        if (performance.now() - toldAtMs < TELL_EVERY_MS) return;
        toldAtMs = performance.now();
        change({ sentBytes });
      },
    });
    const answer = sent.body === '' ? {} : (JSON.parse(sent.body) as { path?: string; failure?: Failure });
    if (sent.status === 200 && answer.path !== undefined) return answer.path;
    app.tell(answer.failure ?? { code: 'input.unreadable', file: file.name, detail: String(sent.status) });
    return null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
