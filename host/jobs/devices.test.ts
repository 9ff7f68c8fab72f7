import { describe, expect, it } from 'vitest';
import { type EngineManifest, type EngineStatus, PLAIN_COMPUTE } from '../engines/engine.ts';
import { cardOrProcessor, computeApart, deviceOf } from './devices.ts';
import { HAND } from './testing/handWorker.ts';

const engineOf = (id: string): EngineManifest => ({ ...HAND, id });
const statusOf = (id: string, variant: string | null, device: string | null): EngineStatus => ({
  manifest: engineOf(id),
  installed: variant !== null,
  variant,
  sizeBytes: null,
  problem: null,
  selfTest: device === null ? null : { checks: [], device, rtf: null, at: '2026-01-01T00:00:00Z' },
});
const statuses = [
  statusOf('card', 'cu128', 'NVIDIA GeForce RTX 4070'),
  statusOf('fallen', 'cu128', 'CPU'),
  statusOf('untried', 'cu128', null),
  statusOf('plain', 'cpu', 'CPU'),
  statusOf('absent', null, null),
];
const on = (id: string, device: string) =>
  deviceOf({ engine: engineOf(id), compute: { ...PLAIN_COMPUTE, device } }, statuses);

describe('where an engine computes', () => {
  it.each([
    ['on the card that was proven', 'card', 'auto', 'cuda:0'],
    ['on the card that was chosen', 'card', 'cuda:1', 'cuda:1'],
    ['on the processor where that was chosen', 'card', 'cpu', 'cpu'],
    ['on the processor where its trial found no card', 'fallen', 'auto', 'cpu'],
    ['on the processor where no card was proven', 'untried', 'auto', 'cpu'],
    ['on the processor with the variant for it, whatever is chosen', 'plain', 'cuda:0', 'cpu'],
    ['on the processor for all that is known, when it is not there', 'absent', 'auto', 'cpu'],
  ])('is %s', (_where, id, device, found) => {
    expect(on(id, device)).toBe(found);
  });

  it('is a card for a job as soon as one of its engines computes there', () => {
    const of = (ids: readonly string[], device: string) =>
      cardOrProcessor(ids.map(engineOf), { ...PLAIN_COMPUTE, device }, statuses);
    expect(of(['plain', 'card'], 'auto')).toBe('cuda:0');
    expect(of(['plain', 'fallen'], 'auto')).toBe('cpu');
    expect(of(['card'], 'cpu')).toBe('cpu');
  });

  it('is apart for a card and the processor, or two cards, and for nothing else', async () => {
    const engines = { list: async () => statuses };
    const apart = async (left: [string, string], right: [string, string]) =>
      await computeApart(
        { engine: engineOf(left[0]), compute: { ...PLAIN_COMPUTE, device: left[1] } },
        { engine: engineOf(right[0]), compute: { ...PLAIN_COMPUTE, device: right[1] } },
        engines,
      );
    expect(await apart(['card', 'auto'], ['plain', 'auto'])).toBe(true);
    expect(await apart(['card', 'cuda:1'], ['card', 'auto'])).toBe(true);
    expect(await apart(['card', 'auto'], ['card', 'auto'])).toBe(false);
    expect(await apart(['fallen', 'auto'], ['plain', 'auto'])).toBe(false);
  });
});
