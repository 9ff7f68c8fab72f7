import type { StartTouchUp, TouchUpView } from '../../common/contract/touchUps.ts';
import { mayRunOnProcessor } from '../home/mending.ts';
import type { TouchUpWish } from './following.ts';

/** The same stretch heard on the processor, where a graphics card may be to blame; null where that is no help. */
export function processorWish(
  { state, failure, usedDevice }: Pick<TouchUpView, 'state' | 'failure' | 'usedDevice'>,
  request: StartTouchUp,
): TouchUpWish | null {
  if (request.kind !== 'redo') return null;
  const { startMs, endMs, choice } = request;
  if (!mayRunOnProcessor({ state, failure, usedDevice, device: choice.device })) return null;
  return { kind: 'redo', startMs, endMs, choice: { ...choice, device: 'cpu', precision: null } };
}

/** The engine that was asked for; '' where the best one was. */
export function engineOf(request: StartTouchUp): string {
  switch (request.kind) {
    case 'align':
      return request.engine ?? '';
    case 'speakers':
      return request.diarize.engine;
    case 'redo':
      return request.choice.engine;
  }
}
