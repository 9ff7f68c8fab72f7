import { execa } from 'execa';

/** What shows a URL in the person's own browser. No shell sees the URL. */
export function tabCommand(url: string, platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  // `start` is a word of the shell; this is what it calls.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/** Opens a tab; false when there is no browser to open it with. The browser stays when we end. */
export async function openTab(url: string, platform: NodeJS.Platform): Promise<boolean> {
  const [command, ...args] = tabCommand(url, platform);
  const child = execa(command, args, { stdio: 'ignore', detached: true, cleanup: false, reject: false });
  child.nodeChildProcess.unref();
  const { exitCode } = await child;
  return exitCode === 0;
}
