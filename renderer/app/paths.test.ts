import { describe, expect, test } from 'vitest';
import { isWanted } from './droppedFiles.ts';
import { fileNameOf, folderOf, inFolder, nameOf, withEnding } from './paths.ts';

describe('paths of any system', () => {
  test('have a name and a folder', () => {
    expect(nameOf('/talks/a.b/c.wav')).toBe('c.wav');
    expect(nameOf('D:\\talks\\c.wav')).toBe('c.wav');
    expect(folderOf('D:\\talks\\c.wav')).toBe('D:\\talks\\');
    expect(folderOf('c.wav')).toBe('');
  });

  test('get another ending, which a dot in a folder is not', () => {
    expect(withEnding('/a.b/talk.mp4', 'wordlane')).toBe('/a.b/talk.wordlane');
    expect(withEnding('/a.b/talk', 'wordlane')).toBe('/a.b/talk.wordlane');
    expect(withEnding('/a/.hidden', 'wordlane')).toBe('/a/.hidden.wordlane');
  });

  test('are joined as their folder is written', () => {
    expect(inFolder('/talks', 'a.wordlane')).toBe('/talks/a.wordlane');
    expect(inFolder('D:\\talks\\', 'a.wordlane')).toBe('D:\\talks\\a.wordlane');
  });

  test('are made of titles that no system refuses', () => {
    expect(fileNameOf('What? A "talk": 1/2')).toBe('What  A  talk  1 2');
    expect(fileNameOf('مقابلة')).toBe('مقابلة');
    expect(fileNameOf('///')).toBe('project');
  });
});

describe('of a folder that is dropped', () => {
  test.each([
    ['talk.mp4', 'video/mp4', true],
    ['talk.mxf', '', true],
    ['talk.srt', '', true],
    ['notes.docx', 'application/vnd.ms-word', false],
    ['photo.jpg', 'image/jpeg', false],
  ])('%s (%s) is taken: %s', (name, type, wanted) => {
    expect(isWanted({ name, type })).toBe(wanted);
  });
});
