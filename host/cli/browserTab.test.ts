import { describe, expect, it } from 'vitest';
import { openTab, tabCommand } from './browserTab.ts';

const URL = 'http://127.0.0.1:4000/#ticket=abc';

describe('the command that opens a browser tab', () => {
  it('belongs to the system, and takes the address as one argument', () => {
    expect(tabCommand(URL, 'linux')).toEqual(['xdg-open', URL]);
    expect(tabCommand(URL, 'darwin')).toEqual(['open', URL]);
    expect(tabCommand(URL, 'win32')).toEqual(['rundll32', 'url.dll,FileProtocolHandler', URL]);
  });

  it.skipIf(process.platform !== 'linux')('that is not there is told, and nothing more happens', async () => {
    // No system but macOS calls its opener `open`; here it is another program, or none, that takes no URL.
    expect(await openTab(URL, 'win32')).toBe(false);
  });
});
