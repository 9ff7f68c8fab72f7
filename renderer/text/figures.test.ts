import { afterEach, expect, test } from 'vitest';
import { figure, fileSize, mediaLength, mediaTime, percent, timeLeft } from './figures.ts';
import { speak } from './text.ts';

afterEach(() => speak('en'));

test('a point in media has minutes always and hours where there are some', () => {
  expect(mediaTime(17_860)).toBe('00:17.860');
  expect(mediaTime(3_617_860)).toBe('1:00:17.860');
  expect(mediaTime(36_000_000)).toBe('10:00:00.000');
  expect(mediaTime(-3)).toBe('00:00.000');
});

test('a length is rounded to seconds', () => {
  expect(mediaLength(761_400)).toBe('12:41');
  expect(mediaLength(5_468_000)).toBe('1:31:08');
});

test('figures follow the language', () => {
  expect(figure(1904, 0)).toBe('1,904');
  expect(percent(0.63)).toBe('63%');
  speak('de');
  expect(figure(1904, 0)).toBe('1.904');
  expect(figure(17.24, 1)).toBe('17,2');
  expect(percent(0.63)).toBe('63\u00a0%');
});

test('sizes have at most one decimal', () => {
  expect(fileSize(0)).toBe('0 byte');
  expect(fileSize(48_200_000)).toBe('48 MB');
  expect(fileSize(4_240_000_000)).toBe('4.2 GB');
});

test('time that is left has at most two units', () => {
  expect(timeLeft(1.6)).toBe('2 s');
  expect(timeLeft(78)).toBe('1 min 18 s');
  expect(timeLeft(120)).toBe('2 min');
  expect(timeLeft(11_100)).toBe('3 h 5 min');
});
