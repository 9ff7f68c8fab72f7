import { expect, it } from 'vitest';
import type { JobSpeed } from '../../common/contract/speeds.ts';
import { foresight } from './foresight.ts';
import { newRow, type Row } from './row.ts';
import { jobOf } from './testing/queueCase.ts';

const SPEED: JobSpeed = { rtf: 0.1, measured: true, complete: true, laterRtf: 0 };

it('asks once for all files with the same choice, and tells every row', async () => {
  const rows = [
    ...Array.from({ length: 50 }, (_, at) => newRow(jobOf(`/${at}.wav`, {}))),
    newRow(jobOf('/other.wav', { model: 'large' })),
  ];
  const asked: (string | null)[] = [];
  const look = foresight({
    speeds: {
      expect: async ({ model }) => {
        asked.push(model);
        return model === null ? SPEED : null;
      },
    },
    unfinished: () => rows,
    change: (row, part) => void Object.assign(row, part),
    isClosing: () => false,
  });
  await look();
  expect(asked).toEqual([null, 'large']);
  expect(rows.map(({ expected }) => expected)).toEqual([...Array.from({ length: 50 }, () => SPEED), null]);
});

it('looks once more when it is asked while it looks, however often', async () => {
  const row: Row = newRow(jobOf('/a.wav', {}));
  let rtf = 0;
  const answers: (() => void)[] = [];
  const look = foresight({
    speeds: {
      expect: async () => {
        rtf++;
        const found = { ...SPEED, rtf };
        await new Promise<void>((resolve) => answers.push(resolve));
        return found;
      },
    },
    unfinished: () => [row],
    change: (one, part) => void Object.assign(one, part),
    isClosing: () => false,
  });
  const looking = look();
  void look();
  void look();
  answers.shift()?.();
  await Promise.resolve();
  await expect.poll(() => answers.length).toBe(1);
  answers.shift()?.();
  await looking;
  expect(answers).toHaveLength(0);
  expect(row.expected?.rtf).toBe(2);
});
