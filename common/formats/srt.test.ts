import { describe, expect, test } from 'vitest';
import { captionFacts, lossesOf, readText, wordFacts, writeText } from '../../tests/support/captionFacts.ts';
import { idSource } from '../document/ids.ts';
import type { Project } from '../document/types.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

/** `start–end line|line` of every cue. */
function cuesIn(text: string): readonly string[] {
  const { project } = readText(srtFormat, text);
  return captionFacts(project).map(({ startMs, endMs, lines }) => `${startMs}–${endMs} ${lines.join('|')}`);
}

const PLAIN =
  '1\n00:00:01,000 --> 00:00:02,500\nHello there,\nworld.\n\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n';

function rewritten(text: string): string {
  return writeText(srtFormat, readText(srtFormat, text).project);
}

describe('reading SRT', () => {
  test('gives one pinned cue a cue, with its times and lines', () => {
    expect(cuesIn(PLAIN)).toEqual(['1000–2500 Hello there,|world.', '3000–4000 Bye.']);
  });

  test('shares a cue among its words by length, and says that it did', () => {
    expect(wordFacts(readText(srtFormat, PLAIN).project).slice(0, 3)).toEqual([
      'Hello 1000–1441 interpolated',
      'there, 1441–1971 interpolated',
      'world. 1971–2500 interpolated',
    ]);
  });

  test.each([
    ['a byte order mark', `\ufeff${PLAIN}`],
    ['carriage returns and line feeds', PLAIN.replaceAll('\n', '\r\n')],
    ['carriage returns alone', PLAIN.replaceAll('\n', '\r')],
    ['mixed line ends', PLAIN.replace('\n', '\r\n').replace('2500\n', '2500\r')],
    ['full stops instead of commas', PLAIN.replaceAll(',000', '.000').replace(',500', '.500')],
    ['colons before the fraction', PLAIN.replaceAll(',000', ':000').replace(',500', ':500')],
    ['one digit of fraction', PLAIN.replaceAll(',000', ',0').replace(',500', ',5')],
    ['two digits of fraction', PLAIN.replaceAll(',000', ',00').replace(',500', ',50')],
    ['no fraction where it is zero', PLAIN.replaceAll(',000', '')],
    ['no hours', PLAIN.replaceAll('00:00:', '00:')],
    ['one digit of hours', PLAIN.replaceAll('00:00:', '0:00:')],
    ['no counters', PLAIN.replace(/^\d\n/gmu, '')],
    ['wrong counters', PLAIN.replace(/^\d\n/gmu, '7\n')],
    ['counters with spaces', PLAIN.replace(/^(\d)\n/gmu, ' $1 \n')],
    ['no blank lines', PLAIN.replaceAll('\n\n', '\n')],
    ['many blank lines', PLAIN.replaceAll('\n\n', '\n\n\n\n')],
    ['a blank line behind the counter', PLAIN.replace('\n2\n', '\n2\n\n')],
    ['a blank line behind the times', PLAIN.replace('500\n', '500\n\n')],
    ['spaces in blank lines', PLAIN.replaceAll('\n\n', '\n \t\n')],
    ['no spaces round the arrow', PLAIN.replaceAll(' --> ', '-->')],
    ['tabs round the arrow', PLAIN.replaceAll(' --> ', '\t-->\t')],
    ['a short arrow', PLAIN.replaceAll('-->', '->')],
    ['spaces inside the times', PLAIN.replaceAll(':00:', ': 00: ')],
    ['spaces before the times', PLAIN.replaceAll(/^(\d\d:)/gmu, '  $1')],
    ['coordinates', PLAIN.replaceAll(/( --> .*)$/gmu, '$1 X1:100 X2:200 Y1:1 Y2:2')],
    ['no line end at the end', PLAIN.trimEnd()],
  ])('takes %s', (_, text) => {
    expect(cuesIn(text)).toEqual(['1000–2500 Hello there,|world.', '3000–4000 Bye.']);
  });

  test('takes hours beyond 99', () => {
    expect(cuesIn('1\n100:00:00,000 --> 101:00:00,000\nLate\n')).toEqual(['360000000–363600000 Late']);
  });

  test('does not take digits in the text for a counter', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\nThe answer?\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n1984\n\n3\n00:00:05,000 --> 00:00:06,000\n3\n';
    expect(cuesIn(text)).toEqual(['1000–2000 The answer?|42', '3000–4000 1984', '5000–6000 3']);
    expect(rewritten(text)).toBe(text);
  });

  test('takes digits for text in a file that does not count', () => {
    const text = '00:00:01,000 --> 00:00:02,000\nOne\n42\n00:00:03,000 --> 00:00:04,000\nTwo\n';
    expect(cuesIn(text)).toEqual(['1000–2000 One|42', '3000–4000 Two']);
  });

  test('keeps what stands behind a blank line in the cue', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\nAbove\n\nbelow\n\n2\n00:00:03,000 --> 00:00:04,000\nNext\n';
    expect(cuesIn(text)).toEqual(['1000–2000 Above|below', '3000–4000 Next']);
  });

  test('keeps cues without duration, backwards and out of order, and says so', () => {
    const text =
      '1\n00:00:05,000 --> 00:00:05,000\nNone\n\n2\n00:00:09,000 --> 00:00:08,000\nBack\n\n3\n00:00:01,000 --> 00:00:02,000\nFirst\n\n4\n00:00:01,500 --> 00:00:03,000\nOver\n';
    const { project, notices } = readText(srtFormat, text);
    expect(captionFacts(project).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [1000, 2000],
      [1500, 3000],
      [5000, 5000],
      [9000, 8000],
    ]);
    expect(wordFacts(project)).toEqual([
      'First 1000–2000 interpolated',
      'Over 1500–3000 interpolated',
      'None –',
      'Back –',
    ]);
    expect(notices.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 The cue has no duration; its words have no times.',
      '6 The cue ends before it begins; its words have no times.',
      '10 The cue begins before the one above it; cues were put in order.',
      '14 The cue begins before the one above it ends.',
    ]);
  });

  test('sets a time before zero to zero and says so', () => {
    const { project, notices } = readText(srtFormat, '1\n-00:00:01,000 --> 00:00:02,000\nEarly\n');
    expect(captionFacts(project)[0]?.startMs).toBe(0);
    expect(notices[0]?.message).toBe('A time before zero was set to zero.');
  });

  test('keeps a cue without text and writes it back', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nText\n';
    expect(cuesIn(text)).toEqual(['3000–4000 Text']);
    expect(rewritten(text)).toContain('00:00:01,000 --> 00:00:02,000\n');
  });

  test('reads italics, bold, underline, colour and place', () => {
    const { project } = readText(
      srtFormat,
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>One</i> <B>two</B> <font color="#FF8800">three</font> <u><i>four</u></i> <font color=red>five\n',
    );
    const [cue] = captionFacts(project);
    expect(cue?.lines).toEqual(['One two three four five']);
    expect(cue?.placement).toEqual({ vertical: 'top', align: 'center' });
    expect(cue?.styles).toEqual([
      { italic: true },
      { bold: true },
      { color: '#ff8800' },
      { italic: true, underline: true },
      { color: '#ff0000' },
    ]);
  });

  test.each(['a < b', 'x <y> z', '<script>', '<ion>', '<3', 'a {b} c', '{y:i}'])(
    'leaves %j as text',
    (line) => {
      expect(cuesIn(`1\n00:00:01,000 --> 00:00:02,000\n${line}\n`)).toEqual([`1000–2000 ${line}`]);
    },
  );

  test('fails with the reason where there are no times', () => {
    const outcome = srtFormat.read?.('Hello\nworld', {
      fileName: 'a.srt',
      ids: { next: () => '' },
      language: null,
    });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'format.unreadable', file: 'a.srt' } });
  });
});

