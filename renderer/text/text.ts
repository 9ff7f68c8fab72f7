import { type Messages, setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { de } from './de/de.ts';
import { en, type MessageId } from './en/en.ts';

/** The languages of the interface. English is complete by type; what another lacks is shown in English. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export type { MessageId };

/** What fills the places of a message. */
export type MessageValues = Readonly<Record<string, string | number>>;

const i18n = setupI18n({ missing: (_locale, id) => en[id as MessageId] ?? id });
i18n.setMessagesCompiler(compileMessage);
i18n.load({ en: en as Messages, de: { ...en, ...de } as Messages });
i18n.activate('en');

/** Shows the interface in a language; whoever shows texts is drawn anew by `main.tsx`. */
export function speak(language: Language): void {
  i18n.activate(language);
}

export function language(): Language {
  return i18n.locale === 'de' ? 'de' : 'en';
}

/** The language that the system asks for, English where we do not have it. */
export function systemLanguage(wanted: readonly string[]): Language {
  const found = wanted
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === 'en' || tag === 'de');
  return found === 'de' ? 'de' : 'en';
}

/** A text of the interface in the language that is spoken. Places and plurals are written as in ICU messages. */
export function say(id: MessageId, values: MessageValues = {}): string {
  return i18n._(id, values);
}
