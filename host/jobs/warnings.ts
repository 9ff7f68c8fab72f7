import type { EngineWarning } from '../engines/engine.ts';

/** What an engine's warning means to a person; an unknown code is shown as it came. */
export function warningSentence({ code, detail }: EngineWarning): string {
  const known = sentences[code];
  if (known === undefined)
    return detail === null ? `The engine warns: ${code}.` : `The engine warns: ${code} (${detail}).`;
  return known(detail);
}

const sentences: Readonly<Record<string, (detail: string | null) => string>> = {
  'language.unlikely': () =>
    'This does not sound like English, and this engine knows English only: the text is probably wrong. ' +
    'Another engine will know the language.',
  'audio.silent': () => 'No speech was found.',
  'text.unsure': (detail) => `${detail ?? 'Some'} words are doubtful and are marked as such.`,
};
