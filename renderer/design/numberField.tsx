import { language } from '../text/text.ts';
import { ValueField, type ValueFieldProps } from './valueField.tsx';

/** A number with at most `digits` decimals, with the decimal mark of the interface's language; the other one is read too. */
export function NumberField({ digits, ...props }: ValueFieldProps & { readonly digits: number }) {
  const format = new Intl.NumberFormat(language(), { maximumFractionDigits: digits, useGrouping: false });
  return <ValueField {...props} notation={{ write: (value) => format.format(value), read: readNumber }} />;
}

/** `0.5`, `0,5`, `-3`; null for anything else. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  return /^-?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})$/u.test(plain) ? Number(plain) : null;
}
