import { describe, expect, it } from 'vitest';
import { chooseFront, type FrontFacts, hasDisplay } from './front.ts';

const atDesk: FrontFacts = {
  wish: null,
  hasDesktop: true,
  hasTerminal: true,
  hasDisplay: true,
  hasDeclined: false,
};

const kindFor = (facts: Partial<FrontFacts>) => chooseFront({ ...atDesk, ...facts }).kind;

describe('the front of a start', () => {
  it('is the desktop window where it is installed', () => {
    expect(kindFor({})).toBe('electron');
    expect(kindFor({ hasTerminal: false, hasDeclined: true })).toBe('electron');
  });

  it('is a question, once, where it is not installed and somebody can answer', () => {
    expect(kindFor({ hasDesktop: false })).toBe('ask');
    expect(kindFor({ hasDesktop: false, hasDeclined: true })).toBe('browser');
  });

  it('is a browser tab where nobody can be asked', () => {
    expect(kindFor({ hasDesktop: false, hasTerminal: false })).toBe('browser');
  });

  it('is an address without a display, whatever is installed', () => {
    for (const hasDesktop of [true, false]) {
      for (const hasTerminal of [true, false]) {
        expect(kindFor({ hasDisplay: false, hasDesktop, hasTerminal })).toBe('none');
      }
    }
  });

  it('is what was asked for', () => {
    expect(kindFor({ wish: 'browser' })).toBe('browser');
    expect(kindFor({ wish: 'none' })).toBe('none');
    expect(kindFor({ wish: 'electron' })).toBe('electron');
    expect(kindFor({ wish: 'browser', hasDisplay: false })).toBe('browser');
  });

  it('asks again for the desktop window where it is asked for by name', () => {
    expect(kindFor({ wish: 'electron', hasDesktop: false, hasDeclined: true })).toBe('ask');
  });

  it('says what is missing where the desktop window cannot be had', () => {
    expect(chooseFront({ ...atDesk, wish: 'electron', hasDesktop: false, hasTerminal: false })).toMatchObject(
      {
        kind: 'refused',
        failure: { code: 'desktop.missing' },
      },
    );
    expect(chooseFront({ ...atDesk, wish: 'electron', hasDisplay: false })).toMatchObject({
      kind: 'refused',
      failure: { code: 'desktop.no-display' },
    });
  });

  it('never installs anything without a terminal', () => {
    for (const wish of [null, 'electron', 'browser', 'none'] as const) {
      for (const hasDesktop of [true, false]) {
        expect(kindFor({ wish, hasDesktop, hasTerminal: false })).not.toBe('ask');
      }
    }
  });
});

describe('a display', () => {
  it('is there on Linux with X11 or Wayland', () => {
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  });

  it('is always there on Windows and macOS', () => {
    expect(hasDisplay({}, 'win32')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
  });

  it('is elsewhere over SSH and on a build machine', () => {
    expect(hasDisplay({ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin')).toBe(false);
    expect(hasDisplay({ DISPLAY: 'localhost:10.0', SSH_TTY: '/dev/pts/1' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0', CI: 'true' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0', CI: 'false' }, 'linux')).toBe(true);
  });
});
