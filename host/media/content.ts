/**
 * What stands in a file that is no media, judged by its first bytes; null when that cannot be told.
 * Failed downloads are often a web page under the name of a film, playlists only name media elsewhere.
 */
export function describeContent(head: Uint8Array): string | null {
  const magic = Buffer.from(head.subarray(0, 8)).toString('latin1');
  const binary = BINARY.find(([start]) => magic.startsWith(start));
  if (binary !== undefined) return binary[1];
  const text = decodeText(head);
  if (text === null) return null;
  const start = text.trimStart().toLowerCase();
  const known = TEXTS.find(([prefix]) => start.startsWith(prefix));
  return known === undefined ? 'it holds text' : known[1];
}

const TEXTS: readonly (readonly [string, string])[] = [
  ['#extm3u', 'it is a playlist; give the recordings that it names'],
  ['ffconcat version', 'it is a list of files; give the recordings that it names'],
  ['[playlist]', 'it is a playlist; give the recordings that it names'],
  ['<!doctype html', 'it is a web page, probably a failed download'],
  ['<html', 'it is a web page, probably a failed download'],
  ['webvtt', 'it holds captions'],
];

const BINARY: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'it is a ZIP archive'],
  ['%PDF', 'it is a PDF document'],
  ['\u0089PNG', 'it is a picture'],
  ['\u00ff\u00d8\u00ff', 'it is a picture'],
  ['GIF8', 'it is a picture'],
];

/** UTF-8 without control characters; a character cut at the end does not count against it. */
function decodeText(head: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells data from text
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/u.test(text) ? null : text;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
