import { useState } from 'react';
import { useStore } from 'zustand';
import { type Failure, failureLine } from '../../common/contract/failure.ts';
import type { ModelView } from '../../common/contract/models.ts';
import type { EngineRow, SetupView } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';
import { Button } from '../design/button.tsx';
import { Sheet } from '../design/sheet.tsx';
import { SkeletonLines } from '../design/states.tsx';
import { explainHere } from '../text/failures.ts';
import { fileSize } from '../text/figures.ts';
import { say } from '../text/text.ts';
import { EngineDetails } from './engineDetails.tsx';
import { EngineTable } from './engineTable.tsx';
import { MachinePanel } from './machinePanel.tsx';
import { ModelTable } from './modelTable.tsx';
import { PathSheet } from './pathSheet.tsx';
import { wantedVariant } from './setupText.ts';
import { useSetup } from './setupView.ts';

/** What a person is asked before it is done. */
type Question =
  | { readonly kind: 'import' }
  | { readonly kind: 'move' }
  | { readonly kind: 'wheels'; readonly row: EngineRow }
  | { readonly kind: 'licence'; readonly row: EngineRow; readonly variant: string | null }
  | { readonly kind: 'removeEngine'; readonly row: EngineRow }
  | { readonly kind: 'removeModel'; readonly model: ModelView };

/** Engines & models: what there is, whether it works, and one button for each. */
export function SetupScreen() {
  const view = useSetup();
  if (view === null) {
    return (
      <main aria-label={say('setup.title')} className="h-full bg-surface-1 p-4">
        <SkeletonLines label={say('setup.title')} count={8} rowPx={44} />
      </main>
    );
  }
  return <Setup view={view} />;
}

function Setup({ view }: { readonly view: SetupView }) {
  const app = useApp();
  const { setup } = app.connection.rpc;
  const subject = useStore(app.state, ({ screen }) => (screen.kind === 'setup' ? screen.about : null));
  const soughtEngine = subject?.kind === 'engine' ? subject.name : null;
  const [chosen, setChosen] = useState(soughtEngine);
  const [question, setQuestion] = useState<Question | null>(null);
  const row = view.engines.find(({ id }) => id === chosen) ?? view.engines[0] ?? null;
  const titles = new Map(view.engines.map(({ id, title }) => [id, title]));
  const tell = (asked: Promise<unknown>) => {
    asked.catch(app.report);
  };
  const install = (engine: EngineRow, variant: string | null) => {
    setChosen(engine.id);
    if (engine.licenceNote !== null && !engine.installed) {
      setQuestion({ kind: 'licence', row: engine, variant });
    } else tell(setup.install.mutate({ engineId: engine.id, variant, wheelsFolder: null }));
  };
  const about = ({ id }: EngineRow) => ({ engineId: id });
  const ref = ({ kind, id }: ModelView) => ({ kind, id });
  return (
    <main
      aria-label={say('setup.title')}
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_360px] gap-px bg-line-1 max-[1000px]:grid-cols-[minmax(0,1fr)_280px]"
    >
      <div className="min-h-0 overflow-y-auto bg-surface-1 pb-6">
        <EngineTable
          engines={view.engines}
          chosen={row?.id ?? null}
          sought={soughtEngine}
          onChoose={setChosen}
          onInstall={(engine) => install(engine, null)}
          onTest={(engine) => tell(setup.verify.mutate(about(engine)))}
          onRepair={(engine) => tell(setup.repair.mutate(about(engine)))}
          onCancel={(engine) => tell(setup.cancel.mutate(about(engine)))}
        />
        <ModelTable
          view={view}
          engineTitles={titles}
          sought={subject?.kind === 'model' ? subject.name : null}
          onLoad={(model) => tell(setup.download.mutate(ref(model)))}
          onCancel={(model) => tell(setup.cancelModel.mutate(ref(model)))}
          onRemove={(model) => setQuestion({ kind: 'removeModel', model })}
          onToken={(model, page) => app.openLayer({ kind: 'token', page, model: ref(model) })}
          onImport={() => setQuestion({ kind: 'import' })}
        />
      </div>
      <aside aria-label={say('setup.details')} className="min-h-0 overflow-y-auto bg-surface-1">
        {row !== null && (
          <EngineDetails
            key={row.id}
            row={row}
            onInstall={install}
            onInstallFrom={(engine) => setQuestion({ kind: 'wheels', row: engine })}
            onRemove={(engine) => setQuestion({ kind: 'removeEngine', row: engine })}
          />
        )}
        <MachinePanel view={view} onMoveModels={() => setQuestion({ kind: 'move' })} />
      </aside>
      {question !== null && <Asked question={question} onClose={() => setQuestion(null)} />}
    </main>
  );
}

