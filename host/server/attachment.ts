/**
 * The `Content-Disposition` of a download (RFC 6266): the name in ASCII for whoever knows no better, and the right
 * one in UTF-8 (RFC 8187).
 */
export function attachment(name: string): string {
  const wellFormed = name.toWellFormed();
  const ascii = wellFormed.replaceAll(/[^\x20-\x7e]|["\\/%;]/gu, '_');
  // Of what encodeURIComponent leaves alone, these four are no attr-char.
  const encoded = encodeURIComponent(wellFormed).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
