import type { EngineView, TranscribeChoice } from '../../common/contract/jobs.ts';
import type { SetupView } from '../../common/contract/setup.ts';
import { Select } from '../design/select.tsx';
import { type Aligner, alignersFor } from '../setup/aligners.ts';
import { say } from '../text/text.ts';

interface AlignChoiceProps {
  readonly engine: EngineView;
  readonly setup: SetupView | null;
  readonly choice: TranscribeChoice;
  readonly patch: (change: Partial<TranscribeChoice>) => void;
}

/** No aligner has this as its id. */
const USUAL = '';

/** By what words get their times: shown only where there is more than the engine's own way. */
export function AlignChoice({ engine, setup, choice, patch }: AlignChoiceProps) {
  const others = othersThan(engine, alignersFor(choice.language, setup?.engines ?? []));
  // Translated words are not said in the recording.
  if (others.length === 0 || choice.task === 'translate') return null;
  return (
    <>
      <span className="t-12 leading-7 text-text-2">{say('transcribe.wordTimes')}</span>
      <Select
        id={undefined}
        label={say('transcribe.wordTimes')}
        value={choice.align?.engine ?? USUAL}
        onChange={(id) => patch({ align: { engine: id === USUAL ? null : id, model: null } })}
        options={[
          { value: USUAL, label: say('transcribe.wordTimesUsual'), note: null, disabled: false },
          ...others.map(({ id, label }) => ({ value: id, label, note: null, disabled: false })),
        ]}
        size="normal"
        className="w-64"
      />
    </>
  );
}

/** An engine without times of its own uses its first aligner already. */
function othersThan(engine: EngineView, aligners: readonly Aligner[]): readonly Aligner[] {
  const isUsual = ({ engine: of, id }: Aligner) =>
    of.id === engine.id && (engine.embedded || (engine.needsAligning && of.aligners[0] === id));
  return aligners.filter((one) => !isUsual(one));
}
