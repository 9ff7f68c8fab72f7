import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../home/programFolder.ts';

/** As package.json says it. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(programFolder(), 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
