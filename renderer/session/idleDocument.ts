import { useEffect, useRef, useState } from 'react';
import { whenIdle } from '../app/whenIdle.ts';
import type { OpenDocument } from '../document/openDocument.ts';
import { useSession } from './session.ts';

/**
 * Something read of the whole document that may be a moment late: after an edit it is read again when the window
 * has nothing else to do, so that a key never waits for it. As in `useDocument`, the same object means no change.
 */
export function useIdleDocument<T>(read: (document: OpenDocument) => T): T {
  const { document } = useSession();
  const latest = useRef(read);
  latest.current = read;
  const [value, setValue] = useState(() => read(document));
  useEffect(() => {
    let giveUp: (() => void) | null = null;
    const look = () => {
      giveUp = null;
      setValue(() => latest.current(document));
    };
    const soon = () => {
      giveUp ??= whenIdle(look);
    };
    soon();
    const stop = document.subscribe(soon);
    return () => {
      stop();
      giveUp?.();
    };
  }, [document]);
  return value;
}
