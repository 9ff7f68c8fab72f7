import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../fixtures/encodings/', import.meta.url);

export interface EncodedText {
  /** `pl.windows-1250.txt`, whose text is that of `pl.utf-8.txt`. */
  readonly name: string;
  readonly encoding: string;
  readonly language: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Texts in legacy encodings, see SOURCES.md beside them. */
export const encodedTexts: readonly EncodedText[] = readdirSync(folder)
  .filter((name) => name.endsWith('.txt') && !name.endsWith('.utf-8.txt'))
  .map((name) => {
    const [sample = '', encoding = ''] = name.split('.');
    return {
      name,
      encoding,
      language: sample.split(/-(?=euc|jis|koi8)/u)[0] ?? '',
      bytes: new Uint8Array(readFileSync(new URL(name, folder))),
      text: readFileSync(new URL(`${sample}.utf-8.txt`, folder), 'utf8'),
    };
  });
