import { once } from 'node:events';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file holds, as soon as it holds anything; its folder must be there. */
export async function untilWritten(path: string): Promise<string> {
  const watcher = watch(dirname(path));
  try {
    for (;;) {
      // Listens before it looks, so that nothing happens in between.
      const changed = once(watcher, 'change');
      const text = await readFile(path, 'utf8').catch(() => '');
      if (text !== '') return text;
      await changed;
    }
  } finally {
    watcher.close();
  }
}
