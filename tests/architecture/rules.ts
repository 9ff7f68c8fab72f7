import { type Import, type Module, type Target, targetOf } from './imports.ts';

/** The packages that package.json names. */
export interface Declared {
  readonly shipped: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
}

/** Pure and small: these run anywhere, as `common/` must. */
const purePackages: ReadonlySet<string> = new Set(['zod', 'chardet']);

/** The one file of each service of the host that other services may import. `cli` and `app.ts` wire them all. */
export const publicFiles: Readonly<Record<string, string>> = {
  engines: 'host/engines/engine.ts',
  exports: 'host/exports/exports.ts',
  files: 'host/files/files.ts',
  home: 'host/home/home.ts',
  jobs: 'host/jobs/queue.ts',
  media: 'host/media/media.ts',
  models: 'host/models/models.ts',
  output: 'host/output/output.ts',
  projects: 'host/projects/projectFile.ts',
  server: 'host/server/server.ts',
  sessions: 'host/sessions/sessions.ts',
  settings: 'host/settings/settings.ts',
  setup: 'host/setup/setup.ts',
  voices: 'host/voices/voices.ts',
};

/** ARCHITECTURE.md §2 and §5 as sentences about single imports; empty when all of them are allowed. */
export function importViolations(module: Module, declared: Declared): string[] {
  return module.imports.flatMap((one) => {
    const target = targetOf(module.file, one.specifier);
    const reason =
      environmentRule(module.file, one, target) ??
      serviceRule(module.file, target) ??
      packageRule(module.file, target, declared);
    return reason === null ? [] : [`${module.file} imports ${one.specifier}: ${reason}`];
  });
}

const environmentRules: Readonly<Record<string, (one: Import, target: Target) => string | null>> = {
  common: (_one, target) => {
    if (target.kind === 'node') return 'common/ runs anywhere, without Node';
    if (target.kind === 'package') {
      return purePackages.has(target.name) ? null : 'common/ imports small pure packages only';
    }
    return isUnder(target, 'common') ? null : 'common/ imports nothing but itself';
  },
  host: (_one, target) => {
    if (target.kind === 'node') return null;
    if (target.kind === 'package') {
      return /^(electron|react|react-dom|jsdom)$/.test(target.name) ? 'host/ is plain Node' : null;
    }
    return isUnder(target, 'common') || isUnder(target, 'host') ? null : 'host/ imports common/ and itself';
  },
  renderer: (one, target) => {
    if (target.kind === 'node') return 'renderer/ runs in a browser';
    if (target.kind === 'package') return target.name === 'electron' ? 'renderer/ runs in a browser' : null;
    if (isUnder(target, 'host')) return one.typeOnly ? null : 'renderer/ knows types of the host only';
    return isUnder(target, 'common') || isUnder(target, 'renderer')
      ? null
      : 'renderer/ imports common/ and itself';
  },
  electron: (one, target) => {
    if (target.kind !== 'file' || isUnder(target, 'electron')) return null;
    return isUnder(target, 'common') && one.typeOnly
      ? null
      : 'electron/ has no logic: types of common/ and itself';
  },
  build: (_one, target) => {
    if (target.kind !== 'file') return null;
    return isUnder(target, 'build') || isUnder(target, 'out')
      ? null
      : 'build/ runs before anything is compiled';
  },
};

function environmentRule(file: string, one: Import, target: Target): string | null {
  // A test may read files, compare with a second implementation and share what tests have in common.
  if (isTest(file) && (target.kind !== 'file' || isUnder(target, 'tests'))) return null;
  const rule = environmentRules[file.split('/')[0] ?? ''];
  return rule === undefined ? null : rule(one, target);
}

function serviceRule(file: string, target: Target): string | null {
  const own = serviceOf(file);
  if (target.kind !== 'file' || own === null || own === 'cli' || isTest(file)) return null;
  const other = serviceOf(target.path);
  if (other === own) return null;
  if (other === null)
    return target.path === 'host/app.ts' ? 'the composition root is imported by cli/ only' : null;
  const open = publicFiles[other];
  return target.path === open ? null : `other services know ${open ?? `nothing of host/${other}/`} only`;
}

function packageRule(file: string, target: Target, declared: Declared): string | null {
  if (target.kind !== 'package' || declared.shipped.has(target.name)) return null;
  if (!declared.development.has(target.name)) return 'package.json does not name it';
  // The desktop shell runs inside Electron, which brings this module.
  if (target.name === 'electron' && file.startsWith('electron/')) return null;
  const ships = ['common', 'host', 'electron'].includes(file.split('/')[0] ?? '');
  return ships && !isTest(file) ? 'it is there for development only' : null;
}

/** `host/media/probe/x.ts` belongs to `media`; files at the top of host/ belong to none. */
function serviceOf(file: string): string | null {
  const parts = file.split('/');
  return parts[0] === 'host' && parts.length > 2 ? (parts[1] ?? null) : null;
}

function isTest(file: string): boolean {
  return /\.(test|bench)\.ts$/.test(file) || file.split('/').includes('testing');
}

function isUnder(target: { readonly path: string }, folder: string): boolean {
  return target.path.startsWith(`${folder}/`);
}

/**
 * Python: what an engine, the worker or the parts that engines share import of an engine that is not their own.
 * `engines` are folder names. A library may be called like an engine: `import whisperx` is one of those.
 */
export function pythonViolations(file: string, source: string, engines: readonly string[]): string[] {
  const own = /^python-runtime\/engines\/([^/]+)\//.exec(file)?.[1] ?? null;
  const isShared = /^python-runtime\/(worker|speech)\//.test(file);
  if (own === null && !isShared) return [];
  const lines = source.split('\n').filter((line) => /^\s*(import|from)\s+engines?\b/.test(line));
  return lines.flatMap((line) => {
    const words: readonly string[] = line.match(/[A-Za-z0-9_]+/g) ?? [];
    // The package `engine` is whichever engine runs: parts that all share know none.
    const others = engines.filter((id) => id !== own && words.includes(id.replaceAll(/[-.]/g, '_')));
    const reached = isShared && words.includes('engine') ? ['that runs'] : others;
    return reached.map((id) => `${file}: \`${line.trim()}\` reaches into the engine ${id}`);
  });
}

/** Folder and file names that say nothing about what is in them. */
export function nameViolations(file: string): string[] {
  const parts = file.replace(/\.[^/]*$/, '').split('/');
  const empty = parts.filter((part) => /^(utils?|helpers?|misc|managers?)$/i.test(part));
  if (parts.slice(1).includes('common')) empty.push('common');
  return empty.map((part) => `${file}: "${part}" says nothing`);
}

/** Places of one machine and addresses of registries, which belong into no tracked text. `someone` is nobody. */
export function placeViolations(file: string, text: string): string[] {
  const machine = /(?<![\w.~/<>-])\/(?:work|root|home)\/(?!someone\b)[^\s'"`)]*/;
  const registry = /registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org\/simple|files\.pythonhosted\.org/;
  return text.split('\n').flatMap((line, index) => {
    const found = machine.exec(line)?.[0] ?? registry.exec(line)?.[0];
    return found === undefined ? [] : [`${file}:${index + 1}: ${found}`];
  });
}
