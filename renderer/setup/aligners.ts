import type { EngineRow } from '../../common/contract/setup.ts';
import { type MessageId, say } from '../text/text.ts';

/** One way to time words by their sound: an engine may have several. */
export interface Aligner {
  /** As the host knows it. */
  readonly id: string;
  readonly label: string;
  readonly engine: EngineRow;
}

const LABELS: Readonly<Record<string, MessageId>> = {
  ctc: 'setup.aligner.ctc',
  whisperx: 'setup.aligner.whisperx',
  pocketsphinx: 'setup.aligner.pocketsphinx',
  'stable-ts': 'setup.aligner.stable-ts',
  'stable-ts-refine': 'setup.aligner.stable-ts-refine',
};

/** Those that can work now and know the language; null: any language. */
export function alignersFor(language: string | null, engines: readonly EngineRow[]): readonly Aligner[] {
  return engines
    .filter((one) => one.problem === null && (one.installed || one.embedded) && knows(one, language))
    .flatMap((engine) => engine.aligners.map((id) => ({ id, label: labelOf(id, engine), engine })));
}

/** `en-GB` is known to an engine that knows `en`; `*` stands for many. */
function knows({ languages }: EngineRow, wanted: string | null): boolean {
  const whole = wanted?.toLowerCase();
  const base = whole?.split('-')[0];
  return (
    whole === undefined ||
    languages.some((known) => known === '*' || known === base || known.toLowerCase() === whole)
  );
}

function labelOf(id: string, { title, aligners }: EngineRow): string {
  const known = LABELS[id];
  if (known !== undefined) return say(known);
  return aligners.length === 1 ? title : `${title}: ${id}`;
}
