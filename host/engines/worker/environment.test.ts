import { describe, expect, it } from 'vitest';
import { installerEnvironment, type WorkerPlace, workerEnvironment } from './environment.ts';

const FOUND = {
  HOME: '/home/someone',
  PATH: '/usr/bin',
  LANG: 'de_DE.UTF-8',
  HF_TOKEN: 'hf_secret',
  OPENAI_API_KEY: 'sk-secret',
  LD_PRELOAD: '/x.so',
  LD_LIBRARY_PATH: '/cuda',
  PYTHONPATH: '/else',
  PYTHONHOME: '/else',
  VIRTUAL_ENV: '/else',
  HTTPS_PROXY: 'http://proxy:3128',
  SSL_CERT_FILE: '/certs.pem',
  UV_DEFAULT_INDEX: 'https://mirror/simple',
  UV_PYTHON: '3.9',
  UV_CACHE_DIR: '/else',
  UV_TORCH_BACKEND: 'cu118',
  UV_REQUIRE_HASHES: '1',
  CUDA_PATH: '/cuda',
  UV_PYTHON_INSTALL_MIRROR: 'https://mirror/python',
  GONE: undefined,
};

const PLACE: WorkerPlace = { platform: 'linux', libraryFolders: [], libraryFiles: '/data/files' };

describe('a worker', () => {
  it('sees its home, its language and its path, and nothing that is not on the list', () => {
    const seen = workerEnvironment(FOUND, PLACE);
    expect(seen).toMatchObject({ HOME: '/home/someone', PATH: '/usr/bin', LANG: 'de_DE.UTF-8' });
    const foreign = Object.keys(FOUND).filter((name) => !['HOME', 'PATH', 'LANG'].includes(name));
    for (const name of foreign) expect(seen).not.toHaveProperty(name);
  });

  it('runs in UTF-8, without user packages, and its idle threads sleep', () => {
    expect(workerEnvironment({}, PLACE)).toMatchObject({
      PYTHONUTF8: '1',
      PYTHONUNBUFFERED: '1',
      PYTHONNOUSERSITE: '1',
      OMP_WAIT_POLICY: 'PASSIVE',
    });
  });

  it('asks no model hub, tells nobody, and finds CUDA where the graphics card is counted', () => {
    expect(workerEnvironment({}, PLACE)).toMatchObject({
      HF_HUB_OFFLINE: '1',
      TRANSFORMERS_OFFLINE: '1',
      HF_HUB_DISABLE_TELEMETRY: '1',
      PYANNOTE_METRICS_ENABLED: '0',
      DO_NOT_TRACK: '1',
      TOKENIZERS_PARALLELISM: 'false',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_MODULE_LOADING: 'LAZY',
    });
  });

  it('keeps what its libraries write below the data folder', () => {
    const seen = workerEnvironment(FOUND, PLACE);
    for (const name of [
      'HF_HOME',
      'TORCH_HOME',
      'NLTK_DATA',
      'MPLCONFIGDIR',
      'XDG_CACHE_HOME',
      'CUDA_CACHE_PATH',
    ]) {
      expect(seen[name]).toMatch(/^\/data\/files\//u);
    }
  });

  it("finds its runtime's own CUDA before any other", () => {
    const own = { ...PLACE, libraryFolders: ['/env/nvidia/cublas/lib', '/env/nvidia/cudnn/lib'] };
    expect(workerEnvironment(FOUND, own).LD_LIBRARY_PATH).toBe(
      '/env/nvidia/cublas/lib:/env/nvidia/cudnn/lib',
    );
    const windows = { ...PLACE, platform: 'win32', libraryFolders: ['D:\\cublas\\bin'] } as const;
    const seen = workerEnvironment({ Path: 'C:\\bin' }, windows);
    expect(seen.Path).toBe('D:\\cublas\\bin;C:\\bin');
    expect(seen).not.toHaveProperty('PATH');
  });

  it('on Windows finds its variables whatever case they are written in', () => {
    expect(
      workerEnvironment({ SystemRoot: 'C:\\Windows', Path: 'C:\\bin' }, { ...PLACE, platform: 'win32' }),
    ).toMatchObject({
      SystemRoot: 'C:\\Windows',
      Path: 'C:\\bin',
    });
  });
});

describe('an installer', () => {
  it("keeps the user's proxy, certificates and mirrors", () => {
    expect(installerEnvironment(FOUND, {})).toMatchObject({
      HTTPS_PROXY: 'http://proxy:3128',
      SSL_CERT_FILE: '/certs.pem',
      UV_DEFAULT_INDEX: 'https://mirror/simple',
      UV_PYTHON_INSTALL_MIRROR: 'https://mirror/python',
    });
  });

  it('loses what would lead it to another Python or another place, and tokens', () => {
    const seen = installerEnvironment(FOUND, { UV_CACHE_DIR: '/ours' });
    for (const name of [
      'PYTHONPATH',
      'PYTHONHOME',
      'VIRTUAL_ENV',
      'LD_PRELOAD',
      'HF_TOKEN',
      'UV_PYTHON',
      'UV_TORCH_BACKEND',
      'UV_REQUIRE_HASHES',
    ]) {
      expect(seen).not.toHaveProperty(name);
    }
    expect(seen.UV_CACHE_DIR).toBe('/ours');
  });
});
