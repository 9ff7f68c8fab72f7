import { Stethoscope } from 'lucide-react';
import type { SetupView } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { SkeletonLines } from '../design/states.tsx';
import { explainHere } from '../text/failures.ts';
import { fileSize } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { Fact } from './engineDetails.tsx';
import { cardText } from './setupText.ts';

interface MachinePanelProps {
  readonly view: SetupView;
  readonly onMoveModels: () => void;
}

/** What this computer has, and where everything lies. */
export function MachinePanel({ view, onMoveModels }: MachinePanelProps) {
  const app = useApp();
  const { machine, engines, models, freeBytes } = view;
  const engineBytes = engines.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const modelBytes = models.reduce(
    (sum, { state, sizeBytes }) => (state === 'ready' ? sum + (sizeBytes ?? 0) : sum),
    0,
  );
  return (
    <>
      <section aria-labelledby="machine-head" className="border-b border-line-1 p-4">
        <h2 id="machine-head" className="t-13 font-semibold">
          {say('setup.thisComputer')}
        </h2>
        {machine === null ? (
          <SkeletonLines label={say('setup.thisComputer')} count={3} rowPx={20} />
        ) : (
          <>
            <dl className="mt-2 grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5 t-12">
              <Fact name={say('setup.card')} value={cardText(machine)} />
              {machine.gpus[0]?.driver != null && (
                <Fact name={say('setup.driver')} value={machine.gpus[0].driver} />
              )}
              <Fact
                name={say('setup.processor')}
                value={say('setup.cores', { name: machine.cpu, count: machine.cores })}
              />
              <Fact name={say('setup.memory')} value={fileSize(machine.memoryBytes)} />
              {freeBytes !== null && (
                <Fact name={say('setup.disk')} value={say('setup.free', { size: fileSize(freeBytes) })} />
              )}
            </dl>
            {machine.problem !== null && (
              <p role="alert" className="mt-2 t-12 text-bad">
                {explainHere(machine.problem).reason} {explainHere(machine.problem).repair}
              </p>
            )}
          </>
        )}
      </section>
      <section aria-labelledby="folders-head" className="border-b border-line-1 p-4">
        <h2 id="folders-head" className="t-13 font-semibold">
          {say('setup.folders')}
        </h2>
        <dl className="mt-2 grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5 t-12">
          <Fact name={say('setup.data')} value={view.dataFolder} />
          <Fact name={say('setup.models')} value={view.modelsFolder} />
          <Fact
            name={say('setup.inUse')}
            value={say('setup.inUseSizes', { engines: fileSize(engineBytes), models: fileSize(modelBytes) })}
          />
        </dl>
        <Button kind="normal" size="small" className="mt-3" onClick={onMoveModels}>
          {say('setup.moveModels')}
        </Button>
      </section>
      <div className="p-4">
        <Button kind="normal" size="normal" onClick={() => app.show({ kind: 'diagnostics' })}>
          <ButtonContent icon={Stethoscope} keys={null}>
            {say('setup.diagnostics')}
          </ButtonContent>
        </Button>
      </div>
    </>
  );
}
