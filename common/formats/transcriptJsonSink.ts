/** Collects a long text piece by piece. */
export interface TextSink {
  readonly add: (piece: string) => void;
  readonly finish: () => string;
}

/**
 * From this size on V8 keeps a string where the collector does not move it. Left as one chain of
 * concatenations, a transcript of 150,000 words is three million small strings that live until the end, and
 * collecting takes four times as long as writing.
 */
const BLOCK_LENGTH = 256 * 1024;

/** Joins pieces into blocks as they come, so that only blocks live on. Each character is copied twice. */
export function textSink(): TextSink {
  const blocks: string[] = [];
  let pieces: string[] = [];
  let length = 0;
  return {
    add: (piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length < BLOCK_LENGTH) return;
      blocks.push(pieces.join(''));
      pieces = [];
      length = 0;
    },
    finish: () => {
      blocks.push(pieces.join(''));
      return blocks.join('');
    },
  };
}
