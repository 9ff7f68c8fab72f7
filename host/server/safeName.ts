/** Bytes of a name that every file system takes, with room for endings that are added beside it. */
const LONGEST_NAME_BYTES = 180;

/** Controls, what Windows keeps for itself, and marks that show a name other than it is (`exe.gpj` as `gpj.exe`). */
const REFUSED = /[\p{Cc}\p{Zl}\p{Zp}<>:"|?*\u202a-\u202e\u2066-\u2069]/gu;

/** Windows drops them without a word. */
const AT_END = /[.\s]+$/u;

/**
 * The last part of a name that came from outside, as a file name that is harmless on every system: no
 * separators, control or reserved characters, no reserved device, no dot or space at its ends, not too long. Its
 * ending stays, because it tells what is inside.
 */
export function safeName(name: string): string {
  const last = name.slice(-1000).toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replaceAll(REFUSED, '_')
    .replace(/^[.\s]+/u, '')
    .replace(AT_END, '');
  const at = plain.lastIndexOf('.');
  const isEnding = at > 0 && plain.length - at <= 12;
  const stem = isEnding ? plain.slice(0, at) : plain;
  const ending = isEnding ? plain.slice(at) : '';
  const free = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem.split('.')[0] ?? '') ? `_${stem}` : stem;
  const short = cutToBytes(free, LONGEST_NAME_BYTES - Buffer.byteLength(ending)).replace(AT_END, '');
  return `${short === '' ? 'upload' : short}${ending}`;
}

function cutToBytes(text: string, most: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    cut += character;
  }
  return cut;
}