describe('speakers in SRT', () => {
  const voicesIn = (...lines: readonly string[]) => {
    const blocks = lines.map(
      (line, index) => `${index + 1}\n00:00:0${index},000 --> 00:00:0${index + 1},000\n${line}\n`,
    );
    const { project } = readText(srtFormat, blocks.join('\n'));
    return captionFacts(project).flatMap(({ lines: said, voices }) =>
      said.map((line, at) => `${voices[at]}: ${line}`),
    );
  };

  test('stand in brackets, as WhisperX writes them', () => {
    expect(voicesIn('[SPEAKER_00]: Hi.', '[SPEAKER_01]: Ho.')).toEqual([
      'SPEAKER_00: Hi.',
      'SPEAKER_01: Ho.',
    ]);
  });

  test('stand in capitals, also two in a cue', () => {
    expect(voicesIn('ANN: Hi.\nDR. O’NEIL: Ho.', 'No name.')).toEqual([
      'ANN: Hi.',
      'DR. O’NEIL: Ho.',
      'null: No name.',
    ]);
  });

  test('stand behind chevrons and go on until the next', () => {
    expect(voicesIn('>> ANN: Hi.', 'Still me.', '>> Who?', 'Nobody.')).toEqual([
      'ANN: Hi.',
      'ANN: Still me.',
      'null: >> Who?',
      'null: Nobody.',
    ]);
  });

  test('may be written like any word where they come again and again', () => {
    expect(voicesIn('Ann Lee: Hi.', 'Bob: Ho.', 'Ann Lee: Hm.')).toEqual([
      'Ann Lee: Hi.',
      'null: Bob: Ho.',
      'Ann Lee: Hm.',
    ]);
  });

  test('are not every word before a colon', () => {
    const lines = ['Warning: hot.', 'Listen: no.', 'at 10:30 PM', 'http://a.b', 'note: this', 'So: what?'];
    expect(voicesIn(...lines)).toEqual(lines.map((line) => `null: ${line}`));
  });

  test('are sounds when no colon follows', () => {
    const { project } = readText(srtFormat, '1\n00:00:01,000 --> 00:00:02,000\n[door slams] Hey!\n');
    expect(wordFacts(project)[0]).toBe('[door slams] 1000–1750 interpolated');
  });

  test('are written again as they stood, and with a new name after a change of it', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_00]: Hi <i>you</i>.\n';
    const { project } = readText(srtFormat, text);
    expect(writeText(srtFormat, project)).toBe(text);
    const [speaker] = project.speakers;
    const renamed: Project = {
      ...project,
      speakers: speaker === undefined ? [] : [{ ...speaker, name: 'Ann' }],
    };
    expect(writeText(srtFormat, renamed)).toBe('1\n00:00:01,000 --> 00:00:02,000\n[Ann]: Hi <i>you.</i>\n');
  });
});

