import { FileUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Icon } from '../design/icon.tsx';
import { say } from '../text/text.ts';
import { type App, useApp } from './app.ts';
import { entriesOf, filesOf } from './droppedFiles.ts';

/** The whole window takes files, wherever they are dropped. */
export function DropZone() {
  const app = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => listenForDrops(app, setOver), [app]);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-scrim p-6">
      <div className="grid h-full w-full place-content-center justify-items-center gap-3 rounded-sheet border-2 border-dashed border-accent bg-surface-1 text-center">
        <span className="text-accent-text">
          <Icon of={FileUp} size={16} />
        </span>
        <p className="t-18">{say('frame.drop')}</p>
        <p className="t-13 text-text-2">{say('frame.drop.about')}</p>
      </div>
    </div>
  );
}

function listenForDrops(app: App, setOver: (over: boolean) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  // Each element under the pointer tells of entering and leaving: only the outermost counts.
  let depth = 0;
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  const count = (step: number) => (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + step);
    setOver(depth > 0);
  };
  window.addEventListener('dragenter', count(1), { signal });
  window.addEventListener('dragleave', count(-1), { signal });
  window.addEventListener(
    'dragover',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    },
    { signal },
  );
  window.addEventListener(
    'drop',
    (event) => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      take(app, event.dataTransfer).catch(app.report);
    },
    { signal },
  );
  return () => stop.abort();
}

/** A desktop window knows the paths, of folders as well; a tab has to read the folders itself. */
async function take(app: App, { files, items }: DataTransfer): Promise<void> {
  if (app.desktop !== null) return await app.takeFiles([...files]);
  const entries = entriesOf(items);
  await app.takeFiles(entries.length === 0 ? [...files] : await filesOf(entries));
}
