/**
 * How well a text reads when it is decoded in an encoding: the part of encoding detection that knows
 * alphabets. Byte statistics alone take Polish for French when a file holds only a few captions.
 */

/** Non-ASCII lower-case letters of languages whose legacy encodings share byte values. */
const LATIN_ALPHABETS: Readonly<Record<string, string>> = {
  cs: 'áčďéěíňóřšťúůýž',
  da: 'æøåé',
  de: 'äöüß',
  es: 'áéíñóúü',
  et: 'äõöüšž',
  fi: 'äåö',
  fr: 'àâæçéèêëîïôœùûüÿ',
  hr: 'čćđšž',
  hu: 'áéíóöőúüű',
  is: 'áðéíóúýþæö',
  it: 'àèéìíîòóùú',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  nl: 'éèëïöü',
  nb: 'æøåéòô',
  pl: 'ąćęłńóśźż',
  pt: 'àáâãçéêíóôõúü',
  ro: 'ăâîşșţț',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  sl: 'čšž',
  sv: 'åäöé',
  tr: 'çğıöşüâî',
};

/** Marks that any Western text may hold beside its letters. */
const NEUTRAL = new Set('\u00a0\u00ad–—…“”„‘’‚«»‹›¿¡€£§°·•×½¼¾²³©®™♪♫');

interface Script {
  readonly from: number;
  readonly to: number;
}

const SCRIPTS = {
  greek: { from: 0x370, to: 0x3ff },
  cyrillic: { from: 0x400, to: 0x4ff },
  hebrew: { from: 0x590, to: 0x5ff },
  arabic: { from: 0x600, to: 0x6ff },
  thai: { from: 0xe00, to: 0xe7f },
} as const satisfies Record<string, Script>;

/** What a text in this encoding is written with; `any` where the encoding says nothing about it. */
export type ScriptName = 'latin' | 'any' | keyof typeof SCRIPTS;

const ALPHABET_SETS = Object.entries(LATIN_ALPHABETS).map(([language, letters]) => ({
  language,
  letters: new Set(letters),
}));

function isCased(character: string): 'lower' | 'upper' | null {
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  if (lower === upper) return null;
  return character === lower ? 'lower' : 'upper';
}

/**
 * How plausible `text` is in `script`, 0–1: 1 for text in which every foreign letter belongs to one
 * alphabet of the script, near 0 for letter salad. Text without any non-ASCII character is 1.
 * Linear; give it a sample.
 */
export function textPlausibility(text: string, script: ScriptName): number {
  const covered = ALPHABET_SETS.map(() => 0);
  let foreign = 0;
  let fitting = 0;
  let broken = 0;
  let lowerInWord = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const letterCase = isCased(character);
    // Cyrillic read in the wrong one of two Cyrillic encodings swaps its cases: `пРИВЕТ`.
    if (letterCase === 'upper' && lowerInWord) broken++;
    lowerInWord = letterCase === 'lower' || (letterCase === 'upper' && lowerInWord);
    if (code < 0x80) continue;
    foreign++;
    if (code === 0xfffd || (code >= 0x80 && code < 0xa0) || (code >= 0xe000 && code <= 0xf8ff)) {
      broken++;
    } else if (NEUTRAL.has(character)) {
      fitting++;
      for (let i = 0; i < covered.length; i++) covered[i] = (covered[i] ?? 0) + 1;
    } else if (script === 'latin') {
      const lower = character.toLowerCase();
      for (let i = 0; i < covered.length; i++) {
        if (ALPHABET_SETS[i]?.letters.has(lower)) covered[i] = (covered[i] ?? 0) + 1;
      }
    } else if (script === 'any') {
      fitting++;
    } else {
      const range = SCRIPTS[script];
      if (code >= range.from && code <= range.to) fitting++;
    }
  }
  if (foreign === 0) return 1;
  const best = script === 'latin' ? Math.max(...covered) : fitting;
  return Math.max(0, best - 2 * broken) / foreign;
}
