import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Access, type Arrival, refusalOf } from './guard.ts';
import { mediaKey } from './keys.ts';

const TOKEN = 'token-token-token-token-token-token-token';

const right: Arrival = {
  method: 'GET',
  target: '/media/a',
  hosts: ['127.0.0.1:4000'],
  port: 4000,
  origin: 'http://127.0.0.1:4000',
  fetchSite: 'same-origin',
  isUpgrade: false,
  contentType: null,
  token: TOKEN,
  id: 'a',
  key: null,
};

const codeFor = (arrival: Partial<Arrival>, access: Access = 'bearer') =>
  refusalOf({ ...right, ...arrival }, access, TOKEN)?.code ?? null;

describe('the guard', () => {
  it('lets pass what is right', () => {
    expect(codeFor({})).toBeNull();
    expect(codeFor({ origin: null, fetchSite: null })).toBeNull();
    expect(codeFor({ token: null }, 'public')).toBeNull();
  });

  it('asks in one order: host, target, origin, fetch site, secret, type', () => {
    const wrong: Partial<Arrival> = {
      method: 'POST',
      hosts: [],
      target: 'http://x/',
      origin: 'http://x',
      fetchSite: 'cross-site',
      token: null,
    };
    const mended: Partial<Arrival>[] = [
      {},
      { hosts: right.hosts },
      { target: '/' },
      { origin: right.origin },
      { fetchSite: 'none' },
      { token: TOKEN },
      { contentType: 'application/json; charset=utf-8' },
    ];
    const codes = mended.map((_, index) => codeFor(Object.assign({}, wrong, ...mended.slice(0, index + 1))));
    expect(codes).toEqual([
      'wrong-host',
      'wrong-target',
      'wrong-origin',
      'cross-site',
      'no-access',
      'wrong-type',
      null,
    ]);
  });

  it('knows that browsers leave port 80 out', () => {
    expect(codeFor({ port: 80, hosts: ['localhost'], origin: 'http://localhost' })).toBeNull();
    expect(codeFor({ hosts: ['localhost'] })).toBe('wrong-host');
  });

  it('takes the key of an id for that id alone, and only where keys are taken', () => {
    const keyed = { token: null, key: mediaKey(TOKEN, 'a') };
    expect(codeFor(keyed, 'key')).toBeNull();
    expect(codeFor({ ...keyed, id: 'b' }, 'key')).toBe('no-access');
    expect(codeFor({ ...keyed, id: null }, 'key')).toBe('no-access');
    expect(codeFor(keyed, 'bearer')).toBe('no-access');
  });

  it('asks a WebSocket for an origin and the token, on public routes too', () => {
    expect(codeFor({ isUpgrade: true, origin: null }, 'public')).toBe('wrong-origin');
    expect(codeFor({ isUpgrade: true, token: null }, 'public')).toBe('no-access');
    expect(codeFor({ isUpgrade: true })).toBeNull();
  });

  it('opens nothing to who knows neither token nor key', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom<Access>('bearer', 'key'),
        (token, key, access) => {
          expect(codeFor({ token, key }, access)).toBe('no-access');
        },
      ),
    );
  });
});
