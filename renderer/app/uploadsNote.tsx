import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../design/button.tsx';
import { FileName } from '../design/fileName.tsx';
import { Progress } from '../design/progress.tsx';
import { fileSize, timeLeft } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { type Upload, useApp } from './app.ts';

/** Files on their way from the browser into the data root. Each can be stopped; what was sent of it is removed. */
export function UploadsNote() {
  const app = useApp();
  const uploads = useStore(app.state, (state) => state.uploads);
  if (uploads.length === 0) return null;
  const [first, ...rest] = uploads;
  return (
    <section
      aria-label={say('frame.uploads')}
      className="fixed start-3 bottom-9 z-20 w-80 rounded-control border border-transparent bg-surface-2 p-3 shadow-layer"
    >
      {first !== undefined && (
        <div className="grid grid-cols-[minmax(0,1fr)_24px] items-center gap-x-2 gap-y-1 t-12">
          <FileName name={first.name} className="font-medium" />
          <IconButton
            icon={X}
            label={say('frame.cancelUpload', { name: first.name })}
            keys={null}
            size="small"
            pressed={null}
            onClick={() => app.cancelUpload(first.id)}
          />
          <Progress
            label={first.name}
            fraction={first.totalBytes === 0 ? 1 : first.sentBytes / first.totalBytes}
            tone="accent"
            className="col-span-2"
          />
          <p className="figures col-span-2 text-text-2">{factsOf(first, rest.length)}</p>
        </div>
      )}
    </section>
  );
}

function factsOf({ sentBytes, totalBytes, startedAtMs }: Upload, waiting: number): string {
  const seconds = (performance.now() - startedAtMs) / 1000;
  const left = sentBytes === 0 ? null : ((totalBytes - sentBytes) / sentBytes) * seconds;
  return [
    say('frame.uploading'),
    say('frame.doneOf', { done: fileSize(sentBytes), total: fileSize(totalBytes) }),
    left === null ? null : say('frame.left', { time: timeLeft(left) }),
    waiting === 0 ? null : say('frame.waiting', { count: waiting }),
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}
