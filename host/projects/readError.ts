import { type Failure, failure } from '../../common/contract/failure.ts';

/** What a failed read of a caption or project file means to a person. */
export function explainReadError(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('input.missing', { file: path });
  if (code === 'EISDIR') return failure('input.unreadable', { file: path, detail: 'it is a folder' });
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('input.unreadable', { file: path, detail: 'you may not read it' });
  }
  if (code === 'ELOOP') {
    return failure('input.unreadable', { file: path, detail: 'its links lead in a circle' });
  }
  if (code === undefined || !code.startsWith('E')) throw error;
  return failure('input.unreadable', { file: path, detail: code });
}
