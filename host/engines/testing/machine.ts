import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Script } from './fakeWorker.ts';

/** What a fake uv does when it installs packages, besides noting its arguments. */
export type UvAction =
  | { readonly do: 'print'; readonly lines: readonly string[] }
  | { readonly do: 'exit'; readonly code: number }
  /** Fails like this in so many calls, and then no more. */
  | { readonly do: 'fail'; readonly calls: number; readonly lines: readonly string[] }
  /** Unpacks so many bytes into its cache. */
  | { readonly do: 'grow'; readonly bytes: number }
  /** Says that it is here (a file), and goes on when the test says so (another file). */
  | { readonly do: 'wait' };

/** A computer made of scripts: what its programs do is read from this, each time anew. */
export interface MachineSetup {
  readonly python: {
    readonly version: string;
    readonly bits: number;
    /** `missing`: no such module. `network`, `hash`: it cannot get uv. */
    readonly pip: 'works' | 'missing' | 'network' | 'hash';
    readonly venv: 'works' | 'missing';
  };
  readonly uv: {
    readonly packages: readonly UvAction[];
    /** `own-python`: only with a Python that uv has got. */
    readonly venv: 'works' | 'rubbish' | 'own-python';
    /** `broken`: nothing can be installed until packages were taken out of it. */
    readonly cache: 'sound' | 'broken';
    readonly torchIndex: 'works' | 'network';
    /** `works`: it gets a Python 3.11 of its own. */
    readonly pythonInstall: 'works' | 'network';
    readonly ffmpegVersion: string;
  };
  readonly worker: Script;
}

export interface Machine {
  readonly root: string;
  readonly bin: string;
  readonly dataRoot: string;
  readonly pythonRuntimeDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly change: (setup: Partial<MachineSetup>) => void;
  /** The calls of uv that install packages, in order. */
  readonly packageCalls: () => readonly (readonly string[])[];
  /** How many packages each of them installed at a time; null: as it likes. */
  readonly concurrency: () => readonly (string | null)[];
  readonly reached: string;
  readonly goOn: () => void;
  readonly addCommand: (name: string, kind: 'python' | 'uv') => void;
  readonly requirements: (text: string) => void;
  /** Changes the engine's manifest, and writes locks: the file's middle name to its text. */
  readonly engine: (change: object, locks: Readonly<Record<string, string>>) => void;
  /** What `nvidia-smi` says, a line a card; null takes it away. */
  readonly cards: (lines: readonly string[] | null) => void;
  readonly remove: () => void;
}

const PROBE_OK = {
  do: 'say',
  message: {
    type: 'probe',
    checks: [{ id: 'versions', ok: true, detail: 'numpy 1' }],
    versions: { numpy: '1' },
  },
} as const;

export const WORKER_OK: Script = {
  start: [
    {
      do: 'say',
      message: {
        type: 'hello',
        protocol: 1,
        pid: 1,
        engine: { id: 'fake', version: '1' },
        python: '3.11.7',
        versions: {},
      },
    },
  ],
  job: [PROBE_OK],
  onCancel: 'answer',
  stubborn: false,
};

export const SETUP: MachineSetup = {
  python: { version: '3.11.7', bits: 64, pip: 'works', venv: 'works' },
  uv: {
    packages: [],
    venv: 'works',
    cache: 'sound',
    torchIndex: 'works',
    pythonInstall: 'network',
    ffmpegVersion: 'n9.0.2-17-g2a',
  },
  worker: WORKER_OK,
};

export const MANIFEST = {
  id: 'fake',
  title: 'Fake',
  summary: 'Stands for an engine.',
  version: '1',
  slots: ['transcribe', 'align'],
  slotIds: { align: ['pocket'] },
  tasks: ['transcribe'],
  hints: [],
  languages: ['en'],
  licence: 'MIT',
  licenceNote: null,
  wordTimes: 'aligned',
  models: [],
  defaultModel: 'tiny',
  pythonVersions: ['3.11', '3.13'],
  modelKinds: {},
  variants: [{ id: 'cpu', downloadBytes: 0, diskBytes: 0 }],
  embedded: true,
};

/** A new machine with `python3.11` on its PATH and nothing installed. */
export function createMachine(): Machine {
  // Spaces and other letters in the path belong to every user's machine.
  const root = mkdtempSync(join(tmpdir(), 'wordlane mächine '));
  const bin = join(root, 'bin');
  const pythonRuntimeDir = join(root, 'python-runtime');
  const setupFile = join(root, 'setup.json');
  const engine = join(pythonRuntimeDir, 'engines', 'fake');
  for (const folder of [
    bin,
    engine,
    join(pythonRuntimeDir, 'tools', 'uv'),
    join(pythonRuntimeDir, 'tools', 'ffmpeg'),
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  const requirements = (text: string) => writeFileSync(join(engine, 'requirements.cpu.txt'), text);
  writeFileSync(join(engine, 'engine.json'), JSON.stringify(MANIFEST));
  requirements('numpy==1 --hash=sha256:00\n');
  writeFileSync(join(pythonRuntimeDir, 'tools', 'uv', 'requirements.txt'), 'uv==0.13.9 --hash=sha256:00\n');
  writeFileSync(
    join(pythonRuntimeDir, 'tools', 'ffmpeg', 'requirements.txt'),
    'imageio-ffmpeg==1 --hash=sha256:00\n',
  );
  let setup = SETUP;
  const change = (part: Partial<MachineSetup>) => {
    setup = { ...setup, ...part };
    writeFileSync(setupFile, JSON.stringify(setup));
  };
  change({});
  const addCommand = (name: string, kind: 'python' | 'uv') => writeFakeCommand(join(bin, name), kind, root);
  addCommand('python3.11', 'python');
  const callsFile = join(root, 'calls');
  return {
    root,
    bin,
    dataRoot: join(root, 'data'),
    pythonRuntimeDir,
    env: { PATH: bin, HOME: root },
    change,
    packageCalls: () => {
      const lines = existsSync(callsFile) ? readFileSync(callsFile, 'utf8').trim().split('\n') : [];
      return lines.map((line) => JSON.parse(line) as readonly string[]);
    },
    concurrency: () => {
      const lines = readFileSync(join(root, 'concurrency'), 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as string | null);
    },
    reached: join(root, 'reached'),
    goOn: () => writeFileSync(join(root, 'go'), ''),
    addCommand,
    requirements,
    engine: (manifest, locks) => {
      writeFileSync(join(engine, 'engine.json'), JSON.stringify({ ...MANIFEST, ...manifest }));
      for (const [name, text] of Object.entries(locks)) {
        writeFileSync(join(engine, `requirements.${name}.txt`), text);
      }
    },
    cards: (lines) => {
      const path = join(bin, 'nvidia-smi');
      if (lines === null) return rmSync(path, { force: true });
      writeFileSync(path, ['#!/bin/sh', ...lines.map((line) => `echo '${line}'`), ''].join('\n'));
      chmodSync(path, 0o755);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** An executable that behaves like a Python, uv or ffmpeg of the machine. */
export function writeFakeCommand(path: string, kind: 'python' | 'uv' | 'ffmpeg', root: string): void {
  const script = new URL('./fakeCommand.ts', import.meta.url).href;
  const call = `process.argv.splice(1, 1, ${JSON.stringify(kind)}, ${JSON.stringify(root)}, ${JSON.stringify(path)});`;
  writeFileSync(path, `#!${process.execPath}\n${call}\nimport(${JSON.stringify(script)});\n`);
  chmodSync(path, 0o755);
}
