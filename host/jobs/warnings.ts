import type { EngineWarning } from '../engines/engine.ts';

/** What an engine's warning means to a person; null for what the result says by itself. */
export function warningSentence({ code, detail }: EngineWarning): string | null {
  switch (code) {
    case 'language.unlikely':
      return (
        'This does not sound like English, and this engine knows English only: the text is probably wrong. ' +
        'Another engine may know the language.'
      );
    case 'text.unsure':
      return `${seconds(detail)} of the speech could hardly be understood; its words are marked as doubtful.`;
    case 'memory.smaller-batch':
      return 'Memory was short; the engine computes less at a time.';
    case 'device.fallback':
    case 'device.cpu':
      return 'The graphics card could not hold it; this part is computed on the processor.';
    case 'align.failed':
      return 'A part of the text could not be found in the sound; its words have no times of their own.';
    case 'audio.silent':
      // Every engine's empty result is told in one place.
      return null;
    default:
      return detail === null ? `The engine warns: ${code}.` : `The engine warns: ${code} (${detail}).`;
  }
}

/** `text.unsure` tells milliseconds. */
function seconds(detail: string | null): string {
  const ms = Number(detail);
  return detail !== null && Number.isFinite(ms) ? `${Math.max(1, Math.round(ms / 1000))} s` : 'A part';
}
