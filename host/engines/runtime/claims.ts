import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * Claims on a folder: small files, one for each process that holds on to something. A claim is good for as long as
 * its process lives, so nothing has to be given back by one that was killed.
 */
const claimSchema = z.object({
  pid: z.int().positive(),
  /** When the process started, in the system's own terms; null where that cannot be told. */
  processStart: z.string().nullable(),
  writtenAtMs: z.number(),
});
type Claim = z.infer<typeof claimSchema>;

/** Ends the claim. */
export type Release = () => Promise<void>;

/** Notes that a process uses what the folder stands for; any number may at a time. */
export async function addClaim(folder: string, pid: number): Promise<Release> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${pid}-${randomUUID()}.json`);
  const claim: Claim = {
    pid,
    processStart: await processStart(pid),
    writtenAtMs: Date.now(),
  };
  await writeFile(file, JSON.stringify(claim), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** Processes that hold a claim, oneself included; claims of dead ones are removed. */
export async function claimants(folder: string): Promise<readonly number[]> {
  return (await readClaims(folder)).map(({ pid }) => pid);
}

/**
 * Takes the only claim on the folder, or tells who has one.
 *
 * Writes its own claim first and then looks for others: of two that come at once at least one sees the other, and
 * whoever sees another steps back. Two can so both step back, but never both win; the caller tries again.
 */
export async function tryOnlyClaim(
  folder: string,
): Promise<{ readonly release: Release } | { readonly heldBy: number }> {
  const [holder] = await claimants(folder);
  if (holder !== undefined) return { heldBy: holder };
  const release = await addClaim(folder, process.pid);
  const all = await claimants(folder);
  if (all.length === 1) return { release };
  await release();
  return { heldBy: all.find((pid) => pid !== process.pid) ?? process.pid };
}

async function readClaims(folder: string): Promise<readonly Claim[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const claims = await Promise.all(names.map((name) => readLiveClaim(join(folder, name))));
  return claims.filter((claim) => claim !== null);
}

async function readLiveClaim(file: string): Promise<Claim | null> {
  const claim = await readClaim(file);
  if (claim !== null && (await isLive(claim))) return claim;
  await rm(file, { force: true });
  return null;
}

async function readClaim(file: string): Promise<Claim | null> {
  try {
    return claimSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // Empty: it is being written this moment, by the process that its name begins with. Otherwise rubbish.
    const pid = Number(/(\d+)-[^/\\]*$/u.exec(file)?.[1]);
    return pid > 0 ? { pid, processStart: null, writtenAtMs: Date.now() } : null;
  }
}

async function isLive(claim: Claim): Promise<boolean> {
  if (!isRunning(claim.pid)) return false;
  // Process ids begin anew when the machine does. A minute of tolerance for a clock that was set.
  if (claim.writtenAtMs < Date.now() - uptime() * 1000 - 60_000) return false;
  const start = await processStart(claim.pid);
  if (start === 'ended') return false;
  return start === null || claim.processStart === null || start === claim.processStart;
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is a process all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Tells a process from a later one with the same id; `ended` for one that only its parent has not taken note of.
 * Linux says it in /proc; elsewhere (null) the id has to do.
 */
async function processStart(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything; the state follows, starttime is the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    // Gone since, or /proc is not mounted.
    return null;
  }
}
