import { useEffect, useState } from 'react';
import type { Failure } from '../../common/contract/failure.ts';
import type { MediaFacts } from '../../common/contract/media.ts';
import { useApp } from '../app/app.ts';

export type Inspected =
  | { readonly kind: 'looking' }
  | { readonly kind: 'media'; readonly facts: MediaFacts }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Files looked at together: each is a process or two of the host's. */
const AT_ONCE = 4;

/** Drawn at most this often: five hundred rows for each file that becomes known keep the sheet from answering. */
const DRAW_EVERY_MS = 150;

/** What each file is, as it becomes known; files that are not yet looked at are not in it. */
export function useInspection(paths: readonly string[]): ReadonlyMap<string, Inspected> {
  const { connection, report } = useApp();
  const [known, setKnown] = useState<ReadonlyMap<string, Inspected>>(new Map());
  useEffect(() => {
    let isOver = false;
    const waiting = [...paths];
    const found = new Map<string, Inspected>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      setKnown(new Map(found));
    };
    const lookOn = async () => {
      for (let path = waiting.shift(); path !== undefined && !isOver; path = waiting.shift()) {
        const at = path;
        const opened = await connection.rpc.inputs.inspect.query({ path: at });
        if (isOver) return;
        const inspected: Inspected = opened.ok
          ? { kind: 'media', facts: opened.value.facts }
          : { kind: 'failed', failure: opened.failure };
        found.set(at, inspected);
        if (found.size <= AT_ONCE) draw();
        else timer ??= setTimeout(draw, DRAW_EVERY_MS);
      }
    };
    for (let lane = 0; lane < AT_ONCE; lane++) lookOn().catch(report);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [connection, report, paths]);
  return known;
}
