import { resolve } from 'node:path';
import { failure } from '../../common/contract/failure.ts';
import { fail, type Result, succeed } from '../../common/contract/result.ts';
import { fingerprintFile, isSampled } from './fingerprint.ts';
import { statMediaFile } from './probe.ts';
import { explainSystemError } from './systemErrors.ts';

/** By what the present content of a file is known. */
export interface Identity {
  readonly fingerprint: string;
  /** The fingerprint, and the time of change where the fingerprint did not see every byte. */
  readonly content: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Reads at most 32 MiB of the file. */
export async function identify(path: string, signal: AbortSignal): Promise<Result<Identity>> {
  const file = await statMediaFile(path);
  if (!file.ok) return file;
  try {
    const fingerprint = await fingerprintFile(resolve(path), signal);
    const content = isSampled(file.value.sizeBytes) ? `${fingerprint}@${file.value.modifiedMs}` : fingerprint;
    return succeed({ fingerprint, content, ...file.value });
  } catch (error) {
    return fail(signal.aborted ? failure('cancelled', { file: path }) : explainSystemError(path, error));
  }
}

/** A file that is gone was read to its end all the same: it stays open until then. */
export async function hasChanged(path: string, before: Identity): Promise<boolean> {
  const after = await statMediaFile(path);
  if (!after.ok) return after.failure.code === 'media.empty';
  return after.value.sizeBytes !== before.sizeBytes || after.value.modifiedMs !== before.modifiedMs;
}
