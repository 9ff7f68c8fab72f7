import { analyse } from 'chardet';
import { type ScriptName, textPlausibility } from './encodingEvidence.ts';

/** The part of the platform's decoder that is needed here; it is in Node and in every browser. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { readonly decode: (bytes: Uint8Array) => string };

/** Encodings that text files come in, by their WHATWG labels, with what is usually written in them. */
const ENCODINGS = {
  'utf-8': { script: 'any', languages: [] },
  'utf-16le': { script: 'any', languages: [] },
  'utf-16be': { script: 'any', languages: [] },
  'windows-1252': {
    script: 'latin',
    languages: ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'no', 'nb', 'nn', 'fi', 'is'],
  },
  'windows-1250': { script: 'latin', languages: ['pl', 'cs', 'sk', 'hu', 'hr', 'sl', 'ro', 'bs', 'sq'] },
  'iso-8859-2': { script: 'latin', languages: [] },
  'windows-1251': { script: 'cyrillic', languages: ['ru', 'uk', 'bg', 'be', 'sr', 'mk'] },
  'koi8-r': { script: 'cyrillic', languages: ['ru'] },
  'iso-8859-5': { script: 'cyrillic', languages: [] },
  'windows-1253': { script: 'greek', languages: ['el'] },
  'windows-1254': { script: 'latin', languages: ['tr', 'az'] },
  'windows-1255': { script: 'hebrew', languages: ['he', 'iw', 'yi'] },
  'windows-1256': { script: 'arabic', languages: ['ar', 'fa', 'ur'] },
  'iso-8859-6': { script: 'arabic', languages: [] },
  'windows-1257': { script: 'latin', languages: ['et', 'lv', 'lt'] },
  'windows-1258': { script: 'any', languages: ['vi'] },
  'windows-874': { script: 'thai', languages: ['th'] },
  gb18030: { script: 'any', languages: ['zh', 'zh-hans', 'zh-cn', 'zh-sg', 'cmn'] },
  big5: { script: 'any', languages: ['zh-hant', 'zh-tw', 'zh-hk', 'yue'] },
  shift_jis: { script: 'any', languages: ['ja'] },
  'euc-jp': { script: 'any', languages: ['ja'] },
  'iso-2022-jp': { script: 'any', languages: [] },
  'euc-kr': { script: 'any', languages: ['ko'] },
} as const satisfies Record<string, { readonly script: ScriptName; readonly languages: readonly string[] }>;

export type TextEncoding = keyof typeof ENCODINGS;

/** All that a person can choose from when the guess is wrong. */
export const TEXT_ENCODINGS = Object.keys(ENCODINGS) as readonly TextEncoding[];

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** 0–1. 1 for a byte order mark and for valid UTF-8; below 0.5 show a picker. */
  readonly confidence: number;
}

/** What the statistical detector calls it → what it may be. The Windows sets extend the ISO ones. */
const CANDIDATES: Readonly<Record<string, readonly TextEncoding[]>> = {
  'ISO-8859-1': ['windows-1252'],
  'windows-1252': ['windows-1252'],
  'ISO-8859-2': ['windows-1250', 'iso-8859-2'],
  'windows-1250': ['windows-1250', 'iso-8859-2'],
  'ISO-8859-5': ['iso-8859-5'],
  'ISO-8859-6': ['iso-8859-6', 'windows-1256'],
  'ISO-8859-7': ['windows-1253'],
  'windows-1253': ['windows-1253'],
  'ISO-8859-8': ['windows-1255'],
  'windows-1255': ['windows-1255'],
  'ISO-8859-9': ['windows-1254'],
  'windows-1254': ['windows-1254'],
  'windows-1251': ['windows-1251'],
  'windows-1256': ['windows-1256'],
  'windows-1257': ['windows-1257'],
  'windows-1258': ['windows-1258'],
  'windows-874': ['windows-874'],
  'KOI8-R': ['koi8-r'],
  GB18030: ['gb18030'],
  Big5: ['big5'],
  Shift_JIS: ['shift_jis'],
  'EUC-JP': ['euc-jp'],
  'ISO-2022-JP': ['iso-2022-jp'],
  'EUC-KR': ['euc-kr'],
};

/** Enough for statistics; the detector needs about 1 ms for it. */
const SAMPLE_BYTES = 32 * 1024;

/**
 * Decodes in an encoding that a person chose. Bytes that mean nothing there become U+FFFD; never throws.
 * A byte order mark of that encoding is dropped.
 */
export function decodeTextAs(bytes: Uint8Array, encoding: TextEncoding): string {
  return new TextDecoder(encoding, { fatal: false, ignoreBOM: false }).decode(bytes);
}

