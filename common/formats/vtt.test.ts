import { describe, expect, test } from 'vitest';
import { captionFacts, lossesOf, readText, wordFacts, writeText } from '../../tests/support/captionFacts.ts';
import { idSource } from '../document/ids.ts';
import { toArray } from '../document/list.ts';
import type { Project, Word } from '../document/types.ts';
import { srtFormat } from './srt.ts';
import { vttFormat } from './vtt.ts';

/** A file of one cue from 1 to 3 s. */
function cue(payload: string, settings = ''): string {
  return `WEBVTT\n\n00:00:01.000 --> 00:00:03.000${settings}\n${payload}\n`;
}

function read(text: string): Project {
  return readText(vttFormat, text).project;
}

function rewritten(text: string, wordTimes = true): string {
  return writeText(vttFormat, read(text), wordTimes);
}

describe('reading WebVTT', () => {
  test('fails without the signature, and says in which line', () => {
    const outcome = vttFormat.read?.('1\n00:01.000 --> 00:02.000\nA', {
      fileName: 'a.vtt',
      ids: idSource('test'),
      language: null,
    });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'format.unreadable', file: 'a.vtt' } });
    expect(outcome?.ok === false ? outcome.failure.detail : '').toContain('line 1');
  });

  test('takes the language that YouTube writes into the header', () => {
    expect(read(`WEBVTT\nKind: captions\nLanguage: pt-BR\n\n${cue('Oi').slice(8)}`).language).toBe('pt-BR');
  });

  test('times words by the timestamps in the text', () => {
    expect(wordFacts(read(cue('One <00:01.500>two <00:00:02.000>three')))).toEqual([
      'One 1000–1500 imported',
      'two 1500–2000 imported',
      'three 2000–3000 imported',
    ]);
  });

  test('times words as YouTube marks them, with the space inside the tag', () => {
    expect(wordFacts(read(cue('One<00:00:01.500><c> two</c><00:00:02.000><c> three</c>')))).toEqual([
      'One 1000–1500 imported',
      'two 1500–2000 imported',
      'three 2000–3000 imported',
    ]);
  });

  test('leaves a pause between two timestamps round a space', () => {
    expect(wordFacts(read(cue('<00:01.200>One<00:01.500> <00:02.000>two<00:02.600>')))).toEqual([
      'One 1200–1500 imported',
      'two 2000–2600 imported',
    ]);
  });

  test('shares the time between two timestamps among the words that stand there', () => {
    expect(wordFacts(read(cue('aa bb <00:02.000>cc')))).toEqual([
      'aa 1000–1500 interpolated',
      'bb 1500–2000 interpolated',
      'cc 2000–3000 imported',
    ]);
  });

  test('passes over timestamps outside the cue and against the order', () => {
    expect(wordFacts(read(cue('a <00:05.000>b <00:02.000>c <00:01.500>d')))).toEqual([
      'a 1000–1500 interpolated',
      'b 1500–2000 interpolated',
      'c 2000–2500 interpolated',
      'd 2500–3000 interpolated',
    ]);
  });

  test('reads voices, styles, colours and references', () => {
    const [fact] = captionFacts(
      read(cue('<v.loud Ann &amp; Bob><i>R&eacute;al</i> <c.yellow.bg_blue>x&nbsp;y</c> &lt;b&gt;</v>')),
    );
    expect(fact).toMatchObject({
      lines: ['Réal x\u00a0y <b>'],
      voices: ['Ann & Bob'],
      styles: [{ italic: true }, { color: '#ffff00' }, {}],
    });
  });

  test('gives each line of a dialogue to its voice', () => {
    expect(captionFacts(read(cue('<v Ann>Hi.</v>\n<v Bob>Ho.</v>')))[0]).toMatchObject({
      lines: ['Hi.', 'Ho.'],
      voices: ['Ann', 'Bob'],
    });
  });

  test('reads speakers in front of the text where there are no voices', () => {
    expect(captionFacts(read(cue('[SPEAKER_00]: Hi.')))[0]).toMatchObject({
      lines: ['Hi.'],
      voices: ['SPEAKER_00'],
    });
  });

  test('leaves ruby text out of the words', () => {
    expect(captionFacts(read(cue('<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>')))[0]?.lines).toEqual(['漢字']);
  });

  test.each([
    ['', null],
    [' line:0', { vertical: 'top', align: 'center' }],
    [' line:50%', { vertical: 'middle', align: 'center' }],
    [' line:-1', null],
    [' line:90% align:left', { vertical: 'bottom', align: 'left' }],
    [' align:end', { vertical: 'bottom', align: 'right' }],
    [' position:10%', { vertical: 'bottom', align: 'left' }],
    [' align:middle', null],
  ])('places a cue with the settings %j', (settings, placement) => {
    expect(captionFacts(read(cue('A', settings)))[0]?.placement).toEqual(placement);
  });

  test('keeps what the specification drops, and says so', () => {
    const text =
      'WEBVTT\n\n00:01,000 --> 00:02,000\nBad\n\n00:00:01.000 --> 00:00:02.000\n\n00:00:03.000 --> 00:00:04.000\nGood\n';
    const { project, notices } = readText(vttFormat, text);
    expect(captionFacts(project).map(({ lines }) => lines)).toEqual([['Good']]);
    expect(notices).toEqual([
      { line: 3, message: 'The times of this cue are not valid; it is kept, but not shown.' },
      { line: 6, message: 'A cue without text is kept, but not shown.' },
    ]);
    expect(writeText(vttFormat, project)).toBe(text);
  });

  test('does not let one speaker say two words at once', () => {
    const text =
      'WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>One two\n\n00:02.000 --> 00:04.000\n<v Ann>three four\n';
    const { project, notices } = readText(vttFormat, text);
    expect(wordFacts(project)).toEqual([
      'One 1000–2000 interpolated',
      'two 2000–3000 interpolated',
      'three 3000–3111 interpolated',
      'four 3111–4000 interpolated',
    ]);
    expect(notices.map(({ line }) => line)).toEqual([6, 6]);
    expect(captionFacts(project).map(({ startMs }) => startMs)).toEqual([1000, 2000]);
  });

  test('keeps the words of a dialogue together when the next cue comes in between', () => {
    const text =
      'WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ann>One two</v>\n<v Bob>three four</v>\n\n00:02.000 --> 00:03.000\n<v Cat>Hm\n';
    const project = read(text);
    expect(captionFacts(project).map(({ lines }) => lines)).toEqual([['One two', 'three four'], ['Hm']]);
    expect(writeText(vttFormat, project)).toBe(
      text.replaceAll('00:0', '00:00:0').replaceAll('00:00:00:', '00:00:'),
    );
  });
});

