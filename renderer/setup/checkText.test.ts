import { afterEach, describe, expect, test } from 'vitest';
import { failure } from '../../common/contract/failure.ts';
import type { CheckView, MachineView } from '../../common/contract/setup.ts';
import { LANGUAGES, speak } from '../text/text.ts';
import { foundText, mendText } from './checkText.ts';

afterEach(() => speak('en'));

const bad = (id: string, action: string): CheckView => ({ id, ok: false, detail: 'x', action });
const machine: MachineView = { cpu: 'a', cores: 2, memoryBytes: 1, gpus: [], problem: null };

/** As the doctor says them on a terminal. */
const CHECKS = [
  bad('python', 'Install Python 3.11.'),
  bad('uv', 'Run `wordlane engines install` to get it again.'),
  bad('ffmpeg', 'Connect to the network and transcribe something, or name an FFmpeg with WORDLANE_FFMPEG.'),
  bad('visual-c', 'Install the Microsoft Visual C++ Redistributable (x64).'),
];

describe.each(LANGUAGES)('what to do about a check in %s', (language) => {
  test('names no command and no variable', () => {
    speak(language);
    for (const check of CHECKS) {
      expect(mendText(check, machine), check.id).toMatch(/^[^`_]+\.$/u);
    }
    expect(foundText(bad('whisperx.variant', ''))).not.toContain('`');
  });
});

test('a driver is mended by what is wrong with it', () => {
  const old = { ...machine, problem: failure('device.driver-old', { detail: '470' }) };
  speak('de');
  expect(mendText(bad('driver', 'Install it.'), old)).toContain('NVIDIA-Treiber');
});

test('what works needs nothing', () => {
  expect(mendText({ ...bad('uv', 'x'), ok: true }, machine)).toBeNull();
});
