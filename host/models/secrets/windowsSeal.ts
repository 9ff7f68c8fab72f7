import type { Seal } from './secretFile.ts';
import type { RunTool } from './tool.ts';

const POWERSHELL = ['-NoProfile', '-NonInteractive', '-Command'] as const;
const BEGIN =
  "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Security; $text = [Console]::In.ReadLine()";
const CLOSE =
  "[Convert]::ToBase64String([Security.Cryptography.ProtectedData]::Protect([Text.Encoding]::UTF8.GetBytes($text), $null, 'CurrentUser'))";
const OPEN =
  "[Text.Encoding]::UTF8.GetString([Security.Cryptography.ProtectedData]::Unprotect([Convert]::FromBase64String($text), $null, 'CurrentUser'))";

/** Windows' own encryption for the user who is signed in (DPAPI). */
export function windowsSeal(run: RunTool): Seal {
  const ask = async (script: string, text: string) => {
    const { ok, output } = await run('powershell.exe', [...POWERSHELL, `${BEGIN}; ${script}`], `${text}\n`);
    return ok && output.trim() !== '' ? output.trim() : null;
  };
  return { close: (value) => ask(CLOSE, value), open: (sealed) => ask(OPEN, sealed) };
}
