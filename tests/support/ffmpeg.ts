import { execa } from 'execa';

/** Runs the app's ffmpeg to make a test recording; the test run sets where it is. */
export async function ffmpeg(args: readonly string[]): Promise<void> {
  const program = process.env.WORDLANE_FFMPEG;
  if (program === undefined || program === '') throw new Error('WORDLANE_FFMPEG names the ffmpeg for tests');
  await execa(program, ['-v', 'error', '-nostdin', '-y', ...args]);
}
