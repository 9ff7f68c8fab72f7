/** What came out of a chunk: whole lines in order, then possibly the reason why no more will come. */
export type FramedLine =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'broken'; readonly problem: string };

const LINE_FEED = 0x0a;

/**
 * Cuts a stream of bytes into lines of UTF-8.
 *
 * Bytes are joined before they are decoded, so a character may lie across chunks. Holds at most `limitBytes`:
 * a longer line, or one that is not UTF-8, breaks the stream for good and everything after it is dropped.
 */
export function createLineFramer(limitBytes: number): (chunk: Uint8Array) => readonly FramedLine[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let broken = false;

  const breakWith = (problem: string): FramedLine => {
    broken = true;
    held = [];
    return { kind: 'broken', problem };
  };

  const finishLine = (tail: Uint8Array): FramedLine => {
    const bytes = held.length === 0 ? tail : Buffer.concat([...held, tail]);
    held = [];
    heldBytes = 0;
    try {
      return { kind: 'line', text: decoder.decode(bytes) };
    } catch {
      return breakWith('a line that is not UTF-8');
    }
  };

  return (chunk) => {
    const lines: FramedLine[] = [];
    let from = 0;
    while (!broken && from < chunk.length) {
      const end = chunk.indexOf(LINE_FEED, from);
      const until = end === -1 ? chunk.length : end;
      if (heldBytes + until - from > limitBytes) {
        lines.push(breakWith(`a line of more than ${Math.round(limitBytes / 1024 / 1024)} MB`));
      } else if (end === -1) {
        // The chunk's buffer may be reused by its stream.
        held.push(chunk.slice(from));
        heldBytes += chunk.length - from;
      } else {
        lines.push(finishLine(chunk.subarray(from, end)));
      }
      from = until + 1;
    }
    return lines;
  };
}
