import { basename, dirname, extname, join } from 'node:path';

export interface OutputNames {
  readonly input: string;
  /** Folder and name without ending, to which each format adds its own. */
  readonly stem: string;
  readonly project: string;
  readonly files: readonly { readonly format: string; readonly path: string }[];
}

/**
 * Gives every input its output names: `talk.mp4` → `talk.wordlane`, `talk.srt`. Where two inputs would share
 * a name the later one keeps its own ending (`talk.wav.srt`), and a number where even that is taken.
 * `endings` maps a format id to its ending with dot. Names are compared without case, as many drives do.
 */
export function planOutputs(
  inputs: readonly string[],
  outputFolder: string | null,
  formats: readonly { readonly id: string; readonly ending: string }[],
): readonly OutputNames[] {
  const taken = new Set<string>();
  return inputs.map((input) => {
    const folder = outputFolder ?? dirname(input);
    const whole = basename(input);
    const ending = extname(whole);
    const short = ending === '' || ending === whole ? whole : whole.slice(0, -ending.length);
    const stem = join(
      folder,
      firstFree(candidates(short, whole), (name) => taken.has(key(folder, name))),
    );
    taken.add(stem.toLowerCase());
    return {
      input,
      stem,
      project: `${stem}.wordlane`,
      files: formats.map((format) => ({ format: format.id, path: `${stem}${format.ending}` })),
    };
  });
}

function key(folder: string, name: string): string {
  return join(folder, name).toLowerCase();
}

function* candidates(short: string, whole: string): Generator<string, never, undefined> {
  yield short;
  yield whole;
  for (let number = 2; ; number++) yield `${whole}-${number}`;
}

function firstFree(names: Generator<string, never, undefined>, isTaken: (name: string) => boolean): string {
  for (;;) {
    const name = names.next().value;
    if (!isTaken(name)) return name;
  }
}
