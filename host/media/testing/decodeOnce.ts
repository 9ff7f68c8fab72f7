import { argv, cpuUsage, resourceUsage } from 'node:process';
import { succeed } from '../../../common/contract/result.ts';
import { createMediaService, systemFreeBytes } from '../mediaService.ts';
import { decodeFile, testFfmpeg } from './recordings.ts';

// Started by a bench or a test: decodes one file in a process of its own and reports.
const [recording, cacheDir] = argv.slice(2);
if (recording === undefined || cacheDir === undefined) throw new Error('Give a recording and a cache folder');
const service = createMediaService({
  ffmpegPath: async () => succeed(testFfmpeg()),
  cacheDir,
  cacheCapBytes: 1e10,
  nowMs: () => Date.now(),
  freeBytes: systemFreeBytes,
});
const startMs = performance.now();
const startCpu = cpuUsage();
const decoded = await decodeFile(service, recording, {});
const decodeMs = performance.now() - startMs;
const used = cpuUsage(startCpu);
const processorMs = (used.user + used.system) / 1000;
await decoded.release();
// `maxRSS` is in kilobytes on every system.
const report = { decodeMs, processorMs, peakRssMb: resourceUsage().maxRSS / 1024, samples: decoded.samples };
process.send?.(report, () => process.disconnect());
