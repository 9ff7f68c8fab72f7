/**
 * Where Chromium 153 leaves the specification's parser (w3c/webvtt at 009ec96), so that its answer is no oracle.
 * `holds` is true for files in which the rule plays a part; each is seen at work in the corpus.
 */
export const CHROMIUM_DEVIATIONS: readonly {
  readonly reason: string;
  readonly holds: (text: string) => boolean;
}[] = [
  {
    reason: 'takes the line before the times for an id although it is the header’s or the third of its block',
    holds: (text) => /(?:^\ufeff?WEBVTT[^\n]*|\n[^\n]+\n[^\n]+)\n[^\n]+\n[^\n]*-->/u.test(text),
  },
  {
    reason: 'begins a style sheet or region although times follow at once, where the word is an id',
    holds: (text) => /^(?:STYLE|REGION)[ \t\f]*\n[^\n]*-->/mu.test(text),
  },
  {
    reason:
      'begins a style sheet or region at any line of a block, keeping the line before it as the next id',
    holds: (text) => /\n[^\n]+\n(?:STYLE|REGION)[ \t\f]*(?:\n|$)/u.test(text),
  },
  {
    reason: 'takes numbers that begin or end with the full stop',
    holds: (text) => /:-?(?:\d*\.(?!\d)|\.\d)|,(?:\d*\.(?!\d)|\.\d)/u.test(text),
  },
  {
    reason: 'lets `id:` without a value clear a region’s id',
    holds: (text) => /(?:^|[ \t\f])id:(?:\s|$)/mu.test(text),
  },
  {
    reason: 'keeps a cue in its region although line, size or vertical take it out',
    holds: (text) => /region:[^\n]*(?:line|size|vertical):/u.test(text),
  },
  {
    reason: 'refuses line and position with an alignment after a comma',
    holds: (text) => /(?:line|position):[^\s]*,/u.test(text),
  },
  { reason: 'does not split settings at a form feed', holds: (text) => /-->[^\n]*\f/u.test(text) },
  { reason: 'writes empty class names as spaces', holds: (text) => /<[^<>\s]*\.(?:[.>\s]|$)/mu.test(text) },
  {
    reason: 'neither trims nor collapses the spaces of a voice or language',
    holds: (text) => /<(?:v|lang)(?:\.[^<>\s]*)?\s(?:\s|[^<>]*(?:\s\s|[\t\n\f]|\s>|\s$|&))/u.test(text),
  },
  {
    reason: 'takes a timestamp tag with something behind the time',
    holds: (text) => /<\d[\d:.]*\.\d{3}[^>\d][^>]*/u.test(text),
  },
];
