import { type Failure, failure } from '../../common/contract/failure.ts';

/** What a failed write means to a person. Errors that no file system gives are bugs and thrown again. */
export function writeFailure(path: string, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined || !code.startsWith('E')) throw error;
  return writeProblem(path, code);
}

/** The same for the system's error code alone, such as `EROFS`. */
export function writeProblem(path: string, code: string): Failure {
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk.full', { file: path, detail: code });
  return failure('output.not-writable', { file: path, detail: reasons[code] ?? code });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the drive is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  EIO: 'the drive reported an error',
};
