import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { createEngines, systemEngineOptions } from '../engines.ts';

/** A host that starts a worker of the embedded engine, prints its process id and waits to be killed. */
const engines = createEngines(
  systemEngineOptions(
    fileURLToPath(new URL('../../../python-runtime', import.meta.url)),
    process.env.WORDLANE_HOME ?? '',
  ),
);
const started = await engines.start('moonshine', new AbortController().signal);
if (!started.ok) throw new Error(JSON.stringify(started.failure));
process.stdout.write(String(await findChild(process.pid)));

async function findChild(parent: number): Promise<number> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,comm=']);
  const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/u));
  const child = rows.find(([, ppid, command]) => Number(ppid) === parent && command?.includes('python'));
  return Number(child?.[0]);
}
