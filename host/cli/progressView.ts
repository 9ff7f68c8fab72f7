import { basename } from 'node:path';
import type { Failure } from '../../common/contract/failure.ts';
import { shortTime } from '../../common/time/clock.ts';
import type { JobEvent } from '../jobs/job.ts';
import type { FileProgress } from '../jobs/progress.ts';
import { sayFailure, type Terminal } from './terminal.ts';

export const PROGRESS_STYLES = ['auto', 'plain', 'json', 'none'] as const;
export type ProgressStyle = (typeof PROGRESS_STYLES)[number];

/** Shows job events on the terminal's error stream, as a person or a program reads them. */
export interface ProgressView {
  readonly show: (event: JobEvent) => void;
  /** A sentence of the program itself, such as a step of an installation. */
  readonly say: (message: string) => void;
  readonly close: () => void;
}

/** Shows a failure from before or beside the work in the view's own form, so that JSON stays JSON. */
export function showFailure(view: ProgressView, failed: Failure): void {
  view.show({ kind: 'failed', file: failed.file ?? '', failure: failed });
}

export function progressView(style: ProgressStyle, terminal: Terminal, nowMs: () => number): ProgressView {
  switch (style) {
    case 'json':
      return jsonView(terminal);
    case 'none':
      return quietView(terminal);
    case 'plain':
      return lineView(terminal, nowMs);
    case 'auto':
      return terminal.isInteractive ? barView(terminal, nowMs) : lineView(terminal, nowMs);
  }
}

/** One object a line: `{event, file, stage, fraction, rtf, eta_s}` and what belongs to the event. */
function jsonView(terminal: Terminal): ProgressView {
  const line = (object: unknown) => terminal.err(`${JSON.stringify(object)}\n`);
  return {
    show: (event) => {
      if (event.kind === 'progress') {
        const { stage, fraction, rtf, etaSeconds } = event.progress;
        line({
          event: 'progress',
          file: event.file,
          stage,
          fraction: rounded(fraction, 4),
          rtf: rtf === null ? null : rounded(rtf, 4),
          eta_s: etaSeconds === null ? null : rounded(etaSeconds, 1),
        });
      } else if (event.kind === 'failed') {
        line({ event: 'failed', file: event.file, code: event.failure.code, message: failureText(event) });
      } else if (event.kind === 'done') {
        line({
          event: 'done',
          file: event.file,
          outputs: event.outputs,
          words: event.words,
          media_s: rounded(event.mediaSeconds, 3),
          wall_s: rounded(event.wallSeconds, 3),
        });
      } else if (event.kind === 'notice') {
        line({ event: 'notice', file: event.file, message: event.message });
      } else {
        line({ event: event.kind, file: event.file });
      }
    },
    say: (message) => line({ event: 'message', message }),
    close: () => {},
  };
}

function failureText(event: Extract<JobEvent, { kind: 'failed' }>): string {
  let text = '';
  sayFailure(
    { out: () => {}, err: (part) => (text += part), isInteractive: false, columns: 80 },
    event.failure,
  );
  return text.trim().replace(/^wordlane: /, '');
}

/** Failures and notices only. */
function quietView(terminal: Terminal): ProgressView {
  return {
    show: (event) => {
      if (event.kind === 'failed') sayFailure(terminal, event.failure);
    },
    say: () => {},
    close: () => {},
  };
}

/** A line for each step; progress every five seconds, for logs and pipes. */
function lineView(terminal: Terminal, nowMs: () => number): ProgressView {
  let saidMs = nowMs();
  return {
    show: (event) => {
      const name = basename(event.file);
      if (event.kind === 'progress') {
        if (nowMs() - saidMs < 5000 || event.progress.stage !== 'recognise') return;
        saidMs = nowMs();
        terminal.err(`${name}: ${progressText(event.progress)}\n`);
      } else {
        sayEvent(event, terminal);
      }
    },
    say: (message) => terminal.err(`${message}\n`),
    close: () => {},
  };
}

/** One line that is redrawn, at most ten times a second. */
function barView(terminal: Terminal, nowMs: () => number): ProgressView {
  let drawn = false;
  let drawnMs = Number.NEGATIVE_INFINITY;
  const wipe = () => {
    if (drawn) terminal.err('\r\u001b[K');
    drawn = false;
  };
  const draw = (text: string) => {
    wipe();
    terminal.err(fitting(text, terminal.columns - 1));
    drawn = true;
  };
  return {
    show: (event) => {
      if (event.kind === 'progress') {
        if (nowMs() - drawnMs < 100) return;
        drawnMs = nowMs();
        draw(`${bar(event.progress.fraction)} ${progressText(event.progress)}  ${basename(event.file)}`);
      } else {
        wipe();
        sayEvent(event, terminal);
      }
    },
    say: (message) => {
      draw(message);
    },
    close: wipe,
  };
}

/** As much as one line takes: a longer one wraps, and wiping it leaves its beginning. */
function fitting(text: string, columns: number): string {
  let width = 0;
  let shown = '';
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > columns) break;
    shown += segment;
  }
  return shown;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Scripts and pictures that take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

function sayEvent(event: Exclude<JobEvent, { kind: 'progress' }>, terminal: Terminal): void {
  const name = basename(event.file);
  switch (event.kind) {
    case 'started':
      return;
    case 'notice':
      terminal.err(`${name}: ${event.message}\n`);
      return;
    case 'failed':
      sayFailure(terminal, event.failure);
      return;
    case 'cancelled':
      terminal.err(`${name}: Cancelled.\n`);
      return;
    case 'done': {
      const speed = event.wallSeconds > 0 ? Math.round(event.mediaSeconds / event.wallSeconds) : 0;
      const length = shortTime(Math.round(event.mediaSeconds * 1000));
      terminal.err(
        `${name}: ${event.words} words from ${length} in ${event.wallSeconds.toFixed(1)} s (${speed}×)\n`,
      );
      for (const output of event.outputs) terminal.err(`  ${output}\n`);
    }
  }
}

const STAGE_TEXT: Readonly<Record<FileProgress['stage'], string>> = {
  prepare: 'reading',
  decode: 'decoding',
  recognise: 'transcribing',
  align: 'aligning',
  diarize: 'finding speakers',
  write: 'writing',
};

function progressText({ stage, fraction, rtf, etaSeconds }: FileProgress): string {
  const parts = [`${Math.floor(fraction * 100)} %`, STAGE_TEXT[stage]];
  if (rtf !== null && rtf > 0) parts.push(`${Math.round(1 / rtf)}×`);
  if (etaSeconds !== null && stage === 'recognise')
    parts.push(`${shortTime(Math.round(etaSeconds * 1000))} left`);
  return parts.join(' · ');
}

function bar(fraction: number): string {
  const width = 24;
  const filled = Math.round(fraction * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
