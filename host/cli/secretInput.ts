import { createInterface } from 'node:readline';

/** What a line is read from; the process's own standard input has all of it. */
export type LineInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (on: boolean) => unknown;
};

/**
 * The first line of the input, without its end; empty when there is none. On a terminal what is typed is not shown.
 * Null when it was broken off with Ctrl-C or Ctrl-D.
 */
export async function readSecretLine(input: LineInput, ask: () => void): Promise<string | null> {
  if (input.isTTY !== true || input.setRawMode === undefined) {
    for await (const line of createInterface({ input })) return line;
    return '';
  }
  ask();
  input.setRawMode(true);
  try {
    let typed = '';
    for await (const piece of input) {
      for (const character of String(piece)) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003' || character === '\u0004') return null;
        typed = /[\b\u007f]/u.test(character) ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    input.setRawMode(false);
  }
}
