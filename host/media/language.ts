/**
 * The language tag of a track as BCP-47 (`eng`, `fre`, `fra` → `en`, `fr`, `fr`); null when the file does
 * not say (`und`, `mul`, empty) or says something that is no language tag.
 */
export function trackLanguage(tag: string): string | null {
  const canonical = canonicalTag(tag.trim());
  return canonical === null || ['und', 'mul', 'mis', 'zxx'].includes(canonical) ? null : canonical;
}

/** True when a wish such as `en`, `eng` or `pt-BR` names the language; a wish without region fits any. */
export function fitsLanguage(language: string | null, wish: string): boolean {
  const wanted = canonicalTag(wish.trim());
  if (language === null || wanted === null) return false;
  return language === wanted || language.startsWith(`${wanted}-`) || wanted.startsWith(`${language}-`);
}

function canonicalTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
