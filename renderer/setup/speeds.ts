import type { ModelRef } from '../../common/contract/models.ts';
import type { MachineView, SetupView } from '../../common/contract/setup.ts';
import { type Speed, type SpeedView, speedOfModel, timesRealTime } from '../../common/contract/speeds.ts';
import { figure } from '../text/figures.ts';
import { say } from '../text/text.ts';

export interface SpeedTexts {
  /** `12 ×`, `≈ 10 ×` for an estimate, `–` where nothing tells. */
  readonly short: string;
  /** The same as a sentence, with the engine and the device. */
  readonly spoken: string;
  /** Every engine and device that is known, a line each. */
  readonly all: string;
}

/** How fast a model is on this computer. `titles`: of engines, by id. */
export function speedTexts(
  model: ModelRef,
  { speeds, machine }: Pick<SetupView, 'speeds' | 'machine'>,
  titles: ReadonlyMap<string, string>,
): SpeedTexts {
  const shown = speedOfModel(model, speeds);
  const spoken = (speed: SpeedView) =>
    say(speed.measured ? 'setup.speedMeasured' : 'setup.speedGuessed', {
      speed: timesText(speed),
      engine: titles.get(speed.engine) ?? speed.engine,
      device: deviceText(speed.device, machine),
    });
  const lines = speeds.filter(({ kind, model: id }) => kind === model.kind && id === model.id).map(spoken);
  return {
    short: shown === null ? '–' : shortSpeed(shown),
    spoken: shown === null ? say('setup.speedUnknown') : spoken(shown),
    all: shown === null ? say('setup.speedUnknown') : [...new Set(lines)].join('\n'),
  };
}

function shortSpeed(speed: Speed): string {
  return speed.measured
    ? say('setup.speed', { speed: timesText(speed) })
    : say('setup.speedAbout', { speed: timesText(speed) });
}

/** `140`, `4.2`, `0.85`: no digit more than can be trusted. */
function timesText(speed: Speed): string {
  const times = timesRealTime(speed);
  const decimals = Number.isInteger(times) ? 0 : (String(times).split('.')[1]?.length ?? 0);
  return figure(times, decimals);
}

/** The card's name where there is one of that number. */
function deviceText(device: string, machine: MachineView | null): string {
  if (device === 'cpu') return say('setup.processor');
  return machine?.gpus.find(({ index }) => device === `cuda:${index}`)?.name ?? device;
}
