import { type Failure, failure } from '../../common/contract/failure.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EIO: 'the drive reported an error',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long for this system',
  ESTALE: 'the network drive is gone',
  ENODEV: 'the drive is gone',
};

/** The failure behind an error of the file system on a media file; rethrows what is none. */
export function explainSystemError(path: string, error: unknown): Failure {
  const code = systemErrorCode(error);
  if (code === null) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('media.missing', { file: path });
  return failure('media.unmeasurable', { file: path, detail: REASONS[code] ?? code });
}

/** `ENOENT` and the like; null for what is no error of the system. */
export function systemErrorCode(error: unknown): string | null {
  const isSystem = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isSystem ? String(error.code) : null;
}

export function isDiskFull(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
