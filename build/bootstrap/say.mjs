/**
 * What a person reads while the program gets ready. All of it goes to stderr: stdout belongs to results.
 *
 * @typedef {'terminal' | 'lines' | 'json' | 'none'} Voice
 */

/** Ends the start with one sentence (none after a cancellation) and an exit code. */
export class Stop extends Error {
  /**
   * @param {string | null} sentence
   * @param {number} exitCode
   */
  constructor(sentence, exitCode) {
    super(sentence ?? 'Cancelled.');
    this.sentence = sentence;
    this.exitCode = exitCode;
  }
}

/**
 * The `--progress` of the command holds for its preparation too, so that a program that reads JSON lines
 * never meets a line that is not.
 *
 * @param {readonly string[]} args
 * @returns {Voice}
 */
export function voiceFor(args) {
  const at = args.findIndex((arg) => arg === '--progress' || arg.startsWith('--progress='));
  const wish = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (wish === 'none' || wish === 'json') return wish;
  return process.stderr.isTTY && wish !== 'plain' ? 'terminal' : 'lines';
}

/**
 * Shows one step while `work` runs: its title and the seconds that it took, on one line.
 *
 * @template T
 * @param {Voice} voice
 * @param {string} stage a word for programs, such as `packages`
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function showStep(voice, stage, title, work) {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  /** @param {string} text */
  const write = (text) => process.stderr.write(text);
  /** @param {number} fraction */
  const report = (fraction) =>
    write(`${JSON.stringify({ event: 'setup', file: null, stage, fraction, rtf: null, eta_s: null })}\n`);
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  let frame = 0;
  const draw = () => write(`\r\u001b[K${frames[frame++ % frames.length]} ${title} … ${seconds()} s`);
  const spinner = voice === 'terminal' ? setInterval(draw, 100) : undefined;
  if (voice === 'lines') write(`${title} … `);
  if (voice === 'json') report(0);
  try {
    const result = await work();
    if (voice === 'terminal') write(`\r\u001b[K${title} … ${seconds()} s\n`);
    if (voice === 'lines') write(`${seconds()} s\n`);
    if (voice === 'json') report(1);
    return result;
  } catch (error) {
    if (voice === 'terminal') write('\r\u001b[K');
    if (voice === 'lines') write('stopped\n');
    throw error;
  } finally {
    clearInterval(spinner);
  }
}
