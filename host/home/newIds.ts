import { randomBytes } from 'node:crypto';
import { type IdSource, idSource } from '../../common/document/ids.ts';

/** Ids of one run: a random prefix, so that words of two runs never share an id. */
export function newIds(): IdSource {
  return idSource(randomBytes(8).readBigUInt64BE().toString(36).slice(0, 7));
}
