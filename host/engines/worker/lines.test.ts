import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineFramer } from './lines.ts';

describe('the line framer', () => {
  it('gives the same lines however the bytes are cut', () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((line) => line.replaceAll('\n', ' ')));
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 7 })), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const frame = createLineFramer(1_000_000);
        const seen = [];
        let from = 0;
        for (const cut of [...cuts, bytes.length]) {
          seen.push(...frame(bytes.subarray(from, from + cut)));
          from += cut;
        }
        const expected = lines.map((line) => ({ kind: 'line', text: Buffer.from(line).toString() }));
        expect(seen).toEqual(expected);
      }),
    );
  });

  it('takes a line of exactly the limit and refuses one more byte', () => {
    expect(createLineFramer(4)(Buffer.from('abcd\n'))).toEqual([{ kind: 'line', text: 'abcd' }]);
    expect(createLineFramer(4)(Buffer.from('abcde\n'))[0]?.kind).toBe('broken');
  });

  it('says nothing more once it is broken', () => {
    const frame = createLineFramer(4);
    expect(frame(Buffer.from('ok\nabcdefgh'))).toHaveLength(2);
    expect(frame(Buffer.from('\nok\n'))).toEqual([]);
  });
});
