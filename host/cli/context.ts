import { type App, createApp } from '../app.ts';
import { interruptSignal } from './interrupt.ts';
import { type ProgressStyle, type ProgressView, progressView } from './progressView.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext {
  readonly app: App;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly view: ProgressView;
}

export async function commandContext(terminal: Terminal, style: ProgressStyle): Promise<CommandContext> {
  const view = progressView(style, terminal, () => performance.now());
  return { app: await createApp(), terminal, signal: interruptSignal(terminal), view };
}
