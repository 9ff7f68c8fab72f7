import type { JobSpeed } from '../../common/contract/speeds.ts';
import type { Row } from './row.ts';
import type { Speeds } from './speeds.ts';
import { wholeFile } from './stages.ts';

export interface ForesightOptions {
  readonly speeds: Pick<Speeds, 'expect'>;
  readonly unfinished: () => readonly Row[];
  readonly change: (row: Row, part: Partial<Row>) => void;
  readonly isClosing: () => boolean;
}

/**
 * Tells the rows of the list how fast they will be. Returns what begins it: resolves when nothing is left to be told;
 * asked for meanwhile, it begins once more.
 */
export function foresight({ speeds, unfinished, change, isClosing }: ForesightOptions): () => Promise<void> {
  let going: Promise<void> | null = null;
  let isStale = false;
  const tellAll = async () => {
    // Hundreds of files are dropped with one choice.
    const known = new Map<string, JobSpeed | null>();
    for (const row of unfinished()) {
      const { choice } = row.job;
      const key = JSON.stringify(choice);
      const found = known.get(key);
      const expected = found === undefined ? await speeds.expect(wholeFile(choice)) : found;
      known.set(key, expected);
      change(row, { expected });
    }
  };
  const go = async () => {
    while (isStale && !isClosing()) {
      isStale = false;
      await tellAll();
    }
  };
  return () => {
    isStale = true;
    going ??= go().finally(() => {
      going = null;
    });
    return going;
  };
}
