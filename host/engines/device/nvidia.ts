import type { Gpu } from '../engine.ts';

/** What is asked of `nvidia-smi`; drivers before 2021 refuse the last field. */
export const GPU_FIELDS = [
  'index',
  'name',
  'memory.total',
  'memory.free',
  'driver_version',
  'compute_cap',
] as const;

/** Its arguments for one line of comma-separated values a card, memory in MiB. */
export function queryArguments(fields: readonly string[]): readonly string[] {
  return [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
}

/** The cards that the output of the query names. Lines that are no card (warnings, rubbish) are left out. */
export function readGpus(output: string): readonly Gpu[] {
  return output.split('\n').flatMap((line) => {
    const values = line.split(',').map((value) => value.trim());
    const [index = '', name = '', total = '', free = '', driver = '', capability = ''] = values;
    if (!/^\d+$/u.test(index) || name === '' || !isDriverVersion(driver)) return [];
    return [
      {
        index: Number(index),
        name,
        memoryBytes: mebibytes(total),
        freeBytes: mebibytes(free),
        driver,
        capability: /^\d+\.\d+$/u.test(capability) ? Number(capability) : null,
      },
    ];
  });
}

/** The driver's version out of `/proc/driver/nvidia/version`, of the closed or the open kernel module. */
export function readKernelModule(text: string): string | null {
  return /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/mu.exec(text)?.[1] ?? null;
}

/** The card's name out of `/proc/driver/nvidia/gpus/<bus>/information`. */
export function readCardName(text: string): string | null {
  const name = /^Model:\s*(\S.*)$/mu.exec(text)?.[1]?.trim() ?? '';
  return name === '' ? null : name;
}

/** Negative, zero or positive, as `left` is older than, equal to or newer than `right`; by each number. */
export function compareDrivers(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isDriverVersion(text: string): boolean {
  return /^\d+\.\d+(?:\.\d+)*$/u.test(text);
}

/** `[N/A]` and the like: cards that share the computer's memory do not tell. */
function mebibytes(text: string): number | null {
  return /^\d+$/u.test(text) ? Number(text) * 1024 ** 2 : null;
}
