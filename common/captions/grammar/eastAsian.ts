import { isFullWidth } from '../width.ts';

/**
 * How badly a line break between two joined pieces of Chinese, Japanese or Korean text hurts. Without
 * spaces a break may stand nearly anywhere; kinsoku forbids some places, and in Japanese the step from
 * kana (a particle, an ending) to kanji or katakana is where a phrase ends.
 */
export function eastAsianBreakCost(left: string, right: string): number {
  const last = left[left.length - 1] ?? '';
  const first = right[0] ?? '';
  if (NEVER_FIRST.includes(first) || NEVER_LAST.includes(last)) return FORBIDDEN;
  if (CHINESE_ENDINGS.includes(first) && scriptOf(last) === 'ideograph') return 90;
  const from = scriptOf(last);
  const to = scriptOf(first);
  if (from === 'hiragana' && (to === 'ideograph' || to === 'katakana'))
    return PHRASE_PARTICLES.includes(last) ? -10 : 15;
  if (from === 'hiragana' && to === 'hiragana') return PHRASE_PARTICLES.includes(last) ? 25 : 60;
  if (from === 'ideograph' && to === 'hiragana') return 90;
  if (from === 'katakana' && to === 'katakana') return 90;
  if (from === 'ideograph' && CHINESE_PARTICLES.includes(last)) return 0;
  return 30;
}

/** Also for what starts or ends with full-width text beside letters. */
export function isEastAsian(left: string, right: string): boolean {
  return isFullWidth(left.charCodeAt(left.length - 1)) || isFullWidth(right.charCodeAt(0));
}

const FORBIDDEN = 1000;

// JIS X 4051: closing marks, small kana and the long-vowel mark never start a line, opening marks never end one.
const NEVER_FIRST =
  '、。，．・：；？！）〕］｝〉》」』】々ー゛゜ヽヾゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥,.!?)]}';
const NEVER_LAST = '（〔［｛〈《「『【([{';

const PHRASE_PARTICLES = 'はがをにでともへやのて';
/** They lean on what stands before them. */
const CHINESE_ENDINGS = '的了着过吗呢吧们';
const CHINESE_PARTICLES = '的了着过是在和与把被将对从向就';

type Script = 'hiragana' | 'katakana' | 'ideograph' | 'other';

function scriptOf(character: string): Script {
  const code = character.charCodeAt(0);
  if (code >= 0x3041 && code <= 0x309f) return 'hiragana';
  if (code >= 0x30a0 && code <= 0x30ff) return 'katakana';
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) return 'ideograph';
  return 'other';
}
