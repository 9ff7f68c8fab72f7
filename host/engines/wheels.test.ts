import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureLine } from '../../common/contract/failure.ts';
import { AS_IT_FITS, type EngineStatus } from './engine.ts';
import { createEngines, type EngineService, systemEngineOptions } from './engines.ts';
import { lockedVersions } from './runtime/plan.ts';

/**
 * An engine of tiny wheels that are made here, installed from their folder by the real uv into a real Python and
 * tried out by the real worker. The index is an address that answers nobody, so that what works does so offline.
 */
const OWN = fileURLToPath(new URL('../../python-runtime', import.meta.url));
const never = new AbortController().signal;

let uv: string;
let root: string;
let wheels: string;

beforeAll(async () => {
  const home = process.env.WORDLANE_HOME;
  if (home === undefined || home === '')
    throw new Error('WORDLANE_HOME names the data folder of the test run');
  const installed = await createEngines(systemEngineOptions(OWN, home)).install(
    'moonshine',
    AS_IT_FITS,
    () => {},
    never,
  );
  if (!installed.ok) throw new Error(failureLine(installed.failure));
  const tools = join(home, 'runtimes', 'tools');
  const name = readdirSync(tools).find((each) => /^uv-\d/u.test(each));
  if (name === undefined) throw new Error('there is no uv');
  uv = join(tools, name);
}, 300_000);

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'wordlane whéels '));
  wheels = join(root, 'wheels');
  mkdirSync(wheels);
  for (const part of ['worker', join('tools', 'uv'), join('tools', 'ffmpeg')]) {
    cpSync(join(OWN, part), join(root, 'python-runtime', part), { recursive: true });
  }
  mkdirSync(join(root, 'data', 'runtimes', 'tools'), { recursive: true });
  copyFileSync(uv, join(root, 'data', 'runtimes', 'tools', uv.split(/[/\\]/u).at(-1) ?? ''));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const MAKE_WHEEL = `
import base64, hashlib, sys, zipfile
folder, name, version, asks, text = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": text,
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n" + (f"Requires-Dist: {asks}\\n" if asks else ""),
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data.encode()).digest()).decode().rstrip("=")
files[f"{info}/RECORD"] = "".join(f"{path},sha256={digest(data)},{len(data.encode())}\\n" for path, data in files.items()) + f"{info}/RECORD,,\\n"
path = f"{folder}/{name}-{version}-py3-none-any.whl"
with zipfile.ZipFile(path, "w") as wheel:
    for name, data in files.items():
        wheel.writestr(name, data)
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
`;

/** Makes a wheel of one module; its SHA-256. */
async function makeWheel(name: string, version: string, asks: string, text: string): Promise<string> {
  const made = await execa('python3', ['-c', MAKE_WHEEL, wheels, name, version, asks, text]);
  return made.stdout.trim();
}

const ADAPTER = `
import tiny
from worker.adapter import Check, Unable

class Adapter(Unable):
    def load(self, _slot, _compute):
        return "tiny"

    def probe(self):
        return [Check("tiny", tiny.SAYS == "hello", tiny.SAYS)]

def open_engine(_children):
    return Adapter()
`;

function writeEngine(variant: object, locks: Readonly<Record<string, string>>): EngineService {
  const folder = join(root, 'python-runtime', 'engines', 'tiny');
  mkdirSync(folder, { recursive: true });
  const moonshine = JSON.parse(
    readFileSync(join(OWN, 'engines', 'moonshine', 'engine.json'), 'utf8'),
  ) as object;
  const manifest = {
    ...moonshine,
    id: 'tiny',
    slots: ['align'],
    slotIds: {},
    pythonVersions: ['3.11', '3.12', '3.13'],
  };
  const sizes = { downloadBytes: 1000, diskBytes: 1000 };
  writeFileSync(
    join(folder, 'engine.json'),
    JSON.stringify({ ...manifest, variants: [{ ...sizes, ...variant }] }),
  );
  writeFileSync(join(folder, 'adapter.py'), ADAPTER);
  writeFileSync(join(folder, '__init__.py'), '');
  for (const [name, text] of Object.entries(locks))
    writeFileSync(join(folder, `requirements.${name}.txt`), text);
  return createEngines({
    ...systemEngineOptions(join(root, 'python-runtime'), join(root, 'data')),
    platform: 'linux',
    arch: 'x64',
    env: { ...process.env, UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_HTTP_RETRIES: '0' },
  });
}

