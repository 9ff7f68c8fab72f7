import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const FILE_LIMIT_BYTES = 5 * 1024 * 1024;
const FILES_KEPT = 5;

/** A text file that is only added to and never grows beyond 5 files of 5 MB (`x.log`, `x.log.1` …). */
export interface LogFile {
  readonly path: string;
  /** Adds lines, each with the time in front. Never fails: a full disk must not stop what is being logged. */
  readonly write: (lines: readonly string[]) => Promise<void>;
}

export function openLog(path: string): LogFile {
  let sizeBytes: number | null = null;
  const write = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    const time = new Date().toISOString();
    const text = lines.map((line) => `${time} ${process.pid} ${line}\n`).join('');
    try {
      sizeBytes ??= await sizeOf(path);
      if (sizeBytes + text.length > FILE_LIMIT_BYTES) {
        await rotate(path);
        sizeBytes = 0;
      }
      await appendFile(path, text, { mode: 0o600 });
      sizeBytes += text.length;
    } catch {
      // Full disk, read-only folder: the lines are lost, the last 500 are still in memory for the report.
      sizeBytes = null;
    }
  };
  let last = Promise.resolve();
  return {
    path,
    write: (lines) => {
      last = last.then(() => write(lines));
      return last;
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return 0;
  }
}

async function rotate(path: string): Promise<void> {
  for (let number = FILES_KEPT - 2; number >= 0; number--) {
    const from = number === 0 ? path : `${path}.${number}`;
    try {
      await rename(from, `${path}.${number + 1}`);
    } catch (error) {
      // Not there yet, or another process has just moved it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** The last lines of something that may write for ever. */
export interface LineRing {
  readonly push: (line: string) => void;
  readonly lines: () => readonly string[];
}

export function createLineRing(limit: number): LineRing {
  const kept: string[] = [];
  return {
    push: (line) => {
      kept.push(line);
      if (kept.length > limit) kept.shift();
    },
    lines: () => [...kept],
  };
}

const LINE_LIMIT_CHARACTERS = 8_192;

/**
 * Cuts free text (what a program prints for people) into lines at line feeds and carriage returns, those that
 * redraw a progress bar too. Holds at most 8 KB: the rest of a longer line is dropped, so that a secret is never
 * split in two and missed.
 */
export function createTextCutter(): { cut: (chunk: Uint8Array) => string[]; rest: () => string[] } {
  const decoder = new TextDecoder('utf-8');
  let held = '';
  const hold = (text: string) => {
    if (held.length < LINE_LIMIT_CHARACTERS) held += text.slice(0, LINE_LIMIT_CHARACTERS - held.length);
  };
  const takeHeld = (): string[] => {
    const line = held.trimEnd();
    held = '';
    return line === '' ? [] : [line];
  };
  return {
    cut: (chunk) => {
      const parts = decoder.decode(chunk, { stream: true }).split(/[\r\n]/u);
      const lines: string[] = [];
      parts.forEach((part, index) => {
        if (index > 0) lines.push(...takeHeld());
        hold(part);
      });
      return lines;
    },
    rest: () => {
      hold(decoder.decode());
      return takeHeld();
    },
  };
}
