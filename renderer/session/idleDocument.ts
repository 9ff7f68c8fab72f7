import { useEffect, useRef, useState } from 'react';
import type { Violation } from '../../common/captions/checks/violation.ts';
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

const NO_VIOLATIONS: readonly Violation[] = [];
/** Documents whose captions were checked once; from then on an edit is checked in some milliseconds. */
const checked = new WeakSet<OpenDocument>();

/** The problems of the captions, a moment late; none before the first look, which takes 0.1 s in 150,000 words. */
export function useIdleViolations(): readonly Violation[] {
  const { document } = useSession();
  const isFirst = useRef(!checked.has(document));
  return useIdleDocument((one) => {
    if (isFirst.current) {
      isFirst.current = false;
      return NO_VIOLATIONS;
    }
    checked.add(one);
    return one.violations();
  });
}