/** A sentence about what went wrong, or null. */
async function wrongOf(
  asked: PromiseLike<{ readonly ok: true } | { readonly ok: false; readonly failure: Failure }>,
): Promise<string | null> {
  const result = await asked;
  if (result.ok) return null;
  const { reason, repair } = explainHere(result.failure);
  return reason === '' ? failureLine(result.failure) : `${reason} ${repair}`.trim();
}

function Asked({ question, onClose }: { readonly question: Question; readonly onClose: () => void }) {
  const { setup } = useApp().connection.rpc;
  switch (question.kind) {
    case 'import':
      return (
        <PathSheet
          title={say('setup.import')}
          hint={say('setup.importHint')}
          confirm={say('setup.importNow')}
          onClose={onClose}
          onChoose={(path) => wrongOf(setup.importModel.mutate({ path, kind: null, id: null }))}
        />
      );
    case 'move':
      return (
        <PathSheet
          title={say('setup.moveModels')}
          hint={say('setup.moveHint')}
          confirm={say('setup.moveNow')}
          onClose={onClose}
          onChoose={(folder) => wrongOf(setup.moveModels.mutate({ folder }))}
        />
      );
    case 'wheels':
      return (
        <PathSheet
          title={say('setup.installFrom')}
          hint={say('setup.installFromHint')}
          confirm={say('setup.install')}
          onClose={onClose}
          onChoose={async (wheelsFolder) => {
            const variant = wantedVariant(question.row)?.id ?? null;
            await setup.install.mutate({ engineId: question.row.id, variant, wheelsFolder });
            return null;
          }}
        />
      );
    case 'licence':
      return (
        <Confirm
          title={say('setup.licenceOf', { name: question.row.title })}
          text={question.row.licenceNote ?? ''}
          confirm={say('setup.agree')}
          kind="primary"
          onClose={onClose}
          onConfirm={async () => {
            const { row, variant } = question;
            await setup.install.mutate({ engineId: row.id, variant, wheelsFolder: null });
            return null;
          }}
        />
      );
    case 'removeEngine':
      return (
        <Confirm
          title={say('setup.removeNamed', { name: question.row.title })}
          text={say('setup.removeEngineText', { size: fileSize(question.row.sizeBytes ?? 0) })}
          confirm={say('setup.remove')}
          kind="danger"
          onClose={onClose}
          onConfirm={() => wrongOf(setup.remove.mutate({ engineId: question.row.id }))}
        />
      );
    case 'removeModel':
      return (
        <Confirm
          title={say('setup.removeNamed', { name: question.model.title })}
          text={say('setup.removeModelText', { size: fileSize(question.model.sizeBytes ?? 0) })}
          confirm={say('setup.remove')}
          kind="danger"
          onClose={onClose}
          onConfirm={() =>
            wrongOf(setup.removeModel.mutate({ kind: question.model.kind, id: question.model.id }))
          }
        />
      );
  }
}

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly kind: 'primary' | 'danger';
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<string | null>;
}

function Confirm({ title, text, confirm, kind, onClose, onConfirm }: ConfirmProps) {
  const app = useApp();
  const [error, setError] = useState<string | null>(null);
  const go = () => {
    onConfirm()
      .then((wrong) => {
        if (wrong === null) onClose();
        else setError(wrong);
      })
      .catch(app.report);
  };
  return (
    <Sheet
      title={title}
      about={null}
      width="small"
      closeLabel={say('setup.close')}
      onClose={onClose}
      focus={null}
      foot={
        <>
          <Button kind="normal" size="normal" onClick={onClose}>
            {say('setup.cancel')}
          </Button>
          <Button kind={kind} size="normal" onClick={go}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="p-4 t-13">
        <p>{text}</p>
        {error !== null && (
          <p role="alert" className="mt-2 text-bad">
            {error}
          </p>
        )}
      </div>
    </Sheet>
  );
}
