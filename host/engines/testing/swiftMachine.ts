import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { createEngines, type EngineService } from '../engines.ts';
import { MANIFEST } from './machine.ts';

/** A machine of shell scripts that always do well: an installation takes a tenth of a second, so that many can be. */
export interface SwiftMachine {
  readonly root: string;
  readonly bin: string;
  readonly pythonRuntimeDir: string;
  /** Another lock, so that what is installed is out of date. */
  readonly update: () => void;
  readonly remove: () => void;
}

/** What the scripts put into an environment last: one without it is half. */
export const COMPLETE = 'complete';

const HELLO = {
  seq: 0,
  type: 'hello',
  protocol: 1,
  pid: 1,
  engine: { id: 'fake', version: '1' },
  python: '3.11.7',
  versions: { numpy: '1' },
};

export function createSwiftMachine(): SwiftMachine {
  const root = mkdtempSync(join(tmpdir(), 'wordlane swift '));
  const bin = join(root, 'bin');
  const pythonRuntimeDir = join(root, 'python-runtime');
  const engine = join(pythonRuntimeDir, 'engines', 'fake');
  const tools = join(pythonRuntimeDir, 'tools', 'uv');
  for (const folder of [bin, engine, tools]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(engine, 'engine.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(tools, 'requirements.txt'), 'uv==0.13.9 --hash=sha256:00\n');
  const lock = (hash: string) =>
    writeFileSync(join(engine, 'requirements.cpu.txt'), `numpy==1 --hash=sha256:${hash}\n`);
  lock('00');
  writeScript(join(root, 'uv'), uvScript(root));
  writeScript(join(root, 'environment-python'), workerScript());
  writeScript(join(bin, 'python3.11'), pythonScript(root));
  return {
    root,
    bin,
    pythonRuntimeDir,
    update: () => lock('01'),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A start of the program on this machine, with a data folder of its own. */
export function swiftEngines(
  machine: Pick<SwiftMachine, 'bin' | 'pythonRuntimeDir'>,
  dataRoot: string,
): EngineService {
  return createEngines({
    pythonRuntimeDir: machine.pythonRuntimeDir,
    dataRoot,
    env: { PATH: machine.bin },
    platform: process.platform,
    arch: 'x64',
    driverFolders: [],
    userFolder: '/home/someone',
    clock: systemClock,
    threads: 1,
    freeBytes: async () => 1e12,
  });
}

function writeScript(path: string, lines: readonly string[]): void {
  writeFileSync(path, ['#!/bin/sh', 'PATH=/usr/bin:/bin', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
}

/** The argument behind an option. */
const AFTER = [
  'after() {',
  '  wanted=$1; shift',
  '  while [ $# -gt 0 ]; do',
  '    [ "$1" = "$wanted" ] && printf %s "$2"',
  '    shift',
  '  done',
  '}',
];

function pythonScript(root: string): readonly string[] {
  const facts = `{"executable":"%s","version":"3.11.7","platform":"linux-x86_64","bits":64,"implementation":"cpython","free":false}`;
  return [
    ...AFTER,
    'case "$*" in',
    `  *"-m pip"*) into=$(after --target "$@"); mkdir -p "$into/bin"; cp '${root}/uv' "$into/bin/uv";;`,
    `  *" -c "*) printf '${facts}' "$0";;`,
    'esac',
  ];
}

function uvScript(root: string): readonly string[] {
  return [
    ...AFTER,
    'case "$1" in',
    '  --version) echo "uv 0.13.9 (fake)";;',
    '  venv)',
    '    for last in "$@"; do :; done',
    `    mkdir -p "$last/bin"; cp '${root}/environment-python' "$last/bin/python";;`,
    '  pip)',
    '    python=$(after --python "$@"); environment=$(dirname "$(dirname "$python")")',
    '    echo "Resolved 3 packages in 1ms" >&2',
    '    for name in one two three; do',
    '      echo "Downloading $name (10.0MiB)" >&2',
    '      echo content > "$environment/$name"',
    '      echo " Downloaded $name" >&2',
    '    done',
    '    echo "Prepared 3 packages in 1ms" >&2',
    `    echo content > "$environment/${COMPLETE}"`,
    '    echo "Installed 3 packages in 1ms" >&2;;',
    'esac',
  ];
}

/** The interpreter of an environment: a worker that works only where the environment is whole. */
function workerScript(): readonly string[] {
  const probe =
    '{"seq":1,"type":"probe","id":"%s","checks":[{"id":"versions","ok":true,"detail":"numpy 1"}],"versions":{"numpy":"1"}}';
  return [
    `[ -f "\${0%/bin/python}/${COMPLETE}" ] || { echo "half an environment" >&2; exit 3; }`,
    `printf '%s\\n' '${JSON.stringify(HELLO)}'`,
    'while IFS= read -r line; do',
    '  case "$line" in',
    `    *'"probe"'*) id=\${line#*'"id":"'}; id=\${id%%'"'*}; printf '${probe}\\n' "$id";;`,
    `    *'"shutdown"'*) exit 0;;`,
    '  esac',
    'done',
  ];
}
