import { describe, expect, it } from 'vitest';
import { announcedBytes, loadedBytes, NO_PROGRESS, readUvLine } from './uvOutput.ts';

/** As uv 0.13.9 prints it where nobody watches. */
const INSTALLATION = `Using Python 3.11.7 environment at: v1
Resolved 9 packages in 210ms
Downloading pocketsphinx (27.8MiB)
Downloading numpy (16.1MiB)
Downloading onnxruntime (22.7MiB)
 Downloaded pocketsphinx
 Downloaded numpy
 Downloaded onnxruntime
Prepared 9 packages in 673ms
Installed 9 packages in 19ms
Bytecode compiled 915 files in 1.42s
 + cffi==2.1.1`.split('\n');

describe('the lines of uv', () => {
  it('tell the stage', () => {
    const stages = INSTALLATION.map(
      (_, at) => INSTALLATION.slice(0, at + 1).reduce(readUvLine, NO_PROGRESS).stage,
    );
    expect([...new Set(stages)]).toEqual(['resolve', 'load', 'install', 'compile', 'done']);
  });

  it('tell packages and bytes', () => {
    const progress = INSTALLATION.slice(0, 7).reduce(readUvLine, NO_PROGRESS);
    expect(progress.packages).toBe(9);
    expect(Math.round(announcedBytes(progress) / 1e6)).toBe(70);
    expect(Math.round(loadedBytes(progress) / 1e6)).toBe(46);
  });

  it('count a package once that uv names twice', () => {
    const lines = ['Downloading numpy (1.0MiB)', ' Downloaded numpy', ' Downloaded numpy'];
    expect(loadedBytes(lines.reduce(readUvLine, NO_PROGRESS))).toBe(1024 ** 2);
  });

  it('change nothing when they say something else', () => {
    expect(['', 'warning: x', 'Downloaded', '\u0000'].reduce(readUvLine, NO_PROGRESS)).toEqual(NO_PROGRESS);
  });
});
