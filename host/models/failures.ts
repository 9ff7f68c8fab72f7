import { type Failure, failure } from '../../common/contract/failure.ts';
import type { ModelRef } from '../../common/contract/models.ts';

const OPEN_ELSEWHERE = 'a program has its files open';

/** What a failed call to the file system means for the store; what no file system says is a bug and thrown again. */
export function storeFailure(error: unknown, path: string): Failure {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('disk.full', { file: path, detail: path });
    case 'ENOENT':
      return failure('input.unreadable', { file: path, detail: 'a file or folder of it is gone' });
    case 'EACCES':
    case 'EPERM':
      // Windows says so of files that a program has open.
      if (process.platform === 'win32') return failure('model.busy', { file: path, detail: OPEN_ELSEWHERE });
      return failure('output.not-writable', { file: path, detail: 'you may not read or write there' });
    case 'EROFS':
      return failure('output.not-writable', { file: path, detail: 'the drive is read-only' });
    case 'EBUSY':
    case 'ENOTEMPTY':
      return failure('model.busy', { file: path, detail: OPEN_ELSEWHERE });
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
      return failure('input.unreadable', { file: path, detail: 'the drive reported an error' });
    default:
      throw error;
  }
}

/** `kind/id`, which names a model without doubt. */
export function modelName({ kind, id }: ModelRef): string {
  return `${kind}/${id}`;
}

export const CANCELLED: Failure = failure('cancelled', {});

/** Thrown within the copying of files only, caught where the copying was begun. */
export class Aborted extends Error {}
