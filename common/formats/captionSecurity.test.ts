import { describe, expect, test } from 'vitest';
import { captionFacts, readText, writeText } from '../../tests/support/captionFacts.ts';
import { assFormat } from './ass.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

/** Text that becomes code where somebody takes it for HTML: elements × ways of hiding them. */
const ELEMENTS = [
  '<script>alert(1)</script>',
  '<script src=//x.example></script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src=javascript:alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<body onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<math><mtext></p><img src onerror=alert(1)>',
  '<object data=x.swf>',
  '<embed src=x>',
  '<link rel=stylesheet href=//x.example>',
  '<meta http-equiv=refresh content=0>',
  '<base href=//x.example>',
  '<form action=//x.example><button>x</button>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<style>@import "//x.example"</style>',
  '<template><script>alert(1)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xss onpointerover=alert(1)>',
  '<!--<img src=x onerror=alert(1)>',
];
const DISGUISES: readonly ((element: string) => string)[] = [
  (element) => element,
  (element) => element.toUpperCase(),
  (element) => `"'>${element}`,
  (element) => `]]>${element}<![CDATA[`,
  (element) => `{{constructor}}${element}\${1}`,
  (element) => element.replaceAll('<', '&lt;'),
  (element) => element.replaceAll('<', '&#x3c;'),
  (element) => element.replaceAll('<', '<<').replaceAll('>', '>>'),
];
const PAYLOADS = ELEMENTS.flatMap((element) => DISGUISES.map((disguise) => disguise(element)));

/** As a person reads it: a run of spaces is one. */
function shown(text: string): string {
  return text.split(/\s+/u).join(' ').trim();
}

function vttEscaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

describe('text that looks like code', () => {
  test('comes in two hundred kinds', () => {
    expect(new Set(PAYLOADS).size).toBe(200);
  });

  test.each([
    ['SRT', (payload: string) => readText(srtFormat, `1\n00:00:01,000 --> 00:00:02,000\n${payload}\n`)],
    [
      'WebVTT',
      (payload: string) => readText(vttFormat, `WEBVTT\n\n00:01.000 --> 00:02.000\n${vttEscaped(payload)}\n`),
    ],
    [
      'ASS',
      (payload: string) =>
        readText(
          assFormat,
          `[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,${payload.replaceAll('{', '\\{')}\n`,
        ),
    ],
  ])('stays text from %s through every format', (_, read) => {
    for (const payload of PAYLOADS) {
      const { project } = read(payload);
      const [fact] = captionFacts(project);
      expect(fact?.lines).toEqual([shown(payload)]);
      expect(fact?.styles.every((style) => Object.keys(style).length === 0)).toBe(true);
      for (const format of [srtFormat, vttFormat, assFormat]) {
        const back = captionFacts(readText(format, writeText(format, project)).project);
        const expected = format === srtFormat ? shown(payload).replaceAll('-->', '->') : shown(payload);
        expect({ format: format.id, lines: back[0]?.lines }).toEqual({
          format: format.id,
          lines: [expected],
        });
      }
    }
  });

  test('is no tag in the WebVTT that we write, in text and in names', () => {
    for (const payload of PAYLOADS) {
      const text = `WEBVTT\n\n00:01.000 --> 00:02.000\n<v ${vttEscaped(payload)}>${vttEscaped(payload)}\n`;
      const { project } = readText(vttFormat, text);
      expect(project.speakers.map(({ name }) => name)).toEqual([shown(payload)]);
      // A new text, so that nothing is taken over from the file.
      const written = writeText(vttFormat, {
        ...project,
        decisions: { ...project.decisions, pinnedCues: new Map() },
      });
      const tags = written.match(/<[^>]*>/gu) ?? [];
      expect(tags.every((tag) => tag.startsWith('<v '))).toBe(true);
      expect(captionFacts(readText(vttFormat, written).project)[0]?.voices[0]).toBe(shown(payload));
    }
  });

  test('does not leave its field in an ASS file', () => {
    for (const payload of [
      ...PAYLOADS,
      'a\nDialogue: 0,0:00:00.00,9:00:00.00,Default,,0,0,0,,b',
      'a,b,c',
      '{\\p1}m 0 0',
    ]) {
      const { project } = readText(srtFormat, '1\n00:00:01,000 --> 00:00:02,000\nANN: x\n');
      const named = {
        ...project,
        title: payload,
        speakers: project.speakers.map((speaker) => ({ ...speaker, name: payload })),
      };
      const back = readText(assFormat, writeText(assFormat, named)).project;
      expect(captionFacts(back)).toHaveLength(1);
      expect(captionFacts(back)[0]?.lines).toEqual(['x']);
    }
  });
});
