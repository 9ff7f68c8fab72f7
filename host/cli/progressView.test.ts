import { describe, expect, it } from 'vitest';
import { progressView } from './progressView.ts';

/** What a bar of a file shows on a terminal of so many columns. */
function drawn(file: string, columns: number): string {
  let shown = '';
  const terminal = {
    out: () => {},
    err: (text: string) => {
      shown = text;
    },
    isInteractive: true,
    columns,
  };
  const progress = { stage: 'recognise', fraction: 0.5, rtf: 0.1, etaSeconds: 7 } as const;
  progressView('auto', terminal, () => 0).show({ kind: 'progress', file, progress });
  return shown;
}

describe('the bar of a file', () => {
  it('shows how far it is, how fast, how long still, and the name', () => {
    expect(drawn('talks/a.mp4', 100)).toMatch(/^█{12}░{12} 50 % · transcribing · 10× · 0:07 left {2}a\.mp4$/);
  });

  it('never fills its line, however narrow', () => {
    expect(drawn('a.mp4', 30)).toHaveLength(29);
    expect(drawn('a.mp4', 4)).toHaveLength(3);
  });

  it('counts letters of two columns as two and cuts no letter in half', () => {
    const before = drawn('', 200).length;
    expect(drawn('講演👩‍🚀.mp4', before + 1 + 5)).toMatch(/講演$/);
    expect(drawn('講演👩‍🚀.mp4', before + 1 + 6)).toMatch(/講演👩‍🚀$/);
  });
});
