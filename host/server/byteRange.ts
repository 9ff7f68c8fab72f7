/** The part of a file that is sent; `end` is its last byte, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a `Range` header asks of `sizeBytes` bytes (RFC 9110 §14): a part, `all` where it is absent, not understood
 * or names several parts (a server may ignore it then), `outside` where nothing of it is there.
 */
export function byteRangeOf(header: string | null, sizeBytes: number): ByteRange | 'all' | 'outside' {
  const found = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '');
  if (found === null) return 'all';
  const [, first = '', last = ''] = found;
  if (first === '' && last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'outside' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= sizeBytes) return 'outside';
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}
