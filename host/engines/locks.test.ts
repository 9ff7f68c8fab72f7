import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue.ts';
import { lockedVersions, torchBackend } from './runtime/plan.ts';

const OWN = fileURLToPath(new URL('../../python-runtime', import.meta.url));
const catalogue = readCatalogue(OWN);
/** Hashes of the builds that only PyTorch's own index has, by package and file. */
const torchWheels = JSON.parse(readFileSync(join(OWN, 'dev', 'torch-wheels.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

const each = catalogue.manifests.flatMap((manifest) =>
  manifest.variants.map((variant) => {
    const file = catalogue.requirementsFile(manifest.id, variant.id);
    const torchFile = catalogue.torchFile(manifest.id, variant.id);
    return {
      name: `${manifest.id} ${variant.id}`,
      manifest,
      variant,
      wanted: wantedPackages(file.replace(/\.txt$/u, '.in')),
      lock: existsSync(file) ? readFileSync(file, 'utf8') : '',
      torch: torchFile === null ? null : readFileSync(torchFile, 'utf8'),
    };
  }),
);

interface Wanted {
  readonly name: string;
  readonly operator: string | null;
  readonly version: string;
}

/** What an `.in` asks for, with what it includes by `-r`. */
function wantedPackages(file: string): readonly Wanted[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): readonly Wanted[] => {
      const included = /^-r (\S+)$/u.exec(line)?.[1];
      if (included !== undefined) return wantedPackages(join(dirname(file), included));
      const found = /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?:(==|>=|~=|<)([^\s;,]+))?/u.exec(line);
      if (found?.[1] === undefined) return [];
      const name = found[1].toLowerCase().replace(/[._-]+/gu, '-');
      return [{ name, operator: found[2] ?? null, version: found[3] ?? '' }];
    });
}

function satisfies(has: string, { operator, version }: Wanted): boolean {
  switch (operator) {
    case '==':
      return has === version;
    case '>=':
    case '~=':
      return compare(has, version) >= 0;
    case '<':
      return compare(has, version) < 0;
    default:
      return true;
  }
}

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** One text a package, with its hashes. */
function blocks(lock: string): readonly string[] {
  return lock
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '');
}

describe('the lock of', () => {
  it.each(each)('$name pins each package by hash, and names no address', ({ lock }) => {
    expect(blocks(lock).length).toBeGreaterThan(0);
    for (const block of blocks(lock)) {
      expect(block).toMatch(/^[A-Za-z0-9._-]+==[^\s;]+( ; [^\\]*?)?\s+--hash=sha256:[0-9a-f]{64}/u);
    }
    expect(lock).not.toMatch(/:\/\//u);
  });

  it.each(each)('$name holds what its .in asks for', ({ wanted, lock, torch }) => {
    expect(wanted.length).toBeGreaterThan(0);
    const locked = lockedVersions(`${lock}\n${torch ?? ''}`);
    for (const name of new Set(wanted.map((one) => one.name))) {
      const versions = (locked[name] ?? []).map((has) => has.replace(/\+.*$/u, ''));
      const wishes = wanted.filter((one) => one.name === name);
      expect(versions, name).not.toEqual([]);
      // By markers there may be several of both; each one must have its other.
      for (const has of versions) {
        expect(
          wishes.some((wish) => satisfies(has, wish)),
          `${name} ${has} is asked for`,
        ).toBe(true);
      }
      for (const wish of wishes) {
        expect(
          versions.some((has) => satisfies(has, wish)),
          `${name} ${wish.version} is locked`,
        ).toBe(true);
      }
    }
  });

  it.each(each)('$name has in it all that is not got from elsewhere', ({ lock, torch, variant }) => {
    const elsewhere = Object.keys(lockedVersions(torch ?? ''));
    // Without published hashes for a package there is none to state.
    const unhashed = blocks(torch ?? '')
      .filter((block) => !block.includes('--hash='))
      .map((block) => block.split('==')[0]);
    expect(unhashed).toEqual(variant.unhashed);
    // What is got in another build on one system is got from the package index on the others, or nowhere.
    const both = elsewhere.filter((name) => name in lockedVersions(lock));
    expect(both).toEqual(variant.id === 'cu126' ? [] : elsewhere);
  });
});

describe('the builds of PyTorch', () => {
  const withTorch = each.filter(({ wanted }) => wanted.some(({ name }) => name === 'torch'));
  /** The markers of each variant's two parts, as the manager decides it by `torchBackend`. */
  const markers = {
    cpu: {
      own: "platform_machine == 'x86_64' and sys_platform == 'linux'",
      index: "platform_machine != 'x86_64' or sys_platform != 'linux'",
    },
    cu126: { own: "sys_platform == 'linux' or sys_platform == 'win32'", index: null },
    cu128: {
      own: "sys_platform == 'win32'",
      index: "platform_machine == 'x86_64' and sys_platform == 'linux'",
    },
  } as const;

  it('are asked for by some engine, and those engines have all three variants', () => {
    expect(withTorch.length).toBeGreaterThan(0);
    for (const { manifest } of withTorch) {
      expect(manifest.variants.map(({ id }) => id)).toEqual(['cpu', 'cu126', 'cu128']);
    }
    const others = each.filter((one) => !withTorch.includes(one));
    expect(others.filter(({ torch }) => torch !== null)).toEqual([]);
  });

  it.each(withTorch)('of $name come from where the manager looks for them', ({ variant, lock, torch }) => {
    const { own, index } = markers[variant.id as keyof typeof markers];
    const builds = Object.keys(lockedVersions(torch ?? ''));
    expect(builds).toContain('torch');
    for (const name of builds) {
      const there = blocks(torch ?? '').find((block) => block.startsWith(`${name}==`));
      expect(there).toContain(`+${variant.id} ; ${own}`);
      const here = blocks(lock).find((block) => block.startsWith(`${name}==`)) ?? null;
      expect(here?.split(' ; ')[1]?.split(' --hash')[0]?.trim() ?? null).toBe(index);
    }
  });

  it('are looked for in their own index only where the package index has another build', () => {
    const backends = (variant: string) => [
      torchBackend(variant, 'linux', 'x64'),
      torchBackend(variant, 'win32', 'x64'),
      torchBackend(variant, 'linux', 'arm64'),
      torchBackend(variant, 'darwin', 'arm64'),
      torchBackend(variant, 'win32', 'arm64'),
    ];
    expect(backends('cpu')).toEqual(['cpu', null, null, null, null]);
    expect(backends('cu126')).toEqual(['cu126', 'cu126', null, null, null]);
    expect(backends('cu128')).toEqual([null, 'cu128', null, null, null]);
  });

  it.each(withTorch)('of $name have the hashes that were published', ({ manifest, torch }) => {
    for (const block of blocks(torch ?? '')) {
      const hashes = [...block.matchAll(/--hash=(\S+)/gu)].map(([, hash]) => hash);
      if (hashes.length === 0) continue;
      const published = torchWheels[block.split(' ')[0] ?? ''] ?? {};
      const wanted = manifest.pythonVersions.map((python) => `cp${python.replace('.', '')}`);
      const files = Object.keys(published).filter((file) => wanted.includes(file.split('-')[2] ?? ''));
      expect(files).toHaveLength(wanted.length);
      expect(hashes.toSorted()).toEqual(files.map((file) => published[file]).toSorted());
    }
  });
});
