import { type App, createApp } from '../app.ts';
import { interruptSignal } from './interrupt.ts';
import { type ProgressStyle, type ProgressView, progressView } from './progressView.ts';
import { Refused, type Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext {
  readonly app: App;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly view: ProgressView;
}

/** Throws `Refused` where the data folder cannot be used. */
export async function commandContext(terminal: Terminal, style: ProgressStyle): Promise<CommandContext> {
  const view = progressView(style, terminal, () => performance.now());
  const app = await createApp();
  if (!app.ok) throw new Refused(app.failure);
  return { app: app.value, terminal, signal: interruptSignal(terminal), view };
}