describe('writing WebVTT', () => {
  test('gives header, style sheets, regions, comments, ids, settings and tags back as they were', () => {
    const text = `WEBVTT - Title
X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000

NOTE before all

STYLE
::cue(v[voice="Ann"]) { color: lime }

REGION
id:top
lines:2

NOTE of the first cue

intro
00:00:01.000 --> 00:00:02.000 region:top align:left
<v.x Ann><lang en>Hello</lang> <00:00:01.500><c.big>you</c> &mdash; &eacute;

NOTE between
two lines

2
00:00:02.000 --> 00:00:03.000 line:-1 position:40%,line-left size:50%
Plain   text

NOTE at the end
`;
    expect(rewritten(text)).toBe(text);
  });

  test('writes a changed cue anew and the others as they were', () => {
    const text = `${cue('<c.x>One</c> two')}\n00:00:03.000 --> 00:00:04.000\n<c.x>Three</c>\n`;
    const changed = withWords(read(text), (word) =>
      word.text === 'two' ? { ...word, text: 'three' } : word,
    );
    expect(writeText(vttFormat, changed)).toBe(text.replace('<c.x>One</c> two', 'One three'));
  });

  test('writes new word times into a cue that was read without', () => {
    const timed = withWords(read(cue('<b>One</b> two')), (word) =>
      word.text === 'two' ? { ...word, startMs: 2200, endMs: 2900, timing: 'aligned' } : word,
    );
    expect(writeText(vttFormat, timed)).toBe(cue('<b>One<00:00:02.000></b> <00:00:02.200>two<00:00:02.900>'));
    expect(writeText(vttFormat, timed, false)).toBe(cue('<b>One</b> two'));
  });

  test('writes no timestamps for times that were made up', () => {
    expect(rewritten(cue('One two'))).toBe(cue('One two'));
  });

  test('leaves timestamps out where they are not wanted', () => {
    expect(rewritten(cue('<c.x>One</c> <00:00:02.000>two'), false)).toBe(cue('<c.x>One</c> two'));
  });

  test('writes timestamps strictly inside the cue and strictly rising', () => {
    const timed = withWords(read(cue('a b c')), (word) => {
      const [startMs = 0, endMs = 1] = { a: [1000, 1400], b: [1400, 1900], c: [2100, 3000] }[word.text] ?? [];
      return { ...word, startMs, endMs, timing: 'aligned' };
    });
    expect(writeText(vttFormat, timed)).toBe(cue('a <00:00:01.400>b<00:00:01.900> <00:00:02.100>c'));
  });

  test('writes a colour without a class with a style sheet, once', () => {
    const { project } = readText(
      srtFormat,
      '1\n00:00:01,000 --> 00:00:03,000\n<font color="#ff8800">a b</font> <font color="yellow">c</font>\n',
    );
    const text = writeText(vttFormat, project);
    expect(text).toBe(
      'WEBVTT\n\nSTYLE\n::cue(.colorff8800) { color: #ff8800 }\n\n00:00:01.000 --> 00:00:03.000\n<c.colorff8800>a b</c> <c.yellow>c</c>\n',
    );
    expect(rewritten(text)).toBe(text);
  });

  test('writes the voice once for a cue of one speaker, and for each line of a dialogue', () => {
    const { project } = readText(
      srtFormat,
      '1\n00:00:01,000 --> 00:00:03,000\nANN: One\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nANN: Hi\nBOB: Ho\n',
    );
    expect(writeText(vttFormat, project)).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v ANN>One\ntwo\n\n00:00:03.000 --> 00:00:04.000\n<v ANN>Hi</v>\n<v BOB>Ho</v>\n',
    );
  });

  test('puts a cue elsewhere when a person did', () => {
    const project = read(cue('A', ' line:0 size:50%'));
    const moved = { ...project, decisions: { ...project.decisions, placements: new Map() } };
    expect(writeText(vttFormat, moved)).toBe(cue('A'));
  });

  test('reports nothing for what it carries', () => {
    expect(lossesOf(vttFormat, read(cue('<v Ann>One <00:00:02.000><i>two</i>', ' line:0')))).toEqual([]);
  });

  test('writes an empty file for no cues', () => {
    expect(rewritten('WEBVTT')).toBe('WEBVTT\n');
  });
});

function withWords(project: Project, change: (word: Word) => Word): Project {
  const utterances = toArray(project.utterances).map((utterance) => ({
    ...utterance,
    words: { ...utterance.words, chunks: utterance.words.chunks.map((chunk) => chunk.map(change)) },
  }));
  return { ...project, utterances: { length: utterances.length, chunks: [utterances] } };
}
