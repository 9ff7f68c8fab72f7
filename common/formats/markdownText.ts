/** Signs that mean something anywhere in Markdown. */
const SIGNS = /[\\`*_[\]#|<>~]/gu;

/** What stands for itself at the beginning of a paragraph: lists, headings, rules. */
function escapedStart(text: string): string {
  return text.replace(/^([-+=])/u, '\\$1').replace(/^(\d{1,9})([.)])/u, '$1\\$2');
}

/** Plain text as Markdown that shows exactly it. One line in, one line out. */
export function escapeMarkdown(text: string): string {
  const signs = text.replace(SIGNS, '\\$&').replace(/&(?=[a-z#])/giu, '\\&');
  return escapedStart(signs.replaceAll(/[\r\n]+/gu, ' '));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};

/** Where the next sign stands, asked in rising order: each part of the text is searched once. */
function rising(text: string, sign: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = text.indexOf(sign, from);
      found = at === -1 ? Number.POSITIVE_INFINITY : at;
    }
    return found;
  };
}

/**
 * One paragraph of Markdown as plain text: escapes undone, emphasis and code marks dropped, links by their
 * text. Brackets that are no link stay, `[applause]` among them. Linear.
 */
export function plainFromMarkdown(text: string): string {
  const nextClose = rising(text, ']');
  const nextParenthesis = rising(text, ')');
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (character === '\\' && /[!-/:-@[-`{-~]/u.test(next)) {
      plain += next;
      i++;
    } else if (character === '*' || character === '`' || (character === '~' && next === '~')) {
      if (character === '~') i++;
    } else if (character === '_' && !(isWordSign(text[i - 1]) && isWordSign(next))) {
      // Inside a word it is a letter like others: `snake_case`.
    } else if (character === '[' && text[nextClose(i) + 1] === '(') {
      // The link's text follows; its target is passed over at the bracket that closes it.
    } else if (character === ']' && next === '(' && nextParenthesis(i) !== Number.POSITIVE_INFINITY) {
      i = nextParenthesis(i);
    } else if (character === '&') {
      const entity = Object.keys(ENTITIES).find((name) => text.startsWith(name, i));
      plain += entity === undefined ? character : (ENTITIES[entity] ?? '');
      if (entity !== undefined) i += entity.length - 1;
    } else {
      plain += character;
    }
  }
  return plain;
}

function isWordSign(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
