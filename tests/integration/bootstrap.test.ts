import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  createGate,
  freshCheckout,
  npmCalls,
  type RunOptions,
  removeAll,
  runIn,
} from './bootstrap/checkout.ts';

const made: string[] = [];
let ready = '';

const fresh = () => keep(freshCheckout());
const warm = () => keep(copyOf(ready));

function keep(folder: string): string {
  made.push(folder);
  return folder;
}

const start = (root: string, args: readonly string[], changes: Partial<RunOptions>) =>
  runIn(root, args, changes).ended;

beforeAll(async () => {
  ready = fresh();
  const { code, stderr } = await start(ready, [], {});
  expect(stderr).toMatch(/Installing the packages … \d+ s\nBuilding the program … \d+ s\n/);
  expect(code).toBe(0);
});

afterAll(() => removeAll(made));

describe('a first start', () => {
  test('installs by lock, builds, and gives the program its arguments; stdout is the program’s alone', async () => {
    const root = fresh();
    const { code, stdout } = await start(root, ['--one', 'two three'], {});
    expect(JSON.parse(stdout)).toEqual({ greeting: 'hello', argv: ['--one', 'two three'], folder: root });
    expect(code).toBe(0);
    expect(npmCalls(root)).toHaveLength(1);
    expect(JSON.parse(npmCalls(root)[0] ?? '')).toEqual(expect.arrayContaining(['ci', '--include=dev']));
  });

  test('keeps the exit code of the program', async () => {
    expect((await start(fresh(), ['exit', '7'], {})).code).toBe(7);
  });

  test('says what it does as JSON lines where the command asks for those', async () => {
    const { stderr } = await start(fresh(), ['--progress', 'json'], {});
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ stage, fraction }) => [stage, fraction])).toEqual([
      ['packages', 0],
      ['packages', 1],
      ['build', 0],
      ['build', 1],
    ]);
  });

  test('says nothing where the command asks for silence', async () => {
    expect((await start(fresh(), ['--progress=none'], {})).stderr).toBe('');
  });

  test('takes packages that npm installed by hand as they are', async () => {
    const root = warm();
    rmSync(join(root, 'node_modules', '.cache'), { recursive: true });
    const { code } = await start(root, [], {});
    expect(code).toBe(0);
    expect(npmCalls(root)).toHaveLength(1);
  });
});

describe('a warm start', () => {
  test('calls no npm, says nothing and keeps the exit code', async () => {
    const root = warm();
    const { code, stderr } = await start(root, ['exit', '3'], {});
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(npmCalls(root)).toHaveLength(1);
  });

  test('works without any npm', async () => {
    const { code } = await start(warm(), [], { env: { npm_execpath: '', PATH: '' } });
    expect(code).toBe(0);
  });

  test('./wordlane works through a link, from another folder', async () => {
    const root = warm();
    const elsewhere = keep(mkdtempSync(join(tmpdir(), 'wordlane-elsewhere-')));
    symlinkSync(join(root, 'wordlane'), join(elsewhere, 'wl'));
    const { stdout } = await start(root, ['a b'], { cwd: elsewhere, command: [join(elsewhere, 'wl')] });
    expect(JSON.parse(stdout)).toMatchObject({ argv: ['a b'], folder: elsewhere });
  });

  test('npm start takes file names from where the person is', async () => {
    const root = warm();
    const env = { npm_lifecycle_event: 'start', INIT_CWD: join(root, 'host') };
    expect(JSON.parse((await start(root, [], { env })).stdout)).toMatchObject({ folder: join(root, 'host') });
  });

  test('a bug is one sentence, with its stack only on request', async () => {
    const root = warm();
    const calm = await start(root, ['throw'], {});
    expect(calm.code).toBe(1);
    expect(calm.stderr).toMatch(/^Something went wrong inside Wordlane \(a bug\)\. [^\n]*\n$/);
    expect((await start(root, ['throw'], { env: { WORDLANE_DEBUG: '1' } })).stderr).toContain('main.js:');
  });
});

