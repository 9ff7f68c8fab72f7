import { describe, expect, it } from 'vitest';
import {
  choosePython,
  generationName,
  lockedVersions,
  packagesOnlyIn,
  placeProblem,
  requirementsHash,
} from './plan.ts';
import type { Python } from './pythons.ts';

function python(version: string, platform = 'linux-x86_64'): Python {
  return { executable: `/usr/bin/python${version}`, version, platform };
}

describe('the name of a generation', () => {
  const sha256 = requirementsHash('numpy==2.4.6\n');

  it('is short: Windows ends paths at 260 characters', () => {
    expect(generationName('cpu', sha256, python('3.11.7'))).toMatch(/^cpu-[0-9a-f]{12}$/u);
  });

  it('is the same for another patch of Python and for other line ends', () => {
    const name = generationName('cpu', sha256, python('3.11.7'));
    expect(generationName('cpu', sha256, python('3.11.2'))).toBe(name);
    expect(generationName('cpu', requirementsHash('numpy==2.4.6\r\n'), python('3.11.7'))).toBe(name);
  });

  it('differs by packages, Python and platform', () => {
    const names = [
      generationName('cpu', sha256, python('3.11.7')),
      generationName('cpu', requirementsHash('numpy==2.4.7\n'), python('3.11.7')),
      generationName('cpu', sha256, python('3.13.0')),
      generationName('cpu', sha256, python('3.11.7', 'linux-aarch64')),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the packages of a lock', () => {
  it('are read with all versions that they have, and without their markers', () => {
    const lock = [
      "numpy==2.4.6 ; python_full_version < '3.12' \\",
      '    --hash=sha256:00',
      "numpy==2.5.5 ; python_full_version >= '3.12' --hash=sha256:01",
      'torch==2.8.0+cu126',
    ].join('\n');
    expect(lockedVersions(lock)).toEqual({ numpy: ['2.4.6', '2.5.5'], torch: ['2.8.0+cu126'] });
  });

  it('may be let go where no other lock has them', () => {
    const locks = ['numpy==1\ntorch==2\n', 'torch==2+cpu\ntriton==3\n'];
    expect(packagesOnlyIn(locks, ['numpy==2\n'])).toEqual(['torch', 'triton']);
    expect(packagesOnlyIn(locks, [])).toEqual(['numpy', 'torch', 'triton']);
  });
});

describe('the Python of an engine', () => {
  it('is the first of the wanted versions, wherever it stands among those found', () => {
    const found = [python('3.12.1'), python('3.13.0'), python('3.11.7')];
    expect(choosePython(found, ['3.11', '3.13'])?.version).toBe('3.11.7');
    expect(choosePython(found.slice(0, 2), ['3.11', '3.13'])?.version).toBe('3.13.0');
  });

  it('is none when no wanted one is there: 3.1 is not 3.11', () => {
    expect(choosePython([python('3.1.5'), python('3.12.1')], ['3.11', '3.13'])).toBeNull();
  });
});

describe('the place', () => {
  it('must have room', () => {
    expect(placeProblem('/data', 'linux', 400_000_000, 588_000_000)).toEqual({
      code: 'disk.low',
      file: '/data',
      detail: '588 MB are needed, 400 MB are free',
    });
    expect(placeProblem('/data', 'linux', 588_000_000, 588_000_000)).toBeNull();
  });

  it('must have a short path on Windows only', () => {
    const deep = `C:\\Users\\${'x'.repeat(90)}`;
    expect(placeProblem(deep, 'win32', 1e12, 1)?.detail).toContain('too long for Windows');
    expect(placeProblem(deep, 'linux', 1e12, 1)).toBeNull();
    expect(
      placeProblem('C:\\Users\\me\\AppData\\Local\\Wordlane\\runtimes\\moonshine', 'win32', 1e12, 1),
    ).toBeNull();
  });
});
