import { useEffect, useState } from 'react';
import type { EngineView } from '../../common/contract/jobs.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';

/** An engine that can work now, or once its packages are set up by itself. */
export function isUsable(engine: {
  readonly embedded: boolean;
  readonly installed: boolean;
  readonly problem: unknown;
}): boolean {
  return engine.problem === null && (engine.installed || engine.embedded);
}

/** What is installed; null while it is being asked for. */
export function useSetup(): SetupView | null {
  const { connection, report } = useApp();
  const [setup, setSetup] = useState<SetupView | null>(null);
  useEffect(() => {
    connection.rpc.setup.view.query().then(setSetup).catch(report);
  }, [connection, report]);
  return setup;
}

/** The engines that recognise; null while they are being asked for. */
export function useEngines(): readonly EngineView[] | null {
  const { connection, report } = useApp();
  const [engines, setEngines] = useState<readonly EngineView[] | null>(null);
  useEffect(() => {
    connection.rpc.app.engines.query().then(setEngines).catch(report);
  }, [connection, report]);
  return engines;
}
