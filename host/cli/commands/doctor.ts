import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { HealthCheck } from '../../engines/engine.ts';
import { createRedactor } from '../../engines/redact.ts';
import { createHome, folderSizeBytes, type Home, locateHome, surroundings } from '../../home/home.ts';
import { type CommandContext, commandContext } from '../context.ts';
import type { RawOptions } from '../options.ts';
import { EXIT, type Terminal } from '../terminal.ts';

const redact = createRedactor(homedir());

/** What the embedded engine, ffmpeg and the decode of a long film need. */
const WANTED_FREE_BYTES = 3e9;

/** `wordlane doctor`: what works on this machine, and what to do about what does not. Changes nothing. */
export async function doctor(options: RawOptions, terminal: Terminal): Promise<number> {
  const home = locateHome(surroundings());
  const ofHome = await homeChecks(home);
  const usable = ofHome.some((check) => check.id === 'data' && check.ok);
  const context = usable ? await commandContext(terminal, 'none') : null;
  const ofEngines = context === null ? [] : await context.app.engines.engineChecks(context.signal);
  const checks = [nodeCheck(), ...ofHome.map(withoutNames), ...ofEngines];
  const ok = checks.every((check) => check.ok);
  if (options.json === true) {
    terminal.out(
      `${JSON.stringify({ ok, checks, engines: context === null ? {} : await versionTable(context) })}\n`,
    );
  } else {
    const width = Math.max(...checks.map((check) => check.id.length));
    for (const { id, ok: works, detail, action } of checks) {
      terminal.out(`${works ? 'ok    ' : 'failed'}  ${id.padEnd(width)}  ${brief(detail)}\n`);
      if (!works && action !== null) terminal.out(`${' '.repeat(width + 10)}→ ${action}\n`);
    }
    if (usable) terminal.out(await whereDataLies(home));
  }
  return ok ? EXIT.done : EXIT.someFailed;
}

const LONGEST_DETAIL = 200;

/** WhisperX names a hundred packages; the JSON has them all. */
function brief(detail: string): string {
  return detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL)}…` : detail;
}

/** What is shown may be sent to somebody: the home folder is `~`. */
function withoutNames(check: HealthCheck): HealthCheck {
  return { ...check, detail: redact(check.detail) };
}

function nodeCheck(): HealthCheck {
  return {
    id: 'node',
    ok: true,
    detail: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
    action: null,
  };
}

async function homeChecks(home: Home): Promise<readonly HealthCheck[]> {
  const made = await createHome(home);
  if (!made.ok) {
    const detail = `${home.root} cannot be used: ${made.failure.detail ?? 'unknown'}`;
    return [{ id: 'data', ok: false, detail, action: 'Choose another folder with WORDLANE_HOME.' }];
  }
  try {
    const { bavail, bsize } = await statfs(home.root);
    const freeBytes = bavail * bsize;
    return [
      { id: 'data', ok: true, detail: home.root, action: null },
      {
        id: 'disk',
        ok: freeBytes >= WANTED_FREE_BYTES,
        detail: `${gigabytes(freeBytes)} free`,
        action: `Free some space: ${gigabytes(WANTED_FREE_BYTES)} are wanted.`,
      },
    ];
  } catch (error) {
    const detail = `${home.root} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    return [{ id: 'data', ok: false, detail, action: 'Choose another folder with WORDLANE_HOME.' }];
  }
}

async function versionTable({ app }: CommandContext): Promise<Record<string, unknown>> {
  const table: Record<string, unknown> = {};
  for (const { manifest, installed } of await app.engines.list()) {
    if (installed) table[manifest.id] = await app.engines.versions(manifest.id);
  }
  return table;
}

async function whereDataLies(home: Home): Promise<string> {
  const parts = await Promise.all(
    (['runtimes', 'cache', 'models', 'projects', 'logs'] as const).map(
      async (name) => `${name} ${gigabytes(await folderSizeBytes(home[name]))}`,
    ),
  );
  return (
    `\nData: ${redact(home.root)} (${parts.join(', ')})\n` +
    'To uninstall, delete this folder and the program folder. Projects (.wordlane) lie beside your media.\n'
  );
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
