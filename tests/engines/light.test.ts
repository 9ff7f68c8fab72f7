import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkout } from '../support/command.ts';
import { describeEngine } from './engineCase.ts';

const engines = join(checkout, 'python-runtime', 'engines');

describeEngine({
  id: 'faster-whisper',
  variant: 'cpu',
  model: async (folder) => {
    await cp(join(engines, 'faster-whisper', 'selftest'), join(folder, 'model'), { recursive: true });
    return join(folder, 'model');
  },
  timing: 'attention',
});

describeEngine({
  id: 'whisper.cpp',
  variant: 'cpu',
  model: async (folder) => {
    const packed = await readFile(join(engines, 'whisper.cpp', 'selftest', 'tiny.bin.gz'));
    await writeFile(join(folder, 'ggml-tiny.bin'), gunzipSync(packed));
    return join(folder, 'ggml-tiny.bin');
  },
  timing: 'token',
});

describeEngine({
  id: 'parakeet',
  variant: 'cpu',
  model: async (folder) => {
    const made = join(engines, 'parakeet', 'tests', 'models', 'parakeet');
    await cp(made, join(folder, 'model'), { recursive: true });
    return join(folder, 'model');
  },
  timing: null,
});
