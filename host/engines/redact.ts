/**
 * Takes out of a line what must not lie in a log: tokens, passwords in addresses, and the user's name in the
 * home folder. Linear in the length of the line.
 */
export function createRedactor(homeFolder: string): (line: string) => string {
  return (line) => {
    const plain = line
      .replace(/\bhf_[A-Za-z0-9]{4,}/gu, 'hf_[removed]')
      .replace(/\b(bearer )[^\s"',;]{4,}/giu, '$1[removed]')
      .replace(/\b(token|password|secret|api[-_]?key)([=:] ?)[^\s"',;]{4,}/giu, '$1$2[removed]')
      .replace(/\/\/[^\s/@]{1,256}@/gu, '//[removed]@');
    return homeFolder.length > 1 ? plain.replaceAll(homeFolder, '~') : plain;
  };
}
