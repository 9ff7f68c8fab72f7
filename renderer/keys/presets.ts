import type { Settings } from '../../common/contract/settings.ts';

/** Shortcuts by action id, where a preset differs from the defaults; an empty list takes a key away. */
export type KeyPreset = Readonly<Record<string, readonly string[]>>;

/**
 * What people bring along from other programs: the keys that the lists of shortcuts of Subtitle Edit 5, Aegisub 3
 * and Premiere Pro have in common with what can be done here. The rest stays as by default. The palette keeps
 * Ctrl+K everywhere, so Premiere's key for splitting stays Ctrl+B.
 */
export const presets: Readonly<Record<Settings['keys'], KeyPreset>> = {
  default: {},
  'subtitle-edit': {
    'cues.split': ['$mod+Alt+KeyV'],
    'cues.insert': ['Alt+Insert'],
    'cues.setIn': ['F11'],
    'cues.setOut': ['F12'],
    'cues.setOutAndNext': ['F10'],
    'words.retime': ['$mod+Shift+KeyA'],
    'words.align': ['$mod+Alt+KeyA'],
  },
  aegisub: {
    'playback.toggle': ['$mod+KeyP', 'Control+Space'],
    'playback.playCue': ['KeyR', 'F5'],
    'playback.shuttleStop': ['KeyH', 'KeyK'],
    'cues.previous': ['KeyZ', 'Alt+ArrowUp'],
    'cues.next': ['KeyX', 'Alt+ArrowDown'],
    'cues.setIn': ['$mod+Digit3'],
    'cues.setOut': ['$mod+Digit4'],
    'cues.setOutAndNext': ['KeyG'],
    'cues.split': ['$mod+KeyD'],
    'cues.delete': ['$mod+Delete'],
    'cues.pin': ['$mod+Shift+KeyP'],
    'cues.unpin': ['$mod+Shift+KeyP'],
    'words.retime': ['$mod+KeyI'],
  },
  premiere: {
    'app.export': ['$mod+KeyM', '$mod+KeyE'],
    'app.keys': ['$mod+Alt+KeyK', 'Shift+?', 'F1'],
    'playback.frameBack': ['ArrowLeft', 'Comma'],
    'playback.frameOn': ['ArrowRight', 'Period'],
    'playback.back': [],
    'playback.on': [],
    'playback.loop': ['$mod+KeyL', 'Shift+KeyL'],
    'cues.previous': ['ArrowUp', 'Alt+ArrowUp'],
    'cues.next': ['ArrowDown', 'Alt+ArrowDown'],
  },
};

/** Actions of which only one can be carried out at a time: they may share a key. */
export const alternatives: readonly (readonly string[])[] = [['cues.pin', 'cues.unpin']];
