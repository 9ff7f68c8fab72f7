import { FileUp } from 'lucide-react';
import { ActionButton } from '../actions/actionButton.tsx';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { classes } from '../design/classes.ts';
import { say } from '../text/text.ts';
import { QueuePane } from './queuePane.tsx';
import { RecentTable, useRecent } from './recentTable.tsx';

/** Where a person begins: drop or open files, go back to a project, see the queue. */
export function HomeScreen() {
  const recent = useRecent();
  const isFirst = recent !== null && recent.length === 0;
  return (
    <main className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_400px] gap-px bg-line-1 max-[1100px]:grid-cols-[minmax(0,1fr)_300px]">
      <div className="flex min-h-0 flex-col bg-surface-1 pt-4">
        <DropTarget isFirst={isFirst} />
        {recent !== null && <RecentTable recent={recent} />}
      </div>
      <QueuePane />
    </main>
  );
}

/** Says what to do. The whole window takes what is dropped; this is where it looks as if one could. */
function DropTarget({ isFirst }: { readonly isFirst: boolean }) {
  const app = useApp();
  const trySample = () => {
    app.connection.rpc.inputs.sample
      .mutate()
      .then((sample) => (sample.ok ? app.takePaths([sample.value]) : app.tell(sample.failure)))
      .catch(app.report);
  };
  return (
    <section
      aria-labelledby="drop-head"
      className={classes(
        'mx-4 flex flex-none items-center gap-3 rounded-sheet border border-dashed border-line-control bg-surface-2 px-6',
        isFirst ? 'max-h-[440px] flex-1 flex-col justify-center text-center' : 'min-h-28 flex-wrap py-3',
      )}
    >
      <span className="text-text-2">
        <FileUp size={28} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <div className={isFirst ? '' : 'min-w-60 flex-1'}>
        <h1 id="drop-head" className={isFirst ? 't-22' : 't-18'}>
          {say('home.drop')}
        </h1>
        <p className="mt-1 text-text-2">{say('home.dropDetail')}</p>
      </div>
      <div className={classes('flex gap-2', isFirst && 'mt-2')}>
        <Button kind="normal" size="normal" onClick={trySample}>
          {say('home.sample')}
          <span className="figures t-11 text-text-3">{say('home.sampleLength')}</span>
        </Button>
        <ActionButton action="app.open" icon={null} kind="primary" size="normal" />
      </div>
    </section>
  );
}
