/** Caption files made to be slow, of about any length: for the test and the bench of linear time. */
export const HOSTILE_CAPTIONS: readonly {
  readonly formatId: 'srt' | 'vtt' | 'ass';
  readonly name: string;
  readonly make: (length: number) => string;
}[] = [
  ...named('srt', '1\n00:00:01,000 --> 00:00:09,000\n', [
    ['arrows on one line', '->'],
    ['lines with arrows', '->\n'],
    ['opening signs', '<'],
    ['unclosed tags', '<i '],
    ['open tags', '<i>'],
    ['open fonts', '<font color=red>'],
    ['closing tags', '</b>'],
    ['braces', '{'],
    ['overrides', '{\\i1}'],
    ['blank lines', '\n'],
    ['spaces', ' '],
    ['digits', '7'],
    ['lines of digits', '7\n'],
    ['colons', ':'],
    ['labels', 'ANN: '],
    ['lines of labels', 'ANN: a\n'],
    ['brackets', '['],
    ['bracketed labels', '[a]: '],
    ['chevrons', '>'],
    ['capitals', 'A '],
    ['cues in the reverse order', ''],
    ['Chinese without spaces', '你好世界'],
    ['single letters', 'a '],
    ['one letter', 'a'],
    ['dashes', '- '],
    ['carriage returns', '\r'],
  ]).map((file) => (file.name === 'cues in the reverse order' ? { ...file, make: reversedCues } : file)),
  ...named('vtt', 'WEBVTT\n\n00:01.000 --> 00:09.000\n', [
    ['ampersands', '&'],
    ['long references', '&#'],
    ['digits of a reference', '&#1'],
    ['names of references', '&notit'],
    ['opening signs', '<'],
    ['open tags', '<b>'],
    ['open ruby', '<ruby><rt>'],
    ['closing tags', '</b>'],
    ['classes', '<c.a'],
    ['dots', '<c.'],
    ['timestamps', 'a<00:02.000>'],
    ['voices', '<v a>b'],
    ['other voices', '<v a>b</v><v c>d</v>'],
    ['texts in nested colours', '<c.red>a'],
    ['languages', '<lang a>'],
    ['spaces', ' '],
    ['arrows', '-->\n'],
    ['notes', '\nNOTE\n'],
    ['regions', '\nREGION\nid:a\n'],
    ['zero characters', '\0'],
  ]),
  ...named('vtt', 'WEBVTT\n\n00:01.000 --> 00:09.000', [
    ['settings', ' line:0'],
    ['colons in settings', ':'],
    ['digits of a line', ' line:1111'],
  ]),
  ...named('vtt', 'WEBVTT', [['header lines', '\na: b']]),
  ...named('ass', '[Script Info]\n\n[Events]\nDialogue: 0,0:00:01.00,0:00:09.00,Default,a,0,0,0,,', [
    ['braces', '{'],
    ['blocks', '{}'],
    ['open blocks behind a closing one', '}{'],
    ['backslashes', '\\'],
    ['breaks', '\\N'],
    ['syllables', '{\\k1}a '],
    ['parentheses', '{\\t('],
    ['tags in one block', '\\i1'],
    ['commas', ','],
    ['dialogues', '\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,,a'],
    ['comments', '\nComment: a'],
    ['sections', '\n[a]'],
    ['letters in italics', '{\\i1}a{\\i0}b '],
  ]),
];

function named(
  formatId: 'srt' | 'vtt' | 'ass',
  head: string,
  pieces: readonly (readonly [string, string])[],
) {
  return pieces.map(([name, piece]) => ({
    formatId,
    name,
    make: (length: number) =>
      head + piece.repeat(Math.ceil((length - head.length) / Math.max(1, piece.length))),
  }));
}

function reversedCues(length: number): string {
  const count = Math.floor(length / 32);
  return Array.from({ length: count }, (_, index) => {
    const clock = new Date((count - index) * 10).toISOString().slice(11, 23).replace('.', ',');
    return `${clock} --> ${clock}\na`;
  }).join('\n');
}
