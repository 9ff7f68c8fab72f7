import { describe, expect, it } from 'vitest';
import { installerEnvironment, workerEnvironment } from './environment.ts';

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
  UV_PYTHON_INSTALL_MIRROR: 'https://mirror/python',
  GONE: undefined,
};

describe('a worker', () => {
  it('sees its home, its language and its path, and nothing that is not on the list', () => {
    const seen = workerEnvironment(FOUND);
    expect(seen).toMatchObject({ HOME: '/home/someone', PATH: '/usr/bin', LANG: 'de_DE.UTF-8' });
    const foreign = Object.keys(FOUND).filter((name) => !['HOME', 'PATH', 'LANG'].includes(name));
    for (const name of foreign) expect(seen).not.toHaveProperty(name);
  });

  it('runs in UTF-8, without user packages, and its idle threads sleep', () => {
    expect(workerEnvironment({})).toMatchObject({
      PYTHONUTF8: '1',
      PYTHONUNBUFFERED: '1',
      PYTHONNOUSERSITE: '1',
      OMP_WAIT_POLICY: 'PASSIVE',
    });
  });

  it('on Windows finds its variables whatever case they are written in', () => {
    expect(workerEnvironment({ SystemRoot: 'C:\\Windows', Path: 'C:\\bin' })).toMatchObject({
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
    for (const name of ['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'LD_PRELOAD', 'HF_TOKEN', 'UV_PYTHON']) {
      expect(seen).not.toHaveProperty(name);
    }
    expect(seen.UV_CACHE_DIR).toBe('/ours');
  });
});