async function install(service: EngineService): Promise<EngineStatus> {
  const made = await service.install('tiny', { variant: null, wheelsFolder: wheels }, () => {}, never);
  if (!made.ok) throw new Error(failureLine(made.failure));
  return made.value;
}

describe('from a folder of wheels', () => {
  it('an engine is installed without any network, by hash, and works', async () => {
    const sha256 = await makeWheel('tiny', '1.0', '', 'SAYS = "hello"\n');
    const service = writeEngine({ id: 'cpu' }, { cpu: `tiny==1.0 --hash=sha256:${sha256}\n` });
    const status = await install(service);
    expect(status).toMatchObject({ installed: true, variant: 'cpu', problem: null });
    expect(status.selfTest?.checks.map(({ id, ok, detail }) => [id, ok, detail])).toEqual([
      ['versions', true, 'tiny 1.0'],
      ['tiny', true, 'hello'],
      ['lock', true, '1 packages are as they are locked'],
    ]);
    expect(await service.versions('tiny')).toMatchObject({ tiny: '1.0' });
  });

  it('a wheel with another hash is refused, and nothing is kept', async () => {
    await makeWheel('tiny', '1.0', '', 'SAYS = "hello"\n');
    const service = writeEngine({ id: 'cpu' }, { cpu: `tiny==1.0 --hash=sha256:${'0'.repeat(64)}\n` });
    const made = await service.install('tiny', { variant: null, wheelsFolder: wheels }, () => {}, never);
    expect(made).toMatchObject({ ok: false, failure: { code: 'runtime.hash', detail: 'tiny==1.0' } });
    expect((await service.list())[0]?.installed).toBe(false);
  });

  it('a wheel that is not there is named, and is not looked for elsewhere', async () => {
    const service = writeEngine({ id: 'cpu' }, { cpu: `tiny==1.0 --hash=sha256:${'0'.repeat(64)}\n` });
    const made = await service.install('tiny', { variant: null, wheelsFolder: wheels }, () => {}, never);
    expect(made).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('tiny') } });
  });

  it("PyTorch's builds come from the same folder, by hash", async () => {
    const tiny = await makeWheel('tiny', '1.0', '', 'SAYS = "hello"\n');
    const torch = await makeWheel('torch', '2.8.0+cpu', '', '');
    const service = writeEngine(
      { id: 'cpu' },
      { cpu: `tiny==1.0 --hash=sha256:${tiny}\n`, 'cpu.torch': `torch==2.8.0+cpu --hash=sha256:${torch}\n` },
    );
    await install(service);
    expect(await service.versions('tiny')).toMatchObject({ tiny: '1.0', torch: '2.8.0+cpu' });
  });

  it('without a hash it brings along what it asks for, while all others stay as they are locked', async () => {
    const tiny = await makeWheel('tiny', '1.0', '', 'SAYS = "hello"\n');
    await makeWheel('tiny', '1.1', '', 'SAYS = "newer"\n');
    await makeWheel('libraries', '12.6', '', '');
    await makeWheel('torch', '2.8.0+cu126', 'tiny>=1.0, <2', '');
    const service = writeEngine(
      { id: 'cu126', unhashed: ['torch'] },
      { cu126: `tiny==1.0 --hash=sha256:${tiny}\n`, 'cu126.torch': 'torch==2.8.0+cu126\n' },
    );
    const status = await install(service);
    expect(status.problem).toBeNull();
    expect(await service.versions('tiny')).toMatchObject({ tiny: '1.0', torch: '2.8.0+cu126' });
    expect(Object.keys(lockedVersions('torch==2.8.0+cu126\n'))).toEqual(['torch']);
  });

  it('FFmpeg is missed by its name where its wheel is not in the folder', async () => {
    const service = writeEngine({ id: 'cpu' }, { cpu: 'tiny==1.0 --hash=sha256:00\n' });
    const { WORDLANE_FFMPEG: _own, ...env } = process.env;
    const without = createEngines({
      ...systemEngineOptions(join(root, 'python-runtime'), join(root, 'data')),
      env,
    });
    expect(await without.ensureFfmpegFrom(wheels, () => {}, never)).toMatchObject({
      ok: false,
      failure: { detail: expect.stringContaining('imageio-ffmpeg') },
    });
    expect((await service.list())[0]?.installed).toBe(false);
  });
});
