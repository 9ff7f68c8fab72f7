import { describe, expect, test } from 'vitest';
import { termsPages, tokensPage } from './tokenPages.ts';

const GATED = { title: 'Speakers', page: 'https://huggingface.co/one/speakers', gated: true };
const models = [
  GATED,
  { title: 'Open', page: 'https://huggingface.co/one/open', gated: false },
  { title: 'Imported', page: null, gated: true },
];

describe('where terms are accepted', () => {
  test('is the page of each model that has terms, where none is meant', () => {
    expect(termsPages(null, models)).toEqual([{ url: GATED.page, title: 'Speakers' }]);
  });

  test('is the page that the hub named, by the title of its model where there is one', () => {
    expect(termsPages(GATED.page, models)).toEqual([{ url: GATED.page, title: 'Speakers' }]);
    const part = 'https://huggingface.co/one/part-of-it';
    expect(termsPages(part, models)).toEqual([{ url: part, title: 'huggingface.co/one/part-of-it' }]);
  });
});

describe('where tokens are made', () => {
  test('is on the hub that the model comes from', () => {
    expect(tokensPage(null, models)).toBe('https://huggingface.co/settings/tokens');
    expect(tokensPage('https://hub.example/one/speakers', models)).toBe(
      'https://hub.example/settings/tokens',
    );
    expect(tokensPage(null, [])).toBe('https://huggingface.co/settings/tokens');
  });

  test('is the public hub where the other one has no proper address', () => {
    expect(tokensPage('hub.example/one/speakers', models)).toBe('https://huggingface.co/settings/tokens');
  });
});
