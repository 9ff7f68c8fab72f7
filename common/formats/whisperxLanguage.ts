/** The languages that Whisper knows, by the codes that it writes. */
const WHISPER_LANGUAGES =
  'af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo yue zh';

/** Old codes that other programs no longer take. */
const RENAMED: Readonly<Record<string, string>> = { jw: 'jv', iw: 'he', in: 'id' };

/**
 * BCP-47 for what a Whisper-family file calls its language: a code (`en`, `pt-BR`, `jw`) or, in answers of
 * the OpenAI API, an English name (`english`). null for what is neither.
 */
export function whisperLanguage(value: string | null): string | null {
  if (value === null) return null;
  const written = value.trim();
  if (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,2}$/iu.test(written)) {
    const tag = written.replaceAll('_', '-');
    return RENAMED[tag.toLowerCase()] ?? tag;
  }
  const name = written.toLowerCase();
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  const code = WHISPER_LANGUAGES.split(' ').find((candidate) => names.of(candidate)?.toLowerCase() === name);
  return code === undefined ? null : (RENAMED[code] ?? code);
}
