import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

describe('the policy of a page', () => {
  it('lets it load from us alone, run no inline script, be framed by nobody and send no form', () => {
    expect(contentSecurityPolicy('abc').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-abc'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "connect-src 'self'",
      "font-src 'self'",
      "worker-src 'self' blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ]);
  });
});
