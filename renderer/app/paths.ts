/** The last part of a path of any system. */
export function nameOf(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** The folder of a path, with its last separator; '' for a bare name. */
export function folderOf(path: string): string {
  return path.slice(0, lastSeparator(path) + 1);
}

/** The same path with another ending, which is given without its dot. */
export function withEnding(path: string, ending: string): string {
  const dot = path.lastIndexOf('.');
  return `${dot > lastSeparator(path) + 1 ? path.slice(0, dot) : path}.${ending}`;
}

/** A file of that name in a folder, with the folder's own separator. */
export function inFolder(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

/** A title as a file name: without what some system does not allow in one. */
export function fileNameOf(title: string): string {
  const plain = title.replace(/[\p{Cc}<>:"/\\|?*]+/gu, ' ').trim();
  return plain === '' ? 'project' : plain.slice(0, 120);
}

function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
}
