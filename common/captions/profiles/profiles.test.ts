import { describe, expect, it } from 'vitest';
import { netflix } from './netflix.ts';
import { forLanguage } from './profile.ts';
import { defaultProfile, findProfile, profiles } from './profiles.ts';

describe('a profile', () => {
  it('is found by its id', () => {
    expect(findProfile('netflix')).toEqual({ ok: true, value: netflix });
  });

  it('that does not exist is a failure that names it', () => {
    const result = findProfile('netfilx');
    expect(result).toMatchObject({ ok: false, failure: { code: 'profile.unknown', detail: 'netfilx' } });
  });

  it('is plain when a project names none', () => {
    expect(defaultProfile.id).toBe('plain');
    expect(defaultProfile.lineLength.value.others.limit).toBe(42);
    expect(defaultProfile.lines.value).toBe(2);
    expect(defaultProfile.readingSpeed.value.others.limit).toBe(20);
    expect(defaultProfile.maxDurationMs.value).toBe(7000);
  });

  it('says for every figure where it comes from and when it was read', () => {
    for (const { id, title, ...rules } of profiles) {
      expect(title, id).not.toBe('');
      for (const [name, rule] of Object.entries(rules)) {
        expect(rule.source.title, `${id} ${name}`).not.toBe('');
        expect(rule.source.readOn, `${id} ${name}`).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
      }
    }
  });

  it('has an id of its own', () => {
    expect(new Set(profiles.map((profile) => profile.id)).size).toBe(profiles.length);
  });
});

describe('a figure by language', () => {
  it('is that of the whole tag, of the language, or of all others', () => {
    const values = { others: 1, languages: { pt: 2, 'pt-br': 3 } };
    expect(forLanguage(values, 'pt-BR')).toBe(3);
    expect(forLanguage(values, 'pt-PT')).toBe(2);
    expect(forLanguage(values, 'de')).toBe(1);
    expect(forLanguage(values, null)).toBe(1);
  });

  it('is that of all others for a tag that is no language', () => {
    expect(forLanguage({ others: 1, languages: {} }, 'constructor')).toBe(1);
  });
});
