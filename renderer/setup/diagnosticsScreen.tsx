import { Check, CircleAlert, ClipboardCopy, RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { CheckView } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';
import { Button, ButtonContent } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { BusyState } from '../design/states.tsx';
import { TableHead, tableRow } from '../design/tables.tsx';
import { say } from '../text/text.ts';
import { foundText, mendText } from './checkText.ts';
import { checkTitle } from './setupText.ts';
import { useSetup } from './setupView.ts';

const columns = 'grid grid-cols-[16px_minmax(140px,260px)_minmax(0,1fr)_auto] items-start gap-x-3 px-4';

/** What works on this computer, what does not, and one thing to do about each. */
export function DiagnosticsScreen() {
  const app = useApp();
  const { setup } = app.connection.rpc;
  const view = useSetup();
  const [checks, setChecks] = useState<readonly CheckView[] | null>(null);
  const [isCopied, setCopied] = useState(false);
  const run = useCallback(() => {
    setChecks(null);
    setCopied(false);
    setup.diagnose.mutate().then(setChecks).catch(app.report);
  }, [setup, app]);
  useEffect(run, [run]);
  const engines = view?.engines ?? [];
  const bad = checks?.filter(({ ok }) => !ok).length ?? 0;
  const copy = async () => {
    const report = await setup.report.query({ checks: [...(checks ?? [])] });
    await navigator.clipboard.writeText(report);
    setCopied(true);
  };
  return (
    <main aria-label={say('setup.diagnostics')} className="h-full min-h-0 overflow-y-auto bg-surface-1">
      <header className="flex min-h-11 flex-wrap items-center gap-3 px-4 py-2">
        <h2 className="t-15 font-semibold">
          {checks === null
            ? say('setup.looking')
            : bad === 0
              ? say('setup.allWell')
              : say('setup.problems', { count: bad })}
        </h2>
        <span className="flex-1" />
        <Button kind="normal" size="normal" disabled={checks === null} onClick={run}>
          <ButtonContent icon={RefreshCw} keys={null}>
            {say('setup.lookAgain')}
          </ButtonContent>
        </Button>
        <Button
          kind="normal"
          size="normal"
          disabled={checks === null}
          onClick={() => {
            copy().catch(app.report);
          }}
        >
          <ButtonContent icon={isCopied ? Check : ClipboardCopy} keys={null}>
            {say(isCopied ? 'setup.copied' : 'setup.copyReport')}
          </ButtonContent>
        </Button>
      </header>
      {checks === null ? (
        <BusyState title={say('setup.looking')} detail={say('setup.lookingDetail')} action={null} />
      ) : (
        <>
          <TableHead className={columns} aria-hidden="true">
            <span />
            <span>{say('setup.check')}</span>
            <span>{say('setup.found')}</span>
            <span />
          </TableHead>
          <ul aria-label={say('setup.diagnostics')}>
            {checks.map((check) => {
              const engine = engines.find(({ id }) => check.id.startsWith(`${id}.`));
              const mend = engine === undefined ? mendText(check, view?.machine ?? null) : null;
              return (
                <li key={check.id} className={`${tableRow} ${columns} min-h-9 py-2 t-12`}>
                  <span className={check.ok ? 'text-ok' : 'text-bad'}>
                    <Icon of={check.ok ? Check : CircleAlert} size={16} />
                    <span className="sr-only">{say(check.ok ? 'setup.ok' : 'setup.notOk')}</span>
                  </span>
                  <span className="font-medium wrap-anywhere">{checkTitle(check.id, engines)}</span>
                  <span className="min-w-0 wrap-anywhere text-text-2">
                    {foundText(check)}
                    {mend !== null && <span className="block text-text-1">{mend}</span>}
                  </span>
                  {!check.ok && engine !== undefined && (
                    <Button
                      kind="normal"
                      size="small"
                      onClick={() => {
                        app.show({ kind: 'setup', about: { kind: 'engine', name: engine.id } });
                        setup.repair.mutate({ engineId: engine.id }).catch(app.report);
                      }}
                    >
                      {say('setup.deedOn', { deed: say('setup.repair'), name: engine.title })}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </main>
  );
}
