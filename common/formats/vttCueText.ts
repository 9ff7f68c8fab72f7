import { characterReferenceAt } from './characterReference.ts';
import { collectVttTimestamp } from './vttTimestamp.ts';

export type VttElementName = 'c' | 'i' | 'b' | 'u' | 'ruby' | 'rt' | 'v' | 'lang';

export interface VttElement {
  readonly kind: 'element';
  readonly name: VttElementName;
  readonly classes: readonly string[];
  /** The voice of `v`, the language tag of `lang`; '' for the others. */
  readonly annotation: string;
  readonly children: readonly VttNode[];
}

export type VttNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'timestamp'; readonly ms: number }
  | VttElement;

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly classes: readonly string[];
      readonly annotation: string;
    }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'timestamp'; readonly value: string };

interface OpenElement extends VttElement {
  readonly children: VttNode[];
}

/**
 * The specification's "WebVTT cue text parsing rules": any text gives a tree, unknown tags are left out.
 * Linear; a tree may be as deep as the text is long, so walk it without recursion.
 */
export function parseVttCueText(text: string): readonly VttNode[] {
  const root: VttNode[] = [];
  if (text === '') return root;
  if (!text.includes('<') && !text.includes('&')) return [{ kind: 'text', text }];
  const open: OpenElement[] = [];
  const append = (node: VttNode) => (open.at(-1)?.children ?? root).push(node);
  for (let at = 0; at < text.length; ) {
    const { token, end } = nextToken(text, at);
    at = end;
    switch (token.kind) {
      case 'text':
        append(token);
        break;
      case 'timestamp': {
        const time = collectVttTimestamp(token.value, 0);
        if (time?.end === token.value.length) append({ kind: 'timestamp', ms: time.ms });
        break;
      }
      case 'start': {
        const { name, classes } = token;
        if (!isElementName(name) || (name === 'rt' && open.at(-1)?.name !== 'ruby')) break;
        const annotation = name === 'v' || name === 'lang' ? token.annotation : '';
        const element: OpenElement = { kind: 'element', name, classes, annotation, children: [] };
        append(element);
        open.push(element);
        break;
      }
      case 'end': {
        const current = open.at(-1)?.name;
        if (current === token.name) open.pop();
        // `</ruby>` also closes a ruby text that was left open.
        else if (token.name === 'ruby' && current === 'rt') open.length -= 2;
        break;
      }
    }
  }
  return root;
}

/** Calls `enter` for every node in order and `leave` after an element's children. */
export function walkVttNodes(
  nodes: readonly VttNode[],
  enter: (node: VttNode) => void,
  leave: (element: VttElement) => void,
): void {
  const levels: { readonly element: VttElement | null; readonly nodes: readonly VttNode[]; next: number }[] =
    [{ element: null, nodes, next: 0 }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const node = level.nodes[level.next++];
    if (node === undefined) {
      if (level.element !== null) leave(level.element);
      levels.pop();
      continue;
    }
    enter(node);
    if (node.kind === 'element') levels.push({ element: node, nodes: node.children, next: 0 });
  }
}

/** "WebVTT cue text tokenizer": the token at `at` (which is before the end) and the position behind it. */
function nextToken(text: string, at: number): { readonly token: Token; readonly end: number } {
  return text[at] === '<' ? tagAt(text, at) : textAt(text, at);
}

function textAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const tag = text.indexOf('<', at);
  const end = tag < 0 ? text.length : tag;
  return { token: { kind: 'text', text: resolveReferences(text.slice(at, end)) }, end };
}

function tagAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const first = text.charCodeAt(at + 1);
  if (first === SLASH || (first >= 0x30 && first <= 0x39)) {
    const close = closeOf(text, at + 1);
    const value = text.slice(at + (first === SLASH ? 2 : 1), close);
    return {
      token: first === SLASH ? { kind: 'end', name: value } : { kind: 'timestamp', value },
      end: close + 1,
    };
  }
  const nameEnd = runEnd(text, at + 1, (code) => code === DOT || code === CLOSE || isSpace(code));
  const classesEnd = runEnd(text, nameEnd, (code) => code === CLOSE || isSpace(code));
  const name = text.slice(at + 1, nameEnd);
  const classes = text
    .slice(nameEnd, classesEnd)
    .split('.')
    .filter((label) => label !== '');
  if (!isSpace(text.charCodeAt(classesEnd)))
    return { token: { kind: 'start', name, classes, annotation: '' }, end: classesEnd + 1 };
  const close = closeOf(text, classesEnd);
  const annotation = resolveReferences(text.slice(classesEnd, close));
  return { token: { kind: 'start', name, classes, annotation: collapseSpaces(annotation) }, end: close + 1 };
}

const SLASH = 0x2f;
const DOT = 0x2e;
const CLOSE = 0x3e;

function closeOf(text: string, from: number): number {
  const close = text.indexOf('>', from);
  return close < 0 ? text.length : close;
}

function runEnd(text: string, from: number, ends: (code: number) => boolean): number {
  let end = from;
  while (end < text.length && !ends(text.charCodeAt(end))) end++;
  return end;
}

function resolveReferences(text: string): string {
  let ampersand = text.indexOf('&');
  if (ampersand < 0) return text;
  const pieces: string[] = [];
  let from = 0;
  while (ampersand >= 0) {
    const reference = characterReferenceAt(text, ampersand);
    const end = reference?.end ?? ampersand + 1;
    pieces.push(text.slice(from, ampersand), reference?.text ?? '&');
    from = end;
    ampersand = text.indexOf('&', end);
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Strips and collapses ASCII whitespace; `split` and `join`, so that a run of any length costs its length. */
function collapseSpaces(text: string): string {
  return text
    .split(/[\t\n\f\r ]/u)
    .filter((part) => part !== '')
    .join(' ');
}

/** The tokenizer's own list: no carriage return, which a file's text cannot hold. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0c;
}

function isElementName(name: string): name is VttElementName {
  return ELEMENT_NAMES.has(name);
}

const ELEMENT_NAMES: ReadonlySet<string> = new Set(['c', 'i', 'b', 'u', 'ruby', 'rt', 'v', 'lang']);
