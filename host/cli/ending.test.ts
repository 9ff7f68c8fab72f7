import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const children: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A program that says why it should end and then takes forever to do so. */
const program = (mindsParent: boolean) => `
  import { exitCodeOf, watchEnd } from ${JSON.stringify(join(import.meta.dirname, 'ending.ts'))};
  const watch = watchEnd(${mindsParent});
  setInterval(() => {}, 1000);
  console.log('ready');
  const ending = await watch.ending;
  console.log(ending + ' ' + exitCodeOf(ending));
`;

async function start(mindsParent: boolean) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(mindsParent)]);
  children.push(child);
  child.stdout.setEncoding('utf8');
  const nextLine = async () => {
    const [text] = (await once(child.stdout, 'data')) as [string];
    return text.trim();
  };
  expect(await nextLine()).toBe('ready');
  return { child, nextLine };
}

describe.skipIf(process.platform === 'win32')('the end of a serving program', () => {
  it.each([
    ['SIGINT', 'interrupted 130'],
    ['SIGTERM', 'asked 0'],
    ['SIGHUP', 'asked 0'],
  ] as const)('after %s is %s', async (signal, said) => {
    const { child, nextLine } = await start(false);
    child.kill(signal);
    expect(await nextLine()).toBe(said);
  });

  it('is not waited for after a second signal', async () => {
    const { child, nextLine } = await start(false);
    child.kill('SIGTERM');
    await nextLine();
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(130);
  });

  it('comes with that of its parent where it minds it', async () => {
    const { child, nextLine } = await start(true);
    child.stdin.end();
    expect(await nextLine()).toBe('left 0');
  });

  it('does not come with the end of its input where it does not', async () => {
    const { child, nextLine } = await start(false);
    child.stdin.end();
    child.kill('SIGTERM');
    expect(await nextLine()).toBe('asked 0');
  });
});
