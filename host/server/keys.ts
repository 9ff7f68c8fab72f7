import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as characters that a WebSocket's subprotocol may hold. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What opens the URLs of one file or project and nothing else: a `<video>` and a download send no header, and
 * the token itself belongs in no URL.
 */
export function mediaKey(token: string, id: string): string {
  return createHmac('sha256', token).update(id).digest('base64url');
}

/** Compares digests, so that neither length nor content shows in the time that it takes. */
export function isSameSecret(offered: string, expected: string): boolean {
  return timingSafeEqual(digest(offered), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
