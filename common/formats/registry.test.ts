import { describe, expect, test } from 'vitest';
import { explainFailure } from '../contract/failure.ts';
import { idSource } from '../document/ids.ts';
import { detectFormat, FORMATS, formatById, formatIds, readCaptions } from './registry.ts';

const CONTEXT = { fileName: 'x', ids: idSource('read'), language: null };

const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHi\n';
const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n';
const ASS = '[Script Info]\nTitle: x\n\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n';

function detected(fileName: string, text: string): string | null {
  const found = detectFormat(fileName, text);
  if (found === null) return null;
  return found.kind === 'known' ? found.format.id : found.name;
}

describe('the formats', () => {
  test('are the ones that the command line names', () => {
    expect(formatIds).toEqual(['srt', 'vtt', 'ass', 'json', 'whisperx', 'txt', 'md', 'csv', 'tsv']);
  });

  test('are found by their ids', () => {
    for (const format of FORMATS) expect(formatById(format.id)).toBe(format);
    expect(formatById('SRT')).toBeNull();
  });

  test('have endings of their own for export, and read what they export', () => {
    expect(new Set(FORMATS.map(({ ending }) => ending)).size).toBe(FORMATS.length);
    for (const { ending, readEndings } of FORMATS)
      expect(readEndings.some((read) => ending.endsWith(read))).toBe(true);
  });
});

describe('a file is taken for', () => {
  test.each([
    ['what its text says, whatever its name', 'a.txt', SRT, 'srt'],
    ['WebVTT by its signature', 'a.srt', VTT, 'vtt'],
    ['WebVTT with a byte order mark', 'a', `\ufeff${VTT}`, 'vtt'],
    ['ASS by its first section', 'a.txt', ASS, 'ass'],
    ['ASS without its head', 'a.txt', ASS.slice(ASS.indexOf('[Events]')), 'ass'],
    ['plain text by its name', 'a.txt', 'Hello world, how are you?\n', 'txt'],
    ['Markdown by its name', 'a.md', 'Hello world\n', 'md'],
    ['text with times in brackets', 'a.txt', '[00:12] Ann: Hello\n[00:15] Bob: Hi\n', 'txt'],
    ['an empty SRT by its name', 'a.srt', '', 'srt'],
    ['WhisperX JSON by its longer ending', 'talk.whisperx.json', '', 'whisperx'],
  ])('%s', (_, fileName, text, id) => {
    expect(detected(fileName, text)).toBe(id);
  });

  test.each([
    ['<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml">', 'a TTML or DFXP caption file'],
    ['<SAMI>\n<HEAD>', 'a SAMI caption file'],
    ['Scenarist_SCC V1.0\n', 'an SCC caption file'],
    ['850STL25.011', 'an EBU STL caption file'],
    ['0:00:01.000,0:00:02.000\nHi\n', 'an SBV caption file'],
    ['[ar:Ann]\n[00:01.00]Hi\n', 'an LRC lyrics file'],
    ['[00:01.00]Hi\n', 'an LRC lyrics file'],
    ['{0}{25}Hi\n', 'a MicroDVD caption file'],
    ['[INFORMATION]\n', 'a SubViewer caption file'],
    ['File type = "ooTextFile"\n', 'a Praat TextGrid'],
    ['SPEAKER talk 1 0.5 1.2 <NA> <NA> ann <NA> <NA>\n', 'an RTTM speaker file'],
    ['{\\rtf1', 'an RTF document'],
    ['%PDF-1.7', 'a PDF document'],
    ['PK\u0003\u0004', 'a ZIP archive or an Office document'],
    ['<!DOCTYPE html>\n<html>', 'a web page'],
  ])('another’s: %j is %s', (text, name) => {
    expect(detected('a.txt', text)).toBe(name);
    const outcome = readCaptions('a.txt', text, CONTEXT);
    expect(outcome.ok ? null : explainFailure(outcome.failure).reason).toBe(
      `This is ${name}, which Wordlane does not read.`,
    );
  });

  test('nothing, when neither name nor text tell', () => {
    const outcome = readCaptions('a.xyz', '', CONTEXT);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'format.unknown', file: 'a.xyz' } });
  });
});

describe('reading', () => {
  test.each([
    ['a.srt', SRT],
    ['a.vtt', VTT],
    ['a.ass', ASS],
    ['a.txt', 'Hi\n'],
  ])('gives the words of %s', (fileName, text) => {
    const outcome = readCaptions(fileName, text, CONTEXT);
    expect(outcome.ok && outcome.value.project.utterances.chunks[0]?.[0]?.words.chunks[0]?.[0]?.text).toBe(
      'Hi',
    );
  });

  test('says why a file cannot be read, with its name', () => {
    const outcome = readCaptions('a.srt', 'There are no times here.', CONTEXT);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'format.unreadable' } });
  });
});
