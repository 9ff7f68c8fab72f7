import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { childProcesses } from '../support/processes.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export interface Measured {
  readonly code: number | null;
  readonly seconds: number;
  readonly stderr: string;
  /** Largest resident memory of the process itself and of all its descendants together, in MB. */
  readonly ownMb: number;
  readonly descendantsMb: number;
  /** The same descendants' figure over the second quarter and the last quarter of the run. */
  readonly descendantsEarlyMb: number;
  readonly descendantsLateMb: number;
  /** The longest time without a line on standard error. */
  readonly longestSilenceSeconds: number;
}

/** Runs a program to its end and watches its memory once a second. */
export async function measure(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Measured> {
  const startedMs = performance.now();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let spokeMs = startedMs;
  let longestSilenceMs = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const now = performance.now();
    longestSilenceMs = Math.max(longestSilenceMs, now - spokeMs);
    spokeMs = now;
    if (stderr.length < 1e6) stderr += text;
  });
  const samples: { own: number; descendants: number }[] = [];
  const watch = setInterval(() => {
    void sampleMemory(child.pid ?? 0).then((sample) => samples.push(sample));
  }, 1000);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  const quarter = Math.floor(samples.length / 4);
  const most = (part: typeof samples) => Math.max(0, ...part.map((sample) => sample.descendants));
  return {
    code,
    seconds: (performance.now() - startedMs) / 1000,
    stderr,
    ownMb: Math.max(0, ...samples.map((sample) => sample.own)),
    descendantsMb: most(samples),
    descendantsEarlyMb: most(samples.slice(quarter, 2 * quarter)),
    descendantsLateMb: most(samples.slice(-quarter)),
    longestSilenceSeconds: longestSilenceMs / 1000,
  };
}

async function sampleMemory(pid: number): Promise<{ own: number; descendants: number }> {
  const children = await childProcesses(pid);
  const sizes = await Promise.all(children.map(residentMb));
  return { own: await residentMb(pid), descendants: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Proportional set size: pages that several processes share are counted once in a sum. */
async function residentMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  return kilobytes === undefined ? 0 : Number(kilobytes) / 1024;
}
