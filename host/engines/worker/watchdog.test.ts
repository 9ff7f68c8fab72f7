import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../testing/fakeClock.ts';
import { createWatchdog } from './watchdog.ts';

function watch() {
  const clock = createFakeClock();
  const alarms: string[] = [];
  const watchdog = createWatchdog(clock, {
    onLate: () => alarms.push('late'),
    onAlarm: (alarm, detail) => alarms.push(`${alarm}: ${detail}`),
  });
  return { clock, alarms, watchdog };
}

/** Time with a heartbeat every 2 s. */
function live({ clock, watchdog }: ReturnType<typeof watch>, forMs: number, counter: () => number): void {
  for (let passed = 0; passed < forMs; passed += 2_000) {
    clock.advance(2_000);
    watchdog.heartbeat(counter());
  }
}

describe('heartbeats', () => {
  it('missing for 6 s are late, for 12 s unresponsive', () => {
    const { clock, alarms } = watch();
    clock.advance(5_999);
    expect(alarms).toEqual([]);
    clock.advance(1);
    expect(alarms).toEqual(['late']);
    clock.advance(6_000);
    expect(alarms).toEqual(['late', 'unresponsive: no sign of life for 12 s']);
  });

  it('that come late are forgiven', () => {
    const { clock, alarms, watchdog } = watch();
    clock.advance(11_000);
    watchdog.heartbeat(0);
    clock.advance(5_000);
    expect(alarms).toEqual(['late']);
  });

  it('are not missed while the machine sleeps', () => {
    const { clock, alarms } = watch();
    clock.advance(3_000);
    clock.sleep(8 * 3_600_000);
    expect(alarms).toEqual([]);
    clock.advance(12_000);
    expect(alarms).toEqual(['late', 'unresponsive: no sign of life for 12 s']);
  });
});

describe('a job', () => {
  it('has stalled when its counter stands still for 120 s although the worker lives', () => {
    const all = watch();
    all.watchdog.jobStarted();
    live(all, 118_000, () => 0);
    expect(all.alarms).toEqual([]);
    live(all, 2_000, () => 0);
    expect(all.alarms).toEqual(['stalled: no progress for 120 s']);
  });

  it('with slow chunks is given ten times their mean', () => {
    const all = watch();
    all.watchdog.jobStarted();
    for (const chunk of [1, 2, 3]) {
      live(all, 60_000, () => chunk - 1);
      all.watchdog.heartbeat(chunk);
    }
    live(all, 598_000, () => 3);
    expect(all.alarms).toEqual([]);
    live(all, 4_000, () => 3);
    expect(all.alarms).toEqual(['stalled: no progress for 600 s']);
  });

  it('that is over cannot stall', () => {
    const all = watch();
    all.watchdog.jobStarted();
    all.watchdog.jobEnded();
    live(all, 600_000, () => 0);
    expect(all.alarms).toEqual([]);
  });
});