/** Valid UTF-8 as text, null when it is not. A file cut inside its last character is taken all the same. */
function strictUtf8(bytes: Uint8Array): string | null {
  const text = decodeTextAs(bytes, 'utf-8');
  const first = text.indexOf('\ufffd');
  if (first === -1 || (first === text.length - 1 && text.length > 1)) return text;
  // U+FFFD may also stand in the file itself, as EF BF BD.
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    // That is how the decoder reports invalid bytes.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** UTF-16 without its mark: ASCII characters leave zero bytes, nearly all on one side of the pairs. */
function unmarkedUtf16(sample: Uint8Array): TextEncoding | null {
  const zeros: [number, number] = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2 === 0 ? 0 : 1]++;
  const total = zeros[0] + zeros[1];
  // A stray NUL in a text file is not UTF-16; Chinese subtitles in UTF-16 still have over 4 % zero bytes.
  if (total < sample.length * 0.02 || total < 2) return null;
  if (zeros[1] >= total * 0.9) return 'utf-16le';
  if (zeros[0] >= total * 0.9) return 'utf-16be';
  return null;
}

/** Seven-bit Japanese switches its sets with `ESC $ B`, `ESC $ @` or `ESC ( J`; it is valid UTF-8 as well. */
function isIso2022Jp(sample: Uint8Array): boolean {
  let switches = false;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte >= 0x80) return false;
    if (byte !== 0x1b) continue;
    const set = String.fromCharCode(sample[i + 1] ?? 0, sample[i + 2] ?? 0);
    switches ||= set === '$B' || set === '$@' || set === '(J';
  }
  return switches;
}

function isHinted(encoding: TextEncoding, language: string | null): boolean {
  if (language === null) return false;
  const languages: readonly string[] = ENCODINGS[encoding].languages;
  const tag = language.toLowerCase();
  if (languages.includes(tag)) return true;
  // `zh-TW` is Big5 and must not fall back to `zh`.
  return (
    !TEXT_ENCODINGS.some((other) => (ENCODINGS[other].languages as readonly string[]).includes(tag)) &&
    languages.includes(tag.split('-')[0] ?? '')
  );
}

function legacyEncoding(
  sample: Uint8Array,
  language: string | null,
): { readonly encoding: TextEncoding; readonly confidence: number } {
  const statistics = new Map<TextEncoding, number>([['windows-1252', 0]]);
  for (const encoding of TEXT_ENCODINGS) if (isHinted(encoding, language)) statistics.set(encoding, 0);
  for (const match of analyse(sample)) {
    for (const encoding of CANDIDATES[match.name] ?? []) {
      statistics.set(encoding, Math.max(statistics.get(encoding) ?? 0, match.confidence / 100));
    }
  }
  let best: { encoding: TextEncoding; confidence: number } = { encoding: 'windows-1252', confidence: 0 };
  let bestScore = -1;
  for (const [encoding, statistic] of statistics) {
    const plausibility = textPlausibility(decodeTextAs(sample, encoding), ENCODINGS[encoding].script);
    const score = (0.5 * plausibility + 0.5 * statistic) * (isHinted(encoding, language) ? 1.25 : 1);
    if (score > bestScore) {
      bestScore = score;
      best = { encoding, confidence: Math.round(Math.min(0.99, score) * 100) / 100 };
    }
  }
  return best;
}

/**
 * The text of a file in whatever encoding it came. In this order: byte order mark, strict UTF-8, UTF-16
 * without mark, then legacy encodings by byte statistics, by how the letters fit together and by
 * `language` (BCP-47, null when unknown). Never throws: what cannot be told apart is read as the likeliest,
 * with a low confidence. Linear; statistics look at the first 32 KiB only.
 */
export function decodeText(bytes: Uint8Array, language: string | null): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: decodeTextAs(bytes, 'utf-8'), encoding: 'utf-8', confidence: 1 };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: decodeTextAs(bytes, 'utf-16le'), encoding: 'utf-16le', confidence: 1 };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: decodeTextAs(bytes, 'utf-16be'), encoding: 'utf-16be', confidence: 1 };
  }
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  // Before UTF-8: English in UTF-16 is valid UTF-8 too, full of NULs.
  const wide = unmarkedUtf16(sample);
  if (wide !== null) return { text: decodeTextAs(bytes, wide), encoding: wide, confidence: 0.9 };
  if (isIso2022Jp(sample)) {
    return { text: decodeTextAs(bytes, 'iso-2022-jp'), encoding: 'iso-2022-jp', confidence: 0.95 };
  }
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8', confidence: 1 };
  const found = legacyEncoding(sample, language);
  const damaged = damagedUtf8(bytes);
  if (damaged !== null && found.confidence < 0.9) return damaged;
  return { text: decodeTextAs(bytes, found.encoding), ...found };
}

/** UTF-8 in which a few bytes were lost: over 95 % of its non-ASCII characters are whole. */
function damagedUtf8(bytes: Uint8Array): DecodedText | null {
  const text = decodeTextAs(bytes, 'utf-8');
  let foreign = 0;
  let lost = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    foreign++;
    if (code === 0xfffd) lost++;
  }
  return lost <= foreign * 0.05 ? { text, encoding: 'utf-8', confidence: 0.8 } : null;
}
