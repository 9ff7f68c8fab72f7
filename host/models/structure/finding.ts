import type { ModelKind } from '../../../common/contract/models.ts';
import type { Contents } from './contents.ts';

export interface FoundFile {
  /** In the folder that was looked at. */
  readonly from: string;
  /** In the store. */
  readonly name: string;
}

/** What a look at contents came to, for one kind. */
export type Finding =
  /** Nothing of this kind. */
  | { readonly is: 'other' }
  /** Of this kind, but not usable; the reason is a clause: `tokenizer.json is missing`. */
  | { readonly is: 'unusable'; readonly why: string }
  | {
      readonly is: 'model';
      readonly kind: ModelKind;
      readonly files: readonly FoundFile[];
      /** Small files that the format needs and that follow from the others. */
      readonly added: readonly { readonly name: string; readonly content: string }[];
      /** `['*']`: many, or nothing tells. */
      readonly languages: readonly string[];
    };

/** Knows one kind of model by its contents. */
export type Recogniser = (contents: Contents) => Promise<Finding>;

export const OTHER: Finding = { is: 'other' };

export function unusable(why: string): Finding {
  return { is: 'unusable', why };
}

/** Files under their own names. */
export function asTheyAre(names: readonly string[]): readonly FoundFile[] {
  return names.map((name) => ({ from: name, name }));
}

/**
 * The first of the files that is missing, empty, or only Git's pointer to a large file, as a clause; null when all
 * are there. A list stands for any one of its names.
 */
export async function whatIsWrong(
  contents: Contents,
  needed: readonly (string | readonly string[])[],
): Promise<string | null> {
  for (const each of needed) {
    const names = typeof each === 'string' ? [each] : each;
    const name = names.find((one) => contents.sizes.has(one));
    if (name === undefined) return `${names.join(' or ')} is missing`;
    if (contents.sizes.get(name) === 0) return `${name} is empty`;
    const start = await contents.head(name, 24);
    if (start.toString('latin1').startsWith('version https://git-lfs')) {
      return `${name} is only a pointer of Git LFS, not the file itself`;
    }
  }
  return null;
}
