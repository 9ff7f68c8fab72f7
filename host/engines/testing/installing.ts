import { systemClock } from '../clock.ts';
import { AS_IT_FITS } from '../engine.ts';
import { createEngines } from '../engines.ts';

/** A host of its own that installs the engine `fake`: `node installing.ts PYTHON_RUNTIME DATA_ROOT PATH`. */
const [, , pythonRuntimeDir = '', dataRoot = '', path = ''] = process.argv;
const engines = createEngines({
  pythonRuntimeDir,
  dataRoot,
  env: { PATH: path },
  platform: process.platform,
  arch: 'x64',
  driverFolders: [],
  userFolder: '/home/someone',
  clock: systemClock,
  threads: 2,
  freeBytes: async () => 1e12,
});
await engines.install('fake', AS_IT_FITS, () => {}, new AbortController().signal);
