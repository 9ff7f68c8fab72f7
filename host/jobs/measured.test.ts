import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { realOutputEffects } from '../output/output.ts';
import { measuredSpeeds } from './measured.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wordlane-speed-'));
  path = join(folder, 'measured.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a short file, in which starting counts most, hardly changes what a long one told', () => {
  const speeds = measuredSpeeds(path, realOutputEffects);
  speeds.note('one', { soundMs: 1_800_000, workMs: 90_000 });
  speeds.note('one', { soundMs: 2000, workMs: 2000 });
  expect(speeds.rtf('one')).toBeCloseTo(0.051, 3);
});

it('a machine that became faster is believed after an hour of sound', () => {
  const speeds = measuredSpeeds(path, realOutputEffects);
  speeds.note('one', { soundMs: 36_000_000, workMs: 36_000_000 });
  speeds.note('one', { soundMs: 3_600_000, workMs: 360_000 });
  expect(speeds.rtf('one')).toBeCloseTo(0.1);
});

it('engines are told apart, and an engine that never ran has no speed', async () => {
  const speeds = measuredSpeeds(path, realOutputEffects);
  speeds.note('one', { soundMs: 10_000, workMs: 1000 });
  speeds.note('two', { soundMs: 10_000, workMs: 5000 });
  await speeds.written();
  const again = measuredSpeeds(path, realOutputEffects);
  expect([again.rtf('one'), again.rtf('two'), again.rtf('three')]).toEqual([0.1, 0.5, null]);
});

it('a damaged file is measured anew', async () => {
  writeFileSync(path, '{"one":{"soundMs":-1}}');
  const speeds = measuredSpeeds(path, realOutputEffects);
  expect(speeds.rtf('one')).toBeNull();
  speeds.note('one', { soundMs: 10_000, workMs: 1000 });
  await speeds.written();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ one: { soundMs: 10_000, workMs: 1000 } });
});