describe('what is stale', () => {
  test('packages are installed again when the lock names another version', async () => {
    const root = warm();
    const lock = join(root, 'package-lock.json');
    writeFileSync(
      lock,
      readFileSync(lock, 'utf8').replace(/("node_modules\/zod": \{\s*"version": ")[^"]+/, '$19.9.9'),
    );
    expect((await start(root, [], {})).code).toBe(0);
    expect(npmCalls(root)).toHaveLength(2);
  });

  test('an edited source is compiled, and compiled again when another branch brings the old text back', async () => {
    const root = warm();
    const source = join(root, 'common', 'greeting.ts');
    const before = readFileSync(source, 'utf8');
    writeFileSync(source, before.replace('hello', 'howdy'));
    expect(JSON.parse((await start(root, [], {})).stdout)).toMatchObject({ greeting: 'howdy' });
    writeFileSync(source, before);
    // A checkout may write within the same tick of the clock's coarse part; its date differs all the same.
    utimesSync(source, new Date(), new Date(Date.now() + 5_000));
    expect(JSON.parse((await start(root, [], {})).stdout)).toMatchObject({ greeting: 'hello' });
  });

  test('what was compiled from a deleted source is gone', async () => {
    const root = warm();
    writeFileSync(join(root, 'common', 'extra.ts'), 'export const extra = 1;\n');
    await start(root, [], {});
    expect(existsSync(join(root, 'out', 'common', 'extra.js'))).toBe(true);
    rmSync(join(root, 'common', 'extra.ts'));
    await start(root, [], {});
    expect(readdirSync(join(root, 'out', 'common')).filter((name) => name.startsWith('extra'))).toEqual([]);
  });

  test('a build that was killed is done again from the start', async () => {
    const root = warm();
    rmSync(join(root, 'out', '.stamp'));
    truncateSync(join(root, 'out', 'host', 'cli', 'main.js'), 40);
    expect((await start(root, ['exit', '5'], {})).code).toBe(5);
  });

  test('a source that does not compile stops the start with its place, and the next start tries again', async () => {
    const root = warm();
    const source = join(root, 'common', 'greeting.ts');
    const before = readFileSync(source, 'utf8');
    writeFileSync(source, 'export const greeting: number = "hello";\n');
    const broken = await start(root, [], {});
    expect(broken).toMatchObject({ code: 1, stdout: '' });
    expect(broken.stderr).toMatch(/could not be built from its sources:\ncommon\/greeting\.ts.1.14/);
    writeFileSync(source, before);
    expect((await start(root, [], {})).code).toBe(0);
  });
});

describe('two at once', () => {
  test('one installs, the other waits and says so; both run', async () => {
    const root = fresh();
    const gate = await createGate();
    const first = runIn(root, ['exit', '0'], { env: gate.env });
    await gate.reached;
    const second = runIn(root, ['exit', '4'], { env: gate.env });
    await second.said('waiting for it');
    gate.open();
    expect((await first.ended).code).toBe(0);
    expect((await second.ended).code).toBe(4);
    expect(npmCalls(root)).toHaveLength(1);
    gate.close();
  });
});

describe('a start that is killed while it installs', () => {
  test('leaves an npm that completes; the next start waits for it and installs nothing', async () => {
    const root = fresh();
    const gate = await createGate();
    const first = runIn(root, [], { env: gate.env });
    await gate.reached;
    first.child.kill('SIGKILL');
    await first.ended;
    const second = runIn(root, ['exit', '4'], { env: gate.env });
    await second.said('waiting for it');
    gate.open();
    expect((await second.ended).code).toBe(4);
    expect(npmCalls(root)).toHaveLength(1);
    gate.close();
  });

  test('together with its npm is repaired by the next start', async () => {
    const root = fresh();
    const gate = await createGate();
    const first = runIn(root, [], { env: gate.env });
    process.kill(await gate.reached, 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(root, 'node_modules', 'half-installed'))).toBe(true);
    expect((await start(root, ['exit', '4'], {})).code).toBe(4);
    expect(npmCalls(root)).toHaveLength(2);
    expect(readdirSync(join(root, '.cache', 'bootstrap')).sort()).toEqual(['build.log', 'npm.log']);
    gate.close();
  });

  test('by Ctrl-C takes npm with it and ends with 130; the next start repairs it', async () => {
    const root = fresh();
    const gate = await createGate();
    const first = runIn(root, [], { env: gate.env });
    const npm = await gate.reached;
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    expect(() => process.kill(npm, 0)).toThrow('ESRCH');
    expect((await start(root, ['exit', '4'], {})).code).toBe(4);
    gate.close();
  });
});

