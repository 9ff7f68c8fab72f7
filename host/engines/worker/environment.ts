import { join } from 'node:path';

/** The environment as it is given to a program. */
export type Environment = Readonly<Record<string, string>>;

/** The environment as it was found. */
export type FoundEnvironment = Readonly<Record<string, string | undefined>>;

/** What a program needs to find its home, its language, its temporary folder and its certificates. */
const KEPT_BY_WORKERS = [
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'PATH',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
] as const;

/** What a worker has of its own, besides what was found. */
export interface WorkerPlace {
  readonly platform: NodeJS.Platform;
  /** The native libraries inside its runtime (CUDA), to be found before any of the system. */
  readonly libraryFolders: readonly string[];
  /** Where libraries may put what they make for themselves, and look for what they think was downloaded. */
  readonly libraryFiles: string;
}

/**
 * What a worker sees: a short list and nothing else, so that no token, no foreign Python path, no foreign CUDA and no
 * preloaded library reaches it. Idle OpenMP threads sleep (`PASSIVE`): spinning ones cost 4 × the time where two cores
 * are shared. The network is off for the libraries that would otherwise ask a model hub by themselves, and what they
 * keep for themselves lies below the data root.
 */
export function workerEnvironment(found: FoundEnvironment, own: WorkerPlace): Environment {
  const below = (name: string) => join(own.libraryFiles, name);
  return {
    ...pick(found, KEPT_BY_WORKERS),
    ...searchPath(found, own),
    HF_HOME: below('huggingface'),
    TORCH_HOME: below('torch'),
    NLTK_DATA: below('nltk'),
    MPLCONFIGDIR: below('matplotlib'),
    NUMBA_CACHE_DIR: below('numba'),
    TRITON_CACHE_DIR: below('triton'),
    CUDA_CACHE_PATH: below('cuda'),
    XDG_CACHE_HOME: below('cache'),
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    OMP_WAIT_POLICY: 'PASSIVE',
    TOKENIZERS_PARALLELISM: 'false',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_MODULE_LOADING: 'LAZY',
    PYANNOTE_METRICS_ENABLED: '0',
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HUB_DISABLE_PROGRESS_BARS: '1',
    DO_NOT_TRACK: '1',
  };
}

/** Windows looks for libraries on the PATH, the others (macOS has no CUDA) on a path of its own. */
function searchPath(found: FoundEnvironment, { platform, libraryFolders }: WorkerPlace): Environment {
  if (libraryFolders.length === 0) return {};
  if (platform !== 'win32') return { LD_LIBRARY_PATH: libraryFolders.join(':') };
  const [name, path] = Object.entries(found).find(([key]) => key.toUpperCase() === 'PATH') ?? ['PATH', ''];
  return { [name]: [...libraryFolders, path ?? ''].join(';') };
}

const INSTALLER_DROPS =
  /^(?:PYTHON.*|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_.*|HF_.*|HUGGING.*|VIRTUAL_ENV|CONDA_.*)$/iu;

/** Settings of uv that would send an installation elsewhere than where it belongs. */
const UV_DROPS =
  /^UV_(?:PYTHON|PYTHON_.*|PROJECT.*|SYSTEM_PYTHON|CACHE_DIR|NO_CACHE|TARGET|PREFIX|CONFIG_FILE|NO_BINARY|NO_VERIFY_HASHES|REQUIRE_HASHES|TORCH_BACKEND|CONSTRAINT|OVERRIDE|EXCLUDE_NEWER|TOOL_.*|VENV_.*|BREAK_SYSTEM_PACKAGES)$/iu;

/**
 * What uv and pip see: everything that was found (proxies, certificates, mirrors of the package index are the
 * user's own business) but what would lead them to another Python or to another place.
 */
export function installerEnvironment(found: FoundEnvironment, own: Environment): Environment {
  const kept = Object.entries(found).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !INSTALLER_DROPS.test(entry[0]) && !isUvDetour(entry[0]),
  );
  return { ...Object.fromEntries(kept), PYTHONUTF8: '1', PYTHONNOUSERSITE: '1', ...own };
}

function isUvDetour(name: string): boolean {
  // Mirrors for managed interpreters are a setting of the network, like the index.
  return UV_DROPS.test(name) && !/^UV_PYTHON_(?:INSTALL_MIRROR|DOWNLOADS_JSON_URL)$/iu.test(name);
}

function pick(found: FoundEnvironment, names: readonly string[]): Environment {
  const wanted = new Set(names);
  const kept = Object.entries(found).filter(
    // Windows spells its variables in any case.
    (entry): entry is [string, string] => entry[1] !== undefined && wanted.has(entry[0].toUpperCase()),
  );
  return Object.fromEntries(kept);
}