describe('writing SRT', () => {
  test('gives a plain file back as it was', () => {
    expect(rewritten(PLAIN)).toBe(PLAIN);
  });

  test('gives markup, labels, coordinates and odd spaces back as they were', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000 X1:1 Y1:2\n{\\an8}<FONT face="x" color="#ff0000">Hello</FONT>  <i>you</i>,{\\fad(1,2)}\n\n2\n00:00:03,000 --> 00:00:04,000\nANN: - Well  …\n';
    expect(rewritten(text)).toBe(text);
  });

  test('counts from 1 whatever the file counted', () => {
    expect(rewritten(PLAIN.replace(/^2\n/mu, '9\n'))).toBe(PLAIN);
  });

  test('writes styles and places of other formats, and no names', () => {
    const { project } = readText(
      vttFormat,
      'WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n<v Ann>Hi <i>big world</i>!\n',
    );
    expect(writeText(srtFormat, project)).toBe(
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Hi <i>big world!</i>\n',
    );
    expect(lossesOf(srtFormat, project)).toEqual([
      'SRT has no place for speakers; their names are left out.',
    ]);
  });

  test('keeps text that looks like markup from becoming markup', () => {
    const { project } = readText(
      vttFormat,
      'WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;i&gt;a {\\an8} --&gt; &lt;b&gt;\n',
    );
    const text = writeText(srtFormat, project);
    expect(captionFacts(readText(srtFormat, text).project)[0]).toMatchObject({
      lines: ['<i>a {\\an8} -> <b>'],
      placement: null,
      styles: [{}, {}, {}, {}],
    });
  });

  test('reports the word times that it leaves out, and only if there are any', () => {
    const timed = readText(vttFormat, 'WEBVTT\n\n00:01.000 --> 00:02.000\nHi <00:01.500>you\n').project;
    expect(lossesOf(srtFormat, timed)).toEqual(['SRT has no times for single words, only for cues.']);
    expect(lossesOf(srtFormat, readText(srtFormat, PLAIN).project)).toEqual([]);
  });

  test('reads an empty file, as a recording without speech gives it, as no cues', () => {
    for (const text of ['', '\n', '\ufeff\r\n']) {
      const read = srtFormat.read?.(text, { fileName: 'a.srt', ids: idSource('t'), language: null });
      expect(read?.ok && read.value.project.utterances.length).toBe(0);
    }
  });

  test('writes an empty file for no cues', () => {
    const { project } = readText(vttFormat, 'WEBVTT\n');
    expect(writeText(srtFormat, project)).toBe('');
  });
});
