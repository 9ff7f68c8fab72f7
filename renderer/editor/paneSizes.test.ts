import { describe, expect, test } from 'vitest';
import { arrangementOf, keyOf, rememberedSizes, usualSizes } from './paneSizes.ts';

describe('the panes of a window that nobody changed', () => {
  test.each([
    [1280, 800, { player: 464, inspector: 300, timeline: 272 }],
    [1440, 900, { player: 528, inspector: 324, timeline: 288 }],
    [1920, 1080, { player: 560, inspector: 324, timeline: 288 }],
    [2560, 1440, { player: 1056, inspector: 380, timeline: 424 }],
  ])('are those of the design at %i × %i', (width, height, sizes) => {
    expect(usualSizes(width, height)).toMatchObject(sizes);
  });

  test('give the picture whole pixels', () => {
    for (let width = 1000; width < 3000; width += 37) expect(usualSizes(width, 900).player % 16).toBe(0);
  });
});

describe('remembered sizes', () => {
  const usual = usualSizes(1440, 900);

  test('hold for windows of their kind', () => {
    const layout = { [keyOf('normal')]: { player: 600, timeline: 400 } };
    expect(rememberedSizes(layout, 'normal', usual)).toEqual({ ...usual, player: 600, timeline: 400 });
    expect(rememberedSizes(layout, 'wide', usual)).toEqual(usual);
    expect(arrangementOf(1440)).toBe('normal');
  });

  test.each([null, 3, 'x', { player: 'wide' }, { player: -5 }, { player: Number.NaN }, { player: 10 }])(
    'that are damaged fall back: %j',
    (damaged) => {
      expect(rememberedSizes({ [keyOf('normal')]: damaged }, 'normal', usual)).toEqual(usual);
    },
  );
});
