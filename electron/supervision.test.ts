import { describe, expect, test } from 'vitest';
import { FIRST_STATE, type HostEvent, type HostState, listeningUrl, supervise } from './supervision.ts';

const URL = 'http://127.0.0.1:4321/#ticket=abc';
const reached = (events: readonly HostEvent[]): HostState => events.reduce(supervise, FIRST_STATE);
const listening: HostEvent = { kind: 'listening', url: URL };
const due: HostEvent = { kind: 'due' };
const exited = (atMs: number): HostEvent => ({
  kind: 'exited',
  code: 1,
  lastWords: 'first\nThe port is taken.\n',
  atMs,
});

describe('a host that dies', () => {
  test('is started again after a pause that doubles', () => {
    expect(reached([listening, exited(0)])).toMatchObject({ kind: 'waiting', delayMs: 250 });
    expect(reached([listening, exited(0), due])).toMatchObject({ kind: 'starting' });
    expect(reached([listening, exited(0), due, listening, exited(1000)])).toMatchObject({ delayMs: 500 });
    expect(reached([listening, exited(0), due, listening, exited(1000), due, exited(2000)])).toMatchObject({
      delayMs: 1000,
    });
  });

  test('is given up after the fourth death within five minutes, with its last words', () => {
    const again = (atMs: number) => [due, listening, exited(atMs)];
    const state = reached([listening, exited(0), ...again(1), ...again(2), ...again(3)]);
    expect(state).toMatchObject({ kind: 'failed', reason: 'The port is taken.' });
  });

  test('is started again for ever where the deaths lie far apart', () => {
    let state = reached([listening]);
    for (let death = 1; death <= 20; death += 1) {
      state = [exited(death * 400_000), due, listening].reduce(supervise, state);
      expect(state.kind).toBe('running');
    }
  });

  test('is not tried again by itself when it never got as far as listening', () => {
    expect(reached([exited(0)])).toMatchObject({ kind: 'failed', reason: 'The port is taken.' });
    expect(reached([exited(0), due])).toMatchObject({ kind: 'failed' });
    expect(reached([exited(0), { kind: 'retry' }])).toEqual(FIRST_STATE);
  });

  test('without a word is explained by its code', () => {
    const event: HostEvent = { kind: 'exited', code: 134, lastWords: ' \n', atMs: 0 };
    expect(supervise(FIRST_STATE, event)).toMatchObject({ reason: 'It ended with code 134.' });
  });
});

test('nothing happens any more once the program ends', () => {
  const ended = reached([listening, { kind: 'quit' }]);
  expect([exited(0), due, listening].reduce(supervise, ended)).toMatchObject({ kind: 'ended' });
});

test('only the line that the host prints when it is ready is taken for its address', () => {
  expect(listeningUrl(`listening on ${URL}\r`)).toBe(URL);
  for (const line of [
    'listening on http://example.org/#ticket=a',
    `x listening on ${URL}`,
    'listening on',
    '',
  ]) {
    expect(listeningUrl(line)).toBeNull();
  }
});
