import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSameSecret, mediaKey, newToken } from './keys.ts';

describe('a token', () => {
  it('is different each time, and fits into a subprotocol', () => {
    const tokens = Array.from({ length: 100 }, newToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });
});

describe('the key of a file', () => {
  it('is the HMAC of its id, which a page with the token can make as well', () => {
    const token = newToken();
    const expected = createHmac('sha256', token).update('file-1').digest('base64url');
    expect(mediaKey(token, 'file-1')).toBe(expected);
  });

  it('fits one file of one host', () => {
    const token = newToken();
    expect(mediaKey(token, 'a')).not.toBe(mediaKey(token, 'b'));
    expect(mediaKey(token, 'a')).not.toBe(mediaKey(newToken(), 'a'));
  });
});

describe('comparing secrets', () => {
  it('tells equal from different, of any length', () => {
    expect(isSameSecret('abc', 'abc')).toBe(true);
    expect(isSameSecret('abd', 'abc')).toBe(false);
    expect(isSameSecret('', 'abc')).toBe(false);
    expect(isSameSecret('abcd', 'abc')).toBe(false);
  });
});