describe('a turn that nobody holds any more', () => {
  const leftBy = (root: string, member: string, text: string) => {
    const turn = join(root, '.cache', 'bootstrap', 'turn');
    mkdirSync(turn, { recursive: true });
    writeFileSync(join(turn, member), text);
    rmSync(join(root, 'out', '.stamp'));
  };

  test('is taken over from a process whose number another one has now', async () => {
    const root = warm();
    const gate = await createGate();
    const holder = fresh();
    const run = runIn(holder, [], { env: gate.env });
    await gate.reached;
    const turn = join(holder, '.cache', 'bootstrap', 'turn');
    const owner = readdirSync(turn).find((name) => name.startsWith(`${run.child.pid}-`)) ?? '';
    leftBy(root, owner.replace(/-\d+$/, '-1'), readFileSync(join(turn, owner), 'utf8'));
    expect((await start(root, ['exit', '6'], {})).code).toBe(6);
    run.child.kill('SIGINT');
    await run.ended;
    gate.close();
  });
});

describe('signals while the program runs', () => {
  test.each([
    ['under the Node that started it', warm],
    ['under the locked Node of a first start', fresh],
  ])('Ctrl-C reaches the program, and its 130 is passed on: %s', async (_name, make) => {
    const run = runIn(make(), ['wait'], {});
    await run.said('waiting\n');
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
  });

  test('the end of the program by a signal becomes 128 and its number', async () => {
    expect((await start(fresh(), ['die'], {})).code).toBe(128 + 15);
  });
});

describe('what is missing is one sentence', () => {
  test.each([
    ['EAI_AGAIN', /cannot be loaded, because the package registry is not reached: check the network/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /certificate .* NODE_EXTRA_CA_CERTS/],
    ['ENOSPC', /no room left on the disk/],
    ['EINTEGRITY', /differs from the one that was checked/],
    ['EUSAGE', /package-lock\.json do not fit together/],
    ['ESOMETHING', /\(npm says ESOMETHING\)/],
  ])('npm ends with %s', async (error, sentence) => {
    const root = fresh();
    const { code, stdout, stderr } = await start(root, [], { env: { FAKE_NPM_ERROR: error } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Installing the packages … stopped\n[^\n]+\n$/);
    expect(stderr).toMatch(sentence);
    const debug = await start(root, [], { env: { FAKE_NPM_ERROR: error, WORDLANE_DEBUG: '1' } });
    expect(debug.stderr).toContain(join(root, '.cache', 'bootstrap', 'npm.log'));
    expect((await start(root, ['exit', '4'], {})).code).toBe(4);
  });

  test('no npm', async () => {
    const { code, stderr } = await start(fresh(), [], { env: { npm_execpath: '', PATH: '' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nWordlane needs npm for its first start: [^\n]+\n$/);
  });

  test('a Node that is too old', async () => {
    const older =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })";
    const { code, stderr } = await start(fresh(), [], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Wordlane needs Node\.js 20 or later \(this is 18\.20\.4\): [^\n]+\n$/);
  });

  test('a project folder that may not be written', async () => {
    const root = fresh();
    const bin = keep(mkdtempSync(join(tmpdir(), 'wordlane-node-')));
    // The super-user may write anywhere, so nobody starts it then, with a Node that nobody may run.
    const asNobody = process.getuid?.() === 0;
    const node = asNobody ? join(bin, 'node') : process.execPath;
    if (asNobody) copyFileSync(process.execPath, node);
    for (const folder of [root, bin]) chmodSync(folder, 0o555);
    const { code, stderr } = await start(root, [], {
      uid: asNobody ? 65_534 : null,
      command: [node, join(root, 'build', 'start.mjs')],
    });
    chmodSync(root, 0o755);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The project folder cannot be written, which its first start needs: [^\n]+\n$/);
  });
});
