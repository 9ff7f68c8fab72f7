import { useEffect, useState } from 'react';
import type { SetupView } from '../../common/contract/setup.ts';
import { useApp } from '../app/app.ts';

/** Engines, models and the machine as they are now; null until the host has told. */
export function useSetup(): SetupView | null {
  const { connection } = useApp();
  const [view, setView] = useState<SetupView | null>(null);
  useEffect(() => {
    const stream = connection.rpc.setup.watch.subscribe(undefined, { onData: setView });
    return () => stream.unsubscribe();
  }, [connection]);
  return view;
}
