import { execa } from 'execa';

/** Runs one of the system's own commands with a text on its standard input. */
export type RunTool = (
  file: string,
  args: readonly string[],
  input: string,
) => Promise<{ readonly ok: boolean; readonly output: string }>;

/** A key ring may ask its owner for a password, which takes a person some seconds. */
const PATIENCE_MS = 60_000;

/** Not there, not working and too slow are all the same here: not ok. */
export function runTool(env: Readonly<Record<string, string | undefined>>): RunTool {
  const found = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return async (file, args, input) => {
    const { exitCode, stdout } = await execa(file, args, {
      env: found,
      extendEnv: false,
      input,
      stderr: 'ignore',
      reject: false,
      timeout: PATIENCE_MS,
      stripFinalNewline: true,
      windowsHide: true,
    });
    return { ok: exitCode === 0, output: typeof stdout === 'string' ? stdout : '' };
  };
}
