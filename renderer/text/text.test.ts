/// <reference types="vite/client" />
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { afterEach, describe, expect, test } from 'vitest';
import { de } from './de/de.ts';
import { en } from './en/en.ts';
import { say, speak, systemLanguage } from './text.ts';

const ids = Object.keys(en);
const files = import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });

/** The sources that show texts: all but the catalogues themselves and tests. */
function sources(): string[] {
  return Object.entries(files)
    .filter(([file]) => !/\.(test|bench)\.ts$|^\.\/(en|de)\/|\/text\/(en|de)\//u.test(file))
    .map(([, text]) => text);
}

/** What a source may name: whole literals, and templates as patterns whose places hold anything. */
function namedBy(texts: readonly string[]): (id: string) => boolean {
  const all = texts.join('\n');
  const literals = new Set([...all.matchAll(/'([a-zA-Z]+\.[\w.-]+)'/gu)].map(([, text]) => text));
  const patterns = [...all.matchAll(/`([a-zA-Z]+\.[^`\n]*?\$\{[^`\n]*)`/gu)].map(([, text = '']) => {
    const parts = text.split(/\$\{[^}]*\}/u).map((part) => part.replace(/[.\\^$*+?()[\]{}|]/gu, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`, 'u');
  });
  return (id) => literals.has(id) || patterns.some((pattern) => pattern.test(id));
}

/** The names of a message's places, plurals included. */
function places(message: string): readonly string[] {
  const names = new Set<string>();
  const visit = (tokens: unknown) => {
    if (!Array.isArray(tokens)) return;
    for (const token of tokens) {
      if (!Array.isArray(token)) continue;
      if (typeof token[0] === 'string') names.add(token[0]);
      if (typeof token[2] === 'object' && token[2] !== null) Object.values(token[2]).forEach(visit);
    }
  };
  visit(compileMessage(message));
  return [...names].sort();
}

describe('the catalogue', () => {
  test('holds no text that nothing shows', () => {
    const isNamed = namedBy(sources());
    expect(ids.filter((id) => !isNamed(id))).toEqual([]);
  });

  test('holds every text that a source asks for', () => {
    const asked = sources().flatMap((text) =>
      [...text.matchAll(/\bsay\(\s*'([^']+)'/gu)].map(([, id]) => id),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });

  test('is complete in German', () => {
    expect(ids.filter((id) => !(id in de))).toEqual([]);
    expect(Object.keys(de).filter((id) => !(id in en))).toEqual([]);
  });

  test('has the same places in both languages', () => {
    const different = Object.entries(en).filter(
      ([id, text]) => places(text).join() !== places(de[id as keyof typeof de] ?? '').join(),
    );
    expect(different.map(([id]) => id)).toEqual([]);
  });

  test('shows no placeholder that is not filled by its name', () => {
    expect(places('{hard, plural, one {# of {all}} other {#}}')).toEqual(['all', 'hard']);
  });

  test('speaks in whole words, without shouting', () => {
    const loud = [...Object.entries(en), ...Object.entries(de)].filter(
      ([, text]) => text.trim() !== text || /!|\boops\b|\.\.\./iu.test(text),
    );
    expect(loud).toEqual([]);
  });
});

describe('saying', () => {
  afterEach(() => speak('en'));

  test('counts in the language that is spoken', () => {
    expect(say('frame.words', { words: 1 })).toBe('1 word');
    speak('de');
    expect(say('frame.words', { words: 2 })).toBe('2 Wörter');
  });

  test('goes by the first language of the system that there is', () => {
    expect(systemLanguage(['fr-CA', 'de-AT', 'en'])).toBe('de');
    expect(systemLanguage(['ja'])).toBe('en');
  });
});
