import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { EngineView } from '../../common/contract/jobs.ts';
import { classes } from '../design/classes.ts';
import { explainHere } from '../text/failures.ts';
import { say } from '../text/text.ts';
import { type JobSpeeds, shortTime } from './estimate.ts';

interface EngineRowsProps {
  readonly engines: readonly EngineView[];
  readonly value: string;
  readonly totalMs: number | null;
  readonly speeds: JobSpeeds;
  readonly onChange: (id: string) => void;
}

/** The engines with what they are good at and how long they would take, one chosen. */
export function EngineRows({ engines, value, totalMs, speeds, onChange }: EngineRowsProps) {
  return (
    <RadioGroup
      aria-label={say('transcribe.engine')}
      value={value}
      onValueChange={(id) => onChange(String(id))}
      className="overflow-hidden rounded-control border border-line-2"
    >
      {engines.map((engine) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control inside is an input of Base UI
        <label
          key={engine.id}
          className={classes(
            'grid min-h-9 py-1 grid-cols-[16px_108px_minmax(0,1fr)_auto] items-center gap-2.5 border-line-1 px-3 t-12 not-first:border-t',
            engine.id === value && 'bg-accent-soft',
          )}
        >
          <Radio.Root
            value={engine.id}
            className="hit-24 size-4 rounded-full border border-line-control bg-surface-1 p-0 data-checked:border-5 data-checked:border-accent-fill data-checked:bg-on-accent"
          />
          <span className="t-13 font-medium">{engine.title}</span>
          <span className={engine.problem === null ? 'text-text-2' : 'text-bad'} title={engine.summary}>
            {engine.problem === null ? engine.summary : explainHere(engine.problem).reason}
          </span>
          <span className="figures text-text-3">
            {engine.installed || engine.embedded
              ? shortTime(speeds.get(engine.id) ?? null, totalMs)
              : say('transcribe.absent')}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
