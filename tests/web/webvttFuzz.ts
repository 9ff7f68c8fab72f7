/** WebVTT files put together at random from the pieces that parsers stumble over; the same for the same seed. */
export function fuzzedWebVtt(seed: number, count: number): readonly string[] {
  const random = numbersFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const several = (most: number, make: () => string) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make);
  const cueText = () => several(12, () => pick(TEXT_PIECES)).join('');
  const time = () => (random() < 0.9 ? pick(TIMES) : pick(BAD_TIMES));
  const settings = () => several(3, () => ` ${pick(SETTINGS)}`).join('');
  const cue = () => {
    const id = random() < 0.3 ? `${pick(LINES)}\n` : '';
    const arrow = pick([' --> ', '-->', '\t-->  ', ' --> ', ' --> ', ' -> ']);
    return `${id}${time()}${arrow}${time()}${settings()}\n${several(2, () => `${cueText()}\n`).join('')}`;
  };
  const region = () =>
    `REGION\n${several(4, () => `${pick(REGION_SETTINGS)}${pick([' ', '\n'])}`).join('')}\n`;
  const block = () =>
    pick([cue, cue, cue, cue, region, () => `${several(3, () => pick(LINES)).join('\n')}\n`])();
  return Array.from({ length: count }, () => {
    const signature =
      random() < 0.97 ? 'WEBVTT' : pick(['WEBVTT x', '\ufeffWEBVTT', 'WEBVTTx', 'WEBVTT\tNOTE']);
    const lineEnd = pick(['\n', '\n', '\n', '\r\n', '\r']);
    const body = several(8, () => `${block()}${pick(['\n', '\n', '\n', '\n\n', ''])}`).join('');
    return `${signature}\n\n${body}`.replaceAll('\n', lineEnd);
  });
}

/** Mulberry32: a small generator with a period that is long enough for a few thousand files. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const TIMES = [
  '00:01.000',
  '00:02.500',
  '00:00:03.250',
  '01:00:00.000',
  '00:00.000',
  '100:59:59.999',
  '59:59.999',
];
const BAD_TIMES = [
  '00:61.000',
  '1:02.000',
  '00:01',
  '00:01.0',
  '00:01,000',
  'x',
  '',
  '00:00:00:01.000',
  '61:00.000',
];
const SETTINGS = [
  ...[
    'line:0',
    'line:-1',
    'line:50%',
    'line:1.5',
    'line:x',
    'line:101%',
    'position:10%',
    'position:100%',
    'position:5',
  ],
  ...[
    'size:40%',
    'size:100%',
    'size:400%',
    'align:start',
    'align:left',
    'align:end',
    'align:middle',
    'align:center',
  ],
  ...[
    'vertical:rl',
    'vertical:lr',
    'vertical:x',
    'region:a',
    'region:b',
    'region:',
    'foo:bar',
    ':',
    '::',
    'align',
  ],
];
const REGION_SETTINGS = [
  ...[
    'id:a',
    'id:b',
    'width:40%',
    'width:140%',
    'width:3',
    'lines:2',
    'lines:x',
    'lines:007',
    'scroll:up',
    'scroll:x',
  ],
  ...[
    'regionanchor:10%,20%',
    'regionanchor:10%',
    'viewportanchor:0%,100%',
    'viewportanchor:0%,x',
    'x:y',
    'id',
  ],
];
const LINES = [
  '1',
  'an id',
  'NOTE',
  'NOTE x',
  'STYLE',
  'REGION',
  'WEBVTT',
  '-',
  '--',
  '->',
  'x: y',
  '::cue {}',
  '<b>',
];
const TEXT_PIECES = [
  ...[
    'Hello',
    ' ',
    ' ',
    'world',
    '.',
    ',',
    'ü',
    '日本',
    '👩‍👧',
    '\t',
    '&amp;',
    '&lt;',
    '&gt',
    '&nbsp;',
    '&',
    '&;',
    '&#',
    '&#x',
  ],
  ...[
    '&#65;',
    '&#x1f600;',
    '&#0',
    '&#150;',
    '&#xd800;',
    '&notin;',
    '&notit',
    '&copy',
    '&lrm;',
    '&hellip;x',
    '&unknown;',
  ],
  ...[
    '<b>',
    '</b>',
    '<i>',
    '</i>',
    '<u>',
    '</u>',
    '<c>',
    '</c>',
    '<c.red>',
    '<c.red.bg_blue>',
    '<b.x>',
    '<ruby>',
    '<rt>',
  ],
  ...[
    '</rt>',
    '</ruby>',
    '<v Ann>',
    '<v Ann Lee>',
    '<v.loud Bob>',
    '</v>',
    '<v>',
    '<lang en>',
    '</lang>',
    '<lang>',
  ],
  ...[
    '<00:01.500>',
    '<00:00:02.000>',
    '<1>',
    '<9:99>',
    '<',
    '>',
    '</',
    '/>',
    '<x>',
    '</x>',
    '< b>',
    '<>',
    '</>',
    '--',
    '->',
  ],
];
