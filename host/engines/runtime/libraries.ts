import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the packages of a runtime keep CUDA's libraries (`nvidia-cublas-cu12` and its like): PyTorch finds them by
 * itself, CTranslate2 and onnxruntime load them by name alone.
 */
export async function libraryFolders(
  environment: string,
  platform: NodeJS.Platform,
): Promise<readonly string[]> {
  const sites = await sitePackages(environment, platform);
  const found = await Promise.all(
    sites.map(async (site) => {
      // PyTorch's wheels for Windows carry CUDA themselves, and CTranslate2 looks for it by name.
      const torch = join(site, 'torch', 'lib');
      const carried = platform === 'win32' && (await namesIn(torch)).length > 0 ? [torch] : [];
      const packages = (await namesIn(join(site, 'nvidia'))).toSorted();
      const below = platform === 'win32' ? 'bin' : 'lib';
      const folders = packages.map((name) => join(site, 'nvidia', name));
      const has = await Promise.all(folders.map(async (folder) => (await namesIn(folder)).includes(below)));
      return [...carried, ...folders.filter((_, at) => has[at]).map((folder) => join(folder, below))];
    }),
  );
  return found.flat();
}

async function sitePackages(environment: string, platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform === 'win32') return [join(environment, 'Lib', 'site-packages')];
  const versions = (await namesIn(join(environment, 'lib'))).filter((name) => name.startsWith('python'));
  return versions.map((name) => join(environment, 'lib', name, 'site-packages'));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Not there: this runtime has none.
    return [];
  }
}
